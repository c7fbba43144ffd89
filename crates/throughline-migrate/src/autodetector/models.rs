//! Models that are new, and models that are gone; keys, indexes and checks.

use throughline_core::Result;

use super::renames::names;
use super::{Detector, order};
use crate::operation::{
    AddCheck, AddIndex, AddUnique, CreateModel, DeleteModel, Operation, RemoveCheck, RemoveField,
    RemoveIndex, RemoveUnique,
};
use crate::questioner::Question;
use crate::state::ModelState;

impl Detector<'_> {
    /// Creates the models that are new, each behind those that it points to.
    pub(super) fn create_models(&mut self) -> Result<()> {
        let to = self.to;
        let new: Vec<&ModelState> = to
            .models()
            .filter(|model| self.state.model(&model.name).is_none())
            .collect();
        for creation in order::creations(&new)? {
            let model = creation.without_deferred();
            let operation = match self.links_to_model(&model)? {
                Some(operation) => Operation::LinksToModel(operation),
                None => {
                    self.created.push(model.name.clone());
                    Operation::CreateModel(CreateModel { model })
                }
            };
            self.push(operation)?;
        }
        Ok(())
    }

    /// Deletes the models that are gone, each before those that it points to.
    pub(super) fn delete_models(&mut self) -> Result<()> {
        let doomed = names(
            self.state
                .models()
                .filter(|model| self.to.model(&model.name).is_none()),
        );
        for model in &doomed {
            let model = model.clone();
            self.may_lose(Question::DropModel { model })?;
        }
        for name in &doomed {
            let relations: Vec<_> = self
                .state
                .require(name)?
                .fields
                .iter()
                .filter(|f| f.many_to_many().is_some())
                .map(|f| f.name.clone())
                .collect();
            for field in relations {
                self.drop_field(name, field)?;
            }
        }
        let mut waiting = doomed;
        while let Some(first) = waiting.first().cloned() {
            let free = waiting.iter().position(|name| self.is_free(name));
            match free {
                Some(position) => {
                    let model = waiting.remove(position);
                    self.push(Operation::DeleteModel(DeleteModel { model }))?;
                }
                None => self.cut(&first)?,
            }
        }
        Ok(())
    }

    /// Whether no other model points to it.
    fn is_free(&self, name: &str) -> bool {
        let mut others = self.state.models().filter(|other| other.name != name);
        !others.any(|other| {
            let mut fields = other.fields.iter();
            fields.any(|field| field.targets().any(|target| target == name))
        })
    }

    /// Removes what points to a model, where models that go point to each other in a circle.
    fn cut(&mut self, name: &str) -> Result<()> {
        let found = self.state.models().find_map(|other| {
            let mut fields = other.fields.iter().filter(|_| other.name != name);
            let field = fields.find(|field| field.targets().any(|target| target == name))?;
            Some((other.clone(), field.name.clone()))
        });
        let Some((owner, field)) = found else {
            return Ok(());
        };
        let over = |list: &&Vec<String>| list.contains(&field);
        for fields in owner.unique.iter().filter(over) {
            let (model, fields) = (owner.name.clone(), fields.clone());
            self.push(Operation::RemoveUnique(RemoveUnique { model, fields }))?;
        }
        for fields in owner.indexes.iter().filter(over) {
            let (model, fields) = (owner.name.clone(), fields.clone());
            self.push(Operation::RemoveIndex(RemoveIndex { model, fields }))?;
        }
        for check in &owner.checks {
            if check.condition.fields().contains(&field.as_str()) {
                let (model, name) = (owner.name.clone(), check.name.clone());
                self.push(Operation::RemoveCheck(RemoveCheck { model, name }))?;
            }
        }
        self.drop_field(&owner.name, field)
    }

    /// Removes a field of a model that goes as a whole.
    fn drop_field(&mut self, model: &str, field: String) -> Result<()> {
        let model = model.to_owned();
        self.push(Operation::RemoveField(RemoveField {
            model,
            field,
            lossy: true,
            fill_back: None,
        }))
    }

    /// Removes keys, indexes and checks that are gone.
    pub(super) fn remove_keys(&mut self) -> Result<()> {
        for (before, after) in self.common() {
            let model = || after.name.clone();
            for fields in before
                .unique
                .iter()
                .filter(|key| !after.unique.contains(key))
            {
                let (model, fields) = (model(), fields.clone());
                self.push(Operation::RemoveUnique(RemoveUnique { model, fields }))?;
            }
            for fields in before
                .indexes
                .iter()
                .filter(|index| !after.indexes.contains(index))
            {
                let (model, fields) = (model(), fields.clone());
                self.push(Operation::RemoveIndex(RemoveIndex { model, fields }))?;
            }
            for check in before
                .checks
                .iter()
                .filter(|check| !after.checks.contains(check))
            {
                let (model, name) = (model(), check.name.clone());
                self.push(Operation::RemoveCheck(RemoveCheck { model, name }))?;
            }
        }
        Ok(())
    }

    /// Adds keys, indexes and checks that are new.
    pub(super) fn add_keys(&mut self) -> Result<()> {
        for (before, after) in self.common() {
            let model = || after.name.clone();
            for fields in after
                .unique
                .iter()
                .filter(|key| !before.unique.contains(key))
            {
                let (model, fields) = (model(), fields.clone());
                self.push(Operation::AddUnique(AddUnique { model, fields }))?;
            }
            for fields in after
                .indexes
                .iter()
                .filter(|index| !before.indexes.contains(index))
            {
                let (model, fields) = (model(), fields.clone());
                self.push(Operation::AddIndex(AddIndex { model, fields }))?;
            }
            for check in after
                .checks
                .iter()
                .filter(|check| !before.checks.contains(check))
            {
                let (model, check) = (model(), check.clone());
                self.push(Operation::AddCheck(AddCheck { model, check }))?;
            }
        }
        Ok(())
    }
}
