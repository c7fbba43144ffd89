//! The names of tables and columns: each is free before it is given.
//!
//! A table or column that has a name which another one is to have gives way first: it waits
//! under a third name, and gets its own later or goes.

use throughline_core::Result;

use super::Detector;
use super::renames::{WAITING, names};
use crate::operation::{AlterField, AlterTable, Operation};
use crate::schema_editor::Owner;
use crate::state::{Field, Links, ProjectState};

impl Detector<'_> {
    /// Gives every table that stays with its model the name that it is to have.
    pub(super) fn rename_tables(&mut self) -> Result<()> {
        self.clear_tables()?;
        for model in self.to.models() {
            let before = self.state.model(&model.name);
            if before.is_some_and(|before| before.table != model.table) {
                self.push(Operation::AlterTable(AlterTable {
                    model: model.name.clone(),
                    table: model.table.clone(),
                }))?;
            }
        }
        Ok(())
    }

    fn clear_tables(&mut self) -> Result<()> {
        let wanted = tables(self.to);
        for (owner, table) in tables(&self.state) {
            let same = |name: &str| name.to_lowercase() == table.to_lowercase();
            let own = wanted
                .iter()
                .any(|(other, name)| *other == owner && same(name));
            if own || !wanted.iter().any(|(_, name)| same(name)) {
                continue;
            }
            let waiting = format!("{WAITING}{table}");
            match owner {
                Owner::Model(model) => {
                    let table = waiting;
                    self.push(Operation::AlterTable(AlterTable { model, table }))?;
                }
                Owner::Join(model, name) => {
                    let mut field = self.state.require(&model)?.require_field(&name)?.clone();
                    if let Some(relation) = field.many_to_many_mut()
                        && let Links::JoinTable { table, .. } = &mut relation.links
                    {
                        *table = waiting;
                    }
                    self.push(alter(&model, field))?;
                }
            }
        }
        Ok(())
    }

    /// Gives way to columns of new names.
    pub(super) fn clear_columns(&mut self) -> Result<()> {
        for name in names(self.to.models()) {
            let (Some(before), Some(after)) = (self.state.model(&name), self.to.model(&name))
            else {
                continue;
            };
            let wanted = |field: &Field, column: &str| {
                let wants = field.column().map(|wanted| wanted.column.as_str());
                wants.is_some_and(|wanted| wanted.to_lowercase() == column.to_lowercase())
            };
            let mut moved = Vec::new();
            for field in &before.fields {
                let Some(column) = field.column() else {
                    continue;
                };
                let own = after
                    .field(&field.name)
                    .is_some_and(|own| wanted(own, &column.column));
                if !own
                    && after
                        .fields
                        .iter()
                        .any(|other| wanted(other, &column.column))
                {
                    let mut field = field.clone();
                    if let Some(column) = field.column_mut() {
                        column.column = format!("{WAITING}{}", column.column);
                    }
                    moved.push(field);
                }
            }
            for field in moved {
                self.push(alter(&name, field))?;
            }
        }
        Ok(())
    }

    /// Whether the state has a table of that name.
    pub(super) fn has_table(&self, name: &str) -> bool {
        let lower = name.to_lowercase();
        let tables = tables(&self.state);
        tables
            .iter()
            .any(|(_, table)| table.to_lowercase() == lower)
    }
}

/// A field that becomes this one, without anything to fill.
pub(super) fn alter(model: &str, field: Field) -> Operation {
    Operation::AlterField(AlterField {
        model: model.to_owned(),
        field,
        fill: None,
        fill_back: None,
        link_fills: Vec::new(),
    })
}

/// The tables of a state, and whose they are.
fn tables(state: &ProjectState) -> Vec<(Owner, String)> {
    let mut tables = Vec::new();
    for model in state.models() {
        tables.push((Owner::Model(model.name.clone()), model.table.clone()));
        for field in &model.fields {
            let links = field.many_to_many().map(|relation| &relation.links);
            if let Some(Links::JoinTable { table, .. }) = links {
                let owner = Owner::Join(model.name.clone(), field.name.clone());
                tables.push((owner, table.clone()));
            }
        }
    }
    tables
}
