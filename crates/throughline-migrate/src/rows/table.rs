//! The tables of a state, in an order in which their rows can be written.

use throughline_core::{ColumnType, Error, Result};
use throughline_sql::schema::Table;

use crate::schema_editor::{ID, Owner, SOURCE, TARGET, owned_tables};
use crate::state::{Plain, ProjectState};
use crate::words::type_word;

/// A table whose rows are moved: that of a model, or the join table of a relation.
#[derive(Debug, Clone, PartialEq)]
pub struct RowTable {
    /// The model, `Student`; of a join table the relation, `Course.students`.
    pub name: String,
    /// The model that declares it.
    pub model: String,
    /// Whether its rows are links.
    pub is_links: bool,
    /// What its columns are called: by the fields of the model. The columns of a join table are
    /// [`RowTable::SOURCE`] and [`RowTable::TARGET`], and [`RowTable::ID`] if it has one.
    pub fields: Vec<String>,
    /// The table, whose columns stand in the order of the fields.
    pub(super) table: Table,
}

impl RowTable {
    /// The end of a link that declares the relation.
    pub const SOURCE: &str = SOURCE;
    /// The end of a link that the relation points to.
    pub const TARGET: &str = TARGET;
    /// The key of a join table that has one of its own.
    pub const ID: &str = ID;

    /// The type of a field, by its position.
    #[must_use]
    pub fn column_type(&self, position: usize) -> Option<ColumnType> {
        let column = self.table.columns.get(position);
        column.map(|column| column.column_type)
    }

    /// The word for the type of a field, as migration files have it.
    #[must_use]
    pub fn type_word(&self, position: usize) -> &'static str {
        let column = self.table.columns.get(position);
        column.map_or("", |column| {
            type_word(&Plain {
                column_type: column.column_type,
                auto: false,
                max_length: column.max_length,
                digits: column.digits,
            })
        })
    }

    /// The position of a field.
    #[must_use]
    pub fn position(&self, field: &str) -> Option<usize> {
        self.fields.iter().position(|name| name == field)
    }

    /// The error of a field that holds something else.
    pub(super) fn decode(&self, position: usize, expected: &str, found: &str) -> Error {
        let field = self.fields.get(position).map_or("?", String::as_str);
        let message = format!(
            "field `{field}` of `{}`: expected {expected}, found {found}",
            self.name
        );
        Error::new(throughline_core::ErrorKind::Decode, message)
    }
}

/// The tables of a state: of models each behind those that it points to, as far as there is such
/// an order, then join tables.
///
/// # Errors
///
/// [`ErrorKind::Migration`](throughline_core::ErrorKind::Migration) if the state cannot be made.
pub fn row_tables(state: &ProjectState) -> Result<Vec<RowTable>> {
    let (mut models, mut joins) = (Vec::new(), Vec::new());
    for (owner, owned) in owned_tables(state)? {
        let mut fields = Vec::new();
        for column in &owned.table.columns {
            let slot = owned.slots.iter().find(|(_, name)| *name == column.name);
            fields.push(slot.map_or_else(|| column.name.clone(), |(slot, _)| slot.clone()));
        }
        let table = owned.table;
        match owner {
            Owner::Model(model) => models.push(RowTable {
                name: model.clone(),
                model,
                is_links: false,
                fields,
                table,
            }),
            Owner::Join(model, field) => joins.push(RowTable {
                name: format!("{model}.{field}"),
                model,
                is_links: true,
                fields,
                table,
            }),
        }
    }
    let mut ordered = in_order(models);
    ordered.extend(joins);
    Ok(ordered)
}

/// Each table behind those that it points to. Of tables in a circle, the first one by name.
fn in_order(mut waiting: Vec<RowTable>) -> Vec<RowTable> {
    let mut ordered = Vec::new();
    while !waiting.is_empty() {
        let ready = waiting.iter().position(|one| {
            let targets = one
                .table
                .columns
                .iter()
                .filter_map(|column| column.references.as_ref());
            targets.into_iter().all(|target| {
                target.table == one.table.name
                    || !waiting.iter().any(|other| other.table.name == target.table)
            })
        });
        ordered.push(waiting.remove(ready.unwrap_or(0)));
    }
    ordered
}
