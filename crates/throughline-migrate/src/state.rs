//! The state of a project: what its models look like to the database.
//!
//! It comes from the registry ([`ProjectState::from_registry`]) or from the replay of
//! operations; the autodetector compares the two. Everything is known by name: a file that says
//! `to = "Student"` means the model that has this name at that point of the replay.
//!
//! It holds what the database holds and nothing else. Related names, orderings, `auto_now` and
//! Rust defaults are left out: a change of these changes no table, so it needs no migration.

mod check;
mod edit;
mod field;
mod literal;
mod registry;
mod typed;

use std::collections::BTreeMap;

use throughline_core::{Error, Result};

pub use check::{Check, CheckCondition, CheckOperand};
pub use field::{Column, Content, Field, FieldKind, Links, ManyToMany, Plain};
pub use literal::Literal;
pub use registry::Fills;
pub(crate) use typed::typed;

use crate::problem;

/// The models of a project, by name.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct ProjectState {
    models: BTreeMap<String, ModelState>,
}

/// A model.
#[derive(Debug, Clone, PartialEq)]
pub struct ModelState {
    /// The model's name.
    pub name: String,
    /// The table.
    pub table: String,
    /// The fields, in order of declaration; many-to-many fields behind the others.
    pub fields: Vec<Field>,
    /// The fields of the primary key.
    pub primary_key: Vec<String>,
    /// Unique keys besides the primary key: the fields of each.
    pub unique: Vec<Vec<String>>,
    /// Indexes that were asked for: the fields of each. (Foreign keys have one of their own.)
    pub indexes: Vec<Vec<String>>,
    /// Check constraints.
    pub checks: Vec<Check>,
}

impl ProjectState {
    /// A project without models.
    #[must_use]
    pub fn new() -> Self {
        ProjectState::default()
    }

    /// These models, unchecked.
    #[cfg(test)]
    pub(crate) fn of(models: impl IntoIterator<Item = ModelState>) -> Self {
        let models = models.into_iter().map(|model| (model.name.clone(), model));
        ProjectState {
            models: models.collect(),
        }
    }

    /// These models.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Migration`](throughline_core::ErrorKind::Migration) if two have one name, one
    /// points to a model that is not among them, or names a field that it does not have.
    pub fn from_models(models: impl IntoIterator<Item = ModelState>) -> Result<Self> {
        let mut state = ProjectState::new();
        for model in models {
            if state.model(&model.name).is_some() {
                let name = &model.name;
                return Err(problem(format!("there are two models `{name}`")));
            }
            state.models.insert(model.name.clone(), model);
        }
        for model in state.models() {
            state.check_model(model)?;
        }
        Ok(state)
    }

    /// The models, sorted by name.
    pub fn models(&self) -> impl Iterator<Item = &ModelState> {
        self.models.values()
    }

    /// The model of that name.
    #[must_use]
    pub fn model(&self, name: &str) -> Option<&ModelState> {
        self.models.get(name)
    }

    /// The model of that name.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Migration`](throughline_core::ErrorKind::Migration) if there is none.
    pub fn require(&self, name: &str) -> Result<&ModelState> {
        self.model(name).ok_or_else(|| unknown_model(name))
    }

    /// Adds a model.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Migration`](throughline_core::ErrorKind::Migration) if there is one of that
    /// name, or it names a field that it does not have.
    pub fn add_model(&mut self, model: ModelState) -> Result<()> {
        if self.models.contains_key(&model.name) {
            return Err(problem(format!(
                "there is a model `{}` already",
                model.name
            )));
        }
        self.check_model(&model)?;
        self.models.insert(model.name.clone(), model);
        Ok(())
    }

    /// Whether what a model names is there.
    fn check_model(&self, model: &ModelState) -> Result<()> {
        let lists = model
            .unique
            .iter()
            .chain(&model.indexes)
            .chain([&model.primary_key]);
        for name in lists.flatten() {
            model.require_column(name)?;
        }
        for check in &model.checks {
            check.require_fields(model)?;
        }
        if model.primary_key.is_empty() {
            return Err(problem(format!(
                "model `{}` has no primary key",
                model.name
            )));
        }
        for (position, field) in model.fields.iter().enumerate() {
            if model.fields[..position]
                .iter()
                .any(|other| other.name == field.name)
            {
                return Err(problem(format!(
                    "model `{}` has two fields `{}`",
                    model.name, field.name
                )));
            }
            self.check_targets(field, model)?;
        }
        Ok(())
    }

    /// Adds a field to a model.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Migration`](throughline_core::ErrorKind::Migration) if there is no such
    /// model, it has a field of that name, or the field points to a model that is not there.
    pub fn add_field(&mut self, model: &str, field: Field) -> Result<()> {
        let state = self.require(model)?;
        if state.field(&field.name).is_some() {
            return Err(problem(format!(
                "model `{model}` has a field `{}` already",
                field.name
            )));
        }
        self.check_targets(&field, state)?;
        self.model_mut(model)?.place(field);
        Ok(())
    }

    /// The model of that name, to be changed.
    pub(crate) fn model_mut(&mut self, name: &str) -> Result<&mut ModelState> {
        self.models.get_mut(name).ok_or_else(|| unknown_model(name))
    }

    /// Whether every model that the field points to is there; `owner` may not be yet.
    fn check_targets(&self, field: &Field, owner: &ModelState) -> Result<()> {
        for target in field.targets() {
            if target != owner.name && self.model(target).is_none() {
                return Err(problem(format!(
                    "field `{}` of `{}` points to `{target}`, which is no model at this point",
                    field.name, owner.name
                )));
            }
        }
        Ok(())
    }
}

impl ModelState {
    /// Puts a field behind those of its kind: many-to-many fields stand behind columns.
    pub(crate) fn place(&mut self, field: Field) {
        let behind = match field.column() {
            None => self.fields.len(),
            Some(_) => self
                .fields
                .partition_point(|other| other.column().is_some()),
        };
        self.fields.insert(behind, field);
    }

    /// The field of that name.
    #[must_use]
    pub fn field(&self, name: &str) -> Option<&Field> {
        self.fields.iter().find(|field| field.name == name)
    }

    /// The field of that name, which must have a column.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Migration`](throughline_core::ErrorKind::Migration) if there is no such
    /// field or it has no column.
    pub fn require_column(&self, name: &str) -> Result<&Column> {
        let model = &self.name;
        let field = self
            .field(name)
            .ok_or_else(|| problem(format!("model `{model}` has no field `{name}`")))?;
        field
            .column()
            .ok_or_else(|| problem(format!("field `{name}` of `{model}` has no column")))
    }
}

fn unknown_model(name: &str) -> Error {
    problem(format!("there is no model `{name}` at this point"))
}
