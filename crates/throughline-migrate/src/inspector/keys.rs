//! Primary keys, unique keys and indexes.

use throughline_core::ColumnType;
use throughline_sql::schema::SchemaRules;

use super::{Inspector, Note, names};
use crate::introspector::LiveTable;
use crate::state::ModelState;

/// The longest composite key that a model can have.
const MOST_FIELDS: usize = 4;

/// Why a table cannot be a model's, if it cannot: a model needs a key of a type that keys have.
pub(super) fn unusable(rules: &SchemaRules, table: &LiveTable) -> Option<String> {
    if let Some(fault) = names::unusable(&table.name) {
        return Some(format!("the table is left out: {fault}"));
    }
    let whole = match table.primary_key.len() {
        0 => return Some("the table is left out: it has no primary key".to_owned()),
        1 => true,
        2..=MOST_FIELDS => false,
        _ => {
            return Some(format!(
                "the table is left out: its primary key has more than {MOST_FIELDS} columns"
            ));
        }
    };
    let unfit = table.primary_key.iter().find(|name| {
        let column = table.column(name).filter(|column| !column.computed);
        let column = column.filter(|column| names::unusable(&column.name).is_none());
        let found = column.and_then(|column| rules.found_type(&column.type_name));
        !found.is_some_and(|found| can_be_key(found.column_type, whole))
    })?;
    Some(format!(
        "the table is left out: `{unfit}` has a type or a name that no primary key has"
    ))
}

fn can_be_key(column_type: ColumnType, whole: bool) -> bool {
    match column_type {
        ColumnType::SmallInt
        | ColumnType::Int
        | ColumnType::BigInt
        | ColumnType::Text
        | ColumnType::Uuid => true,
        ColumnType::Bool | ColumnType::Float | ColumnType::Json => false,
        _ => !whole,
    }
}

impl Inspector<'_> {
    /// Gives a model the keys and indexes of its table.
    pub(super) fn add_keys(&mut self, table: &LiveTable, model: &mut ModelState) {
        model.primary_key = fields(model, &table.primary_key).unwrap_or_default();
        for index in &table.indexes {
            let fields = fields(model, &index.columns).filter(|_| !index.partial);
            let Some(fields) = fields else {
                let columns = index.columns.join(", ");
                let what = if index.unique { "unique key" } else { "index" };
                let why = if index.partial {
                    "is for some rows only, or for an expression"
                } else {
                    "has a column that is left out"
                };
                let text = format!("the {what} `{}` ({columns}) {why}", index.name);
                self.notes.push(Note::of(&table.name, text));
                continue;
            };
            let same = |other: &Vec<String>| {
                other.len() == fields.len() && other.iter().all(|name| fields.contains(name))
            };
            if index.unique {
                if !same(&model.primary_key) && !model.unique.iter().any(same) {
                    model.unique.push(fields);
                }
            } else if !is_own_index(model, &fields) {
                model.indexes.push(fields);
            }
        }
        let unique = &model.unique;
        model.indexes.retain(|fields| !unique.contains(fields));
        model.indexes.dedup();
    }
}

/// Whether there would be such an index without a word about it: that of a key.
fn is_own_index(model: &ModelState, fields: &[String]) -> bool {
    let is_foreign_key = |name: &String| {
        let column = model.field(name).and_then(|field| field.column());
        column.is_some_and(|column| column.to().is_some())
    };
    fields == model.primary_key
        || model.indexes.iter().any(|index| index == fields)
        || matches!(fields, [field] if is_foreign_key(field))
}

/// The fields of these columns, if all of them are fields.
fn fields(model: &ModelState, columns: &[String]) -> Option<Vec<String>> {
    let field = |column: &String| {
        let of_column = model.fields.iter().find(|field| {
            let found = field.column();
            found.is_some_and(|found| found.column == *column)
        });
        of_column.map(|field| field.name.clone())
    };
    columns.iter().map(field).collect()
}
