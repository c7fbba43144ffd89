//! Changes of a state that are no additions: what operations do to it.
//!
//! Whatever names a model or a field by name follows when that is renamed. What still needs
//! something that is to go is an error, so that a state is whole at every point of the replay.

use throughline_core::{Error, Result};

use super::{Content, Field, FieldKind, Links, ModelState, ProjectState};
use crate::problem;

impl ProjectState {
    /// Removes a model that no field points to any more.
    pub(crate) fn remove_model(&mut self, name: &str) -> Result<ModelState> {
        self.require(name)?;
        for other in self.models().filter(|other| other.name != name) {
            for field in &other.fields {
                if field.targets().any(|target| target == name) {
                    let (model, field) = (&other.name, &field.name);
                    return Err(problem(format!(
                        "model `{name}` cannot go while `{model}.{field}` points to it"
                    )));
                }
            }
        }
        self.models
            .remove(name)
            .ok_or_else(|| super::unknown_model(name))
    }

    /// Gives a model another name, in all that points to it too.
    pub(crate) fn rename_model(&mut self, old: &str, new: &str) -> Result<()> {
        if self.model(new).is_some() {
            return Err(problem(format!("there is a model `{new}` already")));
        }
        let mut model = self
            .models
            .remove(old)
            .ok_or_else(|| super::unknown_model(old))?;
        new.clone_into(&mut model.name);
        self.models.insert(new.to_owned(), model);
        for model in self.models.values_mut() {
            for field in &mut model.fields {
                field.rename_target(old, new);
            }
        }
        Ok(())
    }

    /// Removes a field that no key, index, check or relation names any more.
    pub(crate) fn remove_field(&mut self, model: &str, name: &str) -> Result<Field> {
        let state = self.require(model)?;
        if let Some(user) = state.user_of(name) {
            return Err(problem(format!(
                "field `{name}` of `{model}` cannot go while {user} needs it"
            )));
        }
        if let Some((owner, field)) = self.relation_over(model, name) {
            return Err(problem(format!(
                "field `{name}` of `{model}` cannot go while `{owner}.{field}` goes through it"
            )));
        }
        let state = self.model_mut(model)?;
        let position = state.position(name)?;
        Ok(state.fields.remove(position))
    }

    /// Puts a field in the place of the one that has its name; behind the others if one is a
    /// column and the other is none.
    pub(crate) fn replace_field(&mut self, model: &str, field: Field) -> Result<Field> {
        let state = self.require(model)?;
        let position = state.position(&field.name)?;
        self.check_targets(&field, state)?;
        let has_column = field.column().is_some();
        if let Some(user) = state.user_of(&field.name).filter(|_| !has_column) {
            return Err(problem(format!(
                "field `{}` of `{model}` cannot lose its column while {user} needs it",
                field.name
            )));
        }
        let state = self.model_mut(model)?;
        if state.fields[position].column().is_some() == has_column {
            return Ok(std::mem::replace(&mut state.fields[position], field));
        }
        let before = state.fields.remove(position);
        state.place(field);
        Ok(before)
    }

    /// Gives a field another name, in all that names it too.
    pub(crate) fn rename_field(&mut self, model: &str, old: &str, new: &str) -> Result<()> {
        let state = self.model_mut(model)?;
        if state.field(new).is_some() {
            return Err(problem(format!(
                "model `{model}` has a field `{new}` already"
            )));
        }
        let position = state.position(old)?;
        new.clone_into(&mut state.fields[position].name);
        let lists = state.unique.iter_mut().chain(&mut state.indexes);
        for name in lists.chain([&mut state.primary_key]).flatten() {
            if name == old {
                new.clone_into(name);
            }
        }
        for check in &mut state.checks {
            check.condition.rename(old, new);
        }
        for other in self.models.values_mut() {
            for field in &mut other.fields {
                field.rename_through_field(model, old, new);
            }
        }
        Ok(())
    }

    /// A many-to-many field whose links are found by that field of its through model.
    fn relation_over(&self, model: &str, field: &str) -> Option<(&str, &str)> {
        let names = |other: &&Field| match &other.kind {
            FieldKind::ManyToMany(relation) => match &relation.links {
                Links::Through {
                    model: through,
                    source,
                    target,
                } => through == model && (source == field || target == field),
                Links::JoinTable { .. } => false,
            },
            FieldKind::Column(_) => false,
        };
        self.models().find_map(|owner| {
            let found = owner.fields.iter().find(names)?;
            Some((owner.name.as_str(), found.name.as_str()))
        })
    }
}

impl ModelState {
    /// Where the field of that name stands.
    pub(crate) fn position(&self, name: &str) -> Result<usize> {
        let position = self.fields.iter().position(|field| field.name == name);
        position.ok_or_else(|| self.unknown_field(name))
    }

    /// The field of that name.
    pub(crate) fn require_field(&self, name: &str) -> Result<&Field> {
        self.field(name).ok_or_else(|| self.unknown_field(name))
    }

    pub(crate) fn unknown_field(&self, name: &str) -> Error {
        problem(format!("model `{}` has no field `{name}`", self.name))
    }

    /// What of this model names a field, for people.
    fn user_of(&self, field: &str) -> Option<String> {
        let names = |list: &&Vec<String>| list.iter().any(|name| name == field);
        if self.primary_key.iter().any(|name| name == field) {
            return Some("the primary key".to_owned());
        }
        if let Some(key) = self.unique.iter().find(names) {
            return Some(format!("the unique key ({})", key.join(", ")));
        }
        if let Some(index) = self.indexes.iter().find(names) {
            return Some(format!("the index ({})", index.join(", ")));
        }
        let mut checks = self.checks.iter();
        let check = checks.find(|check| check.condition.fields().contains(&field))?;
        Some(format!("the check `{}`", check.name))
    }
}

impl Field {
    pub(crate) fn rename_target(&mut self, old: &str, new: &str) {
        let change = |name: &mut String| {
            if name == old {
                new.clone_into(name);
            }
        };
        match &mut self.kind {
            FieldKind::Column(column) => {
                if let Content::ForeignKey { to, .. } = &mut column.content {
                    change(to);
                }
            }
            FieldKind::ManyToMany(relation) => {
                change(&mut relation.to);
                if let Links::Through { model, .. } = &mut relation.links {
                    change(model);
                }
            }
        }
    }

    pub(crate) fn rename_through_field(&mut self, through: &str, old: &str, new: &str) {
        if let FieldKind::ManyToMany(relation) = &mut self.kind
            && let Links::Through {
                model,
                source,
                target,
            } = &mut relation.links
            && model == through
        {
            for end in [source, target] {
                if end == old {
                    new.clone_into(end);
                }
            }
        }
    }
}
