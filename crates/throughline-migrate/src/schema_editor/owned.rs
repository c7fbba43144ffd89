//! The tables of a state, each with its owner and its slots.

use std::collections::BTreeMap;

use throughline_core::Result;
use throughline_sql::schema::Table;

use super::moves::{ID, Owner, SOURCE, TARGET};
use super::tables::{join_table, model_table};
use crate::state::{Links, ProjectState};

/// A table, and which of its columns stands for what.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Owned {
    /// The table.
    pub(crate) table: Table,
    /// Slots and the columns in them.
    pub(crate) slots: Vec<(String, String)>,
}

impl Owned {
    /// The column in a slot.
    pub(crate) fn column(&self, slot: &str) -> Option<&str> {
        let found = self.slots.iter().find(|(name, _)| name == slot);
        found.map(|(_, column)| column.as_str())
    }
}

/// All tables that a state asks for.
pub(crate) fn owned_tables(state: &ProjectState) -> Result<BTreeMap<Owner, Owned>> {
    let mut tables = BTreeMap::new();
    for model in state.models() {
        let columns = model.fields.iter().filter_map(|field| {
            let column = field.column()?;
            Some((field.name.clone(), column.column.clone()))
        });
        let owned = Owned {
            table: model_table(state, &model.name)?,
            slots: columns.collect(),
        };
        tables.insert(Owner::Model(model.name.clone()), owned);
        for field in &model.fields {
            let Some(table) = join_table(state, &model.name, field)? else {
                continue;
            };
            let links = field.many_to_many().map(|relation| &relation.links);
            let Some(Links::JoinTable {
                source_column,
                target_column,
                ..
            }) = links
            else {
                continue;
            };
            let mut slots = vec![
                (SOURCE.to_owned(), source_column.clone()),
                (TARGET.to_owned(), target_column.clone()),
            ];
            if table.column(ID).is_some() && source_column != ID && target_column != ID {
                slots.push((ID.to_owned(), ID.to_owned()));
            }
            let owner = Owner::Join(model.name.clone(), field.name.clone());
            tables.insert(owner, Owned { table, slots });
        }
    }
    Ok(tables)
}
