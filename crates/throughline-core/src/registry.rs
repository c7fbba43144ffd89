//! The models of a program.

use crate::ModelDef;

/// A model that is linked into the program. The derive submits one for each model.
#[derive(Debug)]
pub struct Registration(pub fn() -> &'static ModelDef);

inventory::collect!(Registration);

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

    /// The model of that name.
    #[must_use]
    pub fn model(&self, name: &str) -> Option<&'static ModelDef> {
        self.models.iter().copied().find(|model| model.name == name)
    }
}
