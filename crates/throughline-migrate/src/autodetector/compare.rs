//! What has changed between two states and is no addition.

use std::collections::{BTreeMap, BTreeSet};

use throughline_core::Result;

use super::Unsupported;
use crate::problems;
use crate::schema_editor::{join_table, model_table};
use crate::state::{Field, ModelState, ProjectState};
use crate::writer::field_entries;

/// The models that are gone.
pub(super) fn removed_models(from: &ProjectState, to: &ProjectState) -> Vec<Unsupported> {
    from.models()
        .filter(|model| to.model(&model.name).is_none())
        .map(|model| unsupported(&model.name, "removed, or renamed"))
        .collect()
}

/// What has changed in a model and is no addition.
pub(super) fn changes(before: &ModelState, after: &ModelState) -> Vec<Unsupported> {
    let mut found = Vec::new();
    if before.table != after.table {
        let change = format!("table: `{}` → `{}`", before.table, after.table);
        found.push(unsupported(&after.name, change));
    }
    if before.primary_key != after.primary_key {
        let (old, new) = (before.primary_key.join(", "), after.primary_key.join(", "));
        found.push(unsupported(
            &after.name,
            format!("primary key: ({old}) → ({new})"),
        ));
    }
    for field in &before.fields {
        let place = format!("{}.{}", after.name, field.name);
        match after.field(&field.name) {
            None => found.push(unsupported(place, "removed, or renamed")),
            Some(new) if new != field => found.push(unsupported(place, differences(field, new))),
            Some(_) => {}
        }
    }
    // A key over a field that is gone needs no line of its own.
    let whole = |key: &&Vec<String>| key.iter().all(|name| after.field(name).is_some());
    for key in before
        .unique
        .iter()
        .filter(whole)
        .filter(|key| !has_key(&after.unique, key))
    {
        let change = format!("unique key ({}): removed", key.join(", "));
        found.push(unsupported(&after.name, change));
    }
    let indexes = before.indexes.iter().filter(whole);
    for index in indexes.filter(|index| !after.indexes.contains(index)) {
        let change = format!("index ({}): removed", index.join(", "));
        found.push(unsupported(&after.name, change));
    }
    found
}

/// Whether there is a unique key over the same fields; their order says nothing.
pub(super) fn has_key(keys: &[Vec<String>], key: &[String]) -> bool {
    let set = |fields: &[String]| -> BTreeSet<String> { fields.iter().cloned().collect() };
    keys.iter().any(|other| set(other) == set(key))
}

/// Whether every table and index of the state can be made, under a name of its own.
pub(super) fn check_names(state: &ProjectState) -> Result<()> {
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

/// The keys of the file format that differ: `max_length: 100 → 50`.
fn differences(before: &Field, after: &Field) -> String {
    let (before, after) = (field_entries(before), field_entries(after));
    let value = |entries: &[(&'static str, String)], key: &str| {
        let entry = entries.iter().find(|(name, _)| *name == key);
        entry.map_or_else(|| "none".to_owned(), |(_, value)| value.clone())
    };
    let mut keys: Vec<_> = before.iter().chain(&after).map(|(key, _)| *key).collect();
    keys.sort_unstable();
    keys.dedup();
    let changed: Vec<_> = keys
        .into_iter()
        .map(|key| (key, value(&before, key), value(&after, key)))
        .filter(|(_, old, new)| old != new)
        .map(|(key, old, new)| format!("{key}: {old} → {new}"))
        .collect();
    changed.join(", ")
}

fn unsupported(place: impl Into<String>, change: impl Into<String>) -> Unsupported {
    Unsupported {
        place: place.into(),
        change: change.into(),
    }
}
