//! What a state must fulfil, and when two keys are one.

use std::collections::{BTreeMap, BTreeSet};

use throughline_core::Result;

use crate::problems;
use crate::schema_editor::{join_table, model_table};
use crate::state::ProjectState;

/// Whether there is a unique key over the same fields; their order says nothing.
pub(super) fn has_key(keys: &[Vec<String>], key: &[String]) -> bool {
    let set = |fields: &[String]| -> BTreeSet<String> { fields.iter().cloned().collect() };
    keys.iter().any(|other| set(other) == set(key))
}

/// Whether every table and index of the state can be made, under a name of its own.
pub(crate) fn check_names(state: &ProjectState) -> Result<()> {
    let mut owners: BTreeMap<String, String> = BTreeMap::new();
    let mut clashes = Vec::new();
    for model in state.models() {
        let mut tables = vec![(model.name.clone(), model_table(state, &model.name)?)];
        for field in &model.fields {
            let table = join_table(state, &model.name, field)?;
            tables.extend(table.map(|table| (format!("{}.{}", model.name, field.name), table)));
        }
        for (owner, table) in tables {
            let indexes = table.indexes.iter().map(|index| &index.name);
            for name in [&table.name].into_iter().chain(indexes) {
                // Case does not count: SQLite has none in these names.
                if let Some(other) = owners.insert(name.to_lowercase(), owner.clone()) {
                    clashes.push(format!(
                        "`{name}` would be made by `{other}` and by `{owner}`"
                    ));
                }
            }
        }
    }
    match problems("names of tables and indexes clash", clashes) {
        None => Ok(()),
        Some(error) => Err(error.with_hint("give one of the two another `table = …`")),
    }
}
