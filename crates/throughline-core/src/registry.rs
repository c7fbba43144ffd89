//! The models of a program.

use crate::ModelDef;

/// A model that is linked into the program. The derive submits one for each model.
#[derive(Debug)]
pub struct Registration(pub fn() -> &'static ModelDef);

inventory::collect!(Registration);

/// A model or a field that had another name: `renamed_from`. The derive submits one for each.
#[derive(Debug, Clone, Copy)]
pub struct Renamed {
    /// The model.
    pub of: fn() -> &'static ModelDef,
    /// The field; none if it is the model that was renamed.
    pub field: Option<&'static str>,
    /// The name until now.
    pub from: &'static str,
}

inventory::collect!(Renamed);

impl Renamed {
    /// The model.
    #[must_use]
    pub fn model(&self) -> &'static ModelDef {
        (self.of)()
    }
}

/// The models of a program, sorted by name.
#[derive(Debug, Clone)]
pub struct Registry {
    models: Vec<&'static ModelDef>,
}

impl Registry {
    /// All models that are linked into the program.
    #[must_use]
    pub fn linked() -> Self {
        Registry::new(
            inventory::iter::<Registration>
                .into_iter()
                .map(|model| (model.0)()),
        )
    }

    /// These models and no others.
    pub fn new(models: impl IntoIterator<Item = &'static ModelDef>) -> Self {
        let mut models: Vec<_> = models.into_iter().collect();
        models.sort_by_key(|model| (model.name, model.module));
        models.dedup();
        Registry { models }
    }

    /// The models, sorted by name.
    #[must_use]
    pub fn models(&self) -> &[&'static ModelDef] {
        &self.models
    }

    /// What of these models had another name, as they say by `renamed_from`.
    pub fn renamed(&self) -> impl Iterator<Item = Renamed> + '_ {
        let all = inventory::iter::<Renamed>.into_iter().copied();
        all.filter(|renamed| self.models.contains(&renamed.model()))
    }

    /// The model of that name.
    #[must_use]
    pub fn model(&self, name: &str) -> Option<&'static ModelDef> {
        self.models.iter().copied().find(|model| model.name == name)
    }
}
