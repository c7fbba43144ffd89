//! Columns: new ones, changed ones, those that go; and which fields are the primary key.

use throughline_core::Result;

use super::Detector;
use crate::operation::{AddField, AlterField, AlterPrimaryKey, Operation, RemoveField, can_become};
use crate::questioner::Question;
use crate::state::{Column, Field, Links, Literal, ModelState};

impl Detector<'_> {
    /// The models that are there before and after, as they are at this point and as they are
    /// to be.
    pub(super) fn common(&self) -> Vec<(ModelState, ModelState)> {
        let pair =
            |after: &ModelState| Some((self.state.model(&after.name)?.clone(), after.clone()));
        self.to.models().filter_map(pair).collect()
    }

    /// Removes many-to-many fields that are gone, and fields in whose place stands another one
    /// that cannot hold what they hold.
    pub(super) fn replace_fields(&mut self) -> Result<()> {
        for (before, after) in self.common() {
            for field in &before.fields {
                let gone = match after.field(&field.name) {
                    Some(new) => !can_become(field, new),
                    None => field.many_to_many().is_some(),
                };
                if gone {
                    self.remove_field(&after.name, field)?;
                }
            }
        }
        Ok(())
    }

    pub(super) fn remove_field(&mut self, model: &str, field: &Field) -> Result<()> {
        let links = field.many_to_many().map(|relation| &relation.links);
        let lossy = !matches!(links, Some(Links::Through { .. }));
        let fill_back = match field.column() {
            Some(_) => self.fills.former(model, &field.name)?,
            None => None,
        };
        let (model, field) = (model.to_owned(), field.name.clone());
        if lossy {
            let (model, field) = (model.clone(), field.clone());
            self.may_lose(Question::DropField { model, field })?;
        }
        self.push(Operation::RemoveField(RemoveField {
            model,
            field,
            lossy,
            fill_back,
        }))
    }

    /// Adds columns, with the values of existing rows.
    pub(super) fn add_columns(&mut self) -> Result<()> {
        for (before, after) in self.common() {
            let is_new = self.created.contains(&after.name);
            let fields = after.fields.iter();
            for field in fields.filter(|field| before.field(&field.name).is_none()) {
                let Some(column) = field.column() else {
                    continue;
                };
                let fill = match is_new || column.is_numbered() {
                    true => None,
                    false => self.column_fill(&after, field, column)?,
                };
                self.push(Operation::AddField(AddField {
                    model: after.name.clone(),
                    field: field.clone(),
                    fill,
                }))?;
            }
        }
        Ok(())
    }

    /// What existing rows get in a new column.
    pub(super) fn column_fill(
        &mut self,
        model: &ModelState,
        field: &Field,
        column: &Column,
    ) -> Result<Option<Literal>> {
        let (name, field) = (model.name.as_str(), field.name.as_str());
        if !column.null && column.db_default.is_none() {
            return Ok(self.fill(name, field)?.value());
        }
        // One value for all rows would break a unique column; null is none.
        let unique = model.unique.iter().any(|key| *key == [field.to_owned()]);
        match column.null && unique {
            true => Ok(None),
            false => self.fills.fill(name, field),
        }
    }

    /// Changes columns, and foreign keys that become many-to-many fields.
    pub(super) fn alter_columns(&mut self) -> Result<()> {
        for (before, after) in self.common() {
            for field in &after.fields {
                let Some(old) = before.field(&field.name).filter(|old| *old != field) else {
                    continue;
                };
                let Some(column) = old.column() else {
                    continue;
                };
                self.alter_column(&after, column, field)?;
            }
        }
        Ok(())
    }

    fn alter_column(&mut self, model: &ModelState, old: &Column, field: &Field) -> Result<()> {
        let mut operation = AlterField {
            model: model.name.clone(),
            field: field.clone(),
            fill: None,
            fill_back: None,
            link_fills: Vec::new(),
        };
        match (field.column(), field.many_to_many()) {
            (Some(new), _) if old.null && !new.null => {
                operation.fill = self.null_fill(model, field, new)?;
            }
            (Some(new), _) if new.null && !old.null => {
                let former = self.fills.former(&model.name, &field.name)?;
                operation.fill_back = former.or_else(|| old.db_default.clone());
            }
            (_, Some(relation)) => operation.link_fills = self.link_fills(relation)?,
            _ => {}
        }
        self.push(Operation::AlterField(operation))
    }

    /// What stands in place of null.
    fn null_fill(
        &mut self,
        model: &ModelState,
        field: &Field,
        column: &Column,
    ) -> Result<Option<Literal>> {
        let fill = match &column.db_default {
            Some(default) => match self.fills.fill(&model.name, &field.name)? {
                Some(fill) => Some(fill),
                None => Some(default.clone()),
            },
            None => self.fill(&model.name, &field.name)?.value(),
        };
        Ok(fill)
    }

    /// Makes other fields the primary key.
    pub(super) fn alter_primary_keys(&mut self) -> Result<()> {
        for (before, after) in self.common() {
            if before.primary_key != after.primary_key {
                self.push(Operation::AlterPrimaryKey(AlterPrimaryKey {
                    model: after.name.clone(),
                    fields: after.primary_key.clone(),
                }))?;
            }
        }
        Ok(())
    }

    /// Removes the columns that are gone.
    pub(super) fn remove_columns(&mut self) -> Result<()> {
        for (before, after) in self.common() {
            let fields = before.fields.iter();
            for field in fields.filter(|field| after.field(&field.name).is_none()) {
                self.remove_field(&after.name, field)?;
            }
        }
        Ok(())
    }
}
