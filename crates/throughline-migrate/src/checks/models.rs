//! What is wrong with the models together.

use std::collections::BTreeMap;

use throughline_core::{ModelDef, Registry, Relation};

use super::{Level, Problem};
use crate::autodetector::check_names;
use crate::state::ProjectState;

/// Beginnings of names that belong to an engine, or to this library.
const RESERVED: [&str; 2] = ["sqlite_", "throughline_"];

/// Checks the models. Gives their state if they have one.
pub(super) fn check(registry: &Registry, problems: &mut Vec<Problem>) -> Option<ProjectState> {
    for model in registry.models() {
        reserved_tables(model, problems);
        unique_foreign_keys(model, problems);
    }
    same_links(registry, problems);
    let state = match ProjectState::from_registry(registry) {
        Ok(state) => state,
        Err(error) => {
            problems.push(Problem::of("models.state", &error));
            return None;
        }
    };
    if let Err(error) = check_names(&state) {
        problems.push(Problem::of("models.names", &error));
        return None;
    }
    Some(state)
}

/// Tables whose names others may want.
fn reserved_tables(model: &'static ModelDef, problems: &mut Vec<Problem>) {
    let own = (model.name.to_owned(), model.table);
    let joins = model.relations.iter().filter_map(|def| {
        let relation = Relation::forward(def);
        let link = relation.link().filter(|link| link.through.is_none())?;
        Some((relation.label(), link.table))
    });
    for (place, table) in [own].into_iter().chain(joins) {
        let lower = table.to_lowercase();
        let Some(prefix) = RESERVED.iter().find(|prefix| lower.starts_with(**prefix)) else {
            continue;
        };
        problems.push(Problem::new(
            "models.reserved_table",
            Level::Error,
            place,
            format!("the table `{table}` begins with `{prefix}`, which is reserved"),
            "give it another `table` or `join_table`",
        ));
    }
}

/// Foreign keys that are unique by themselves: the other end is declared as many, and never is.
fn unique_foreign_keys(model: &'static ModelDef, problems: &mut Vec<Problem>) {
    for def in model.relations {
        let relation = Relation::forward(def);
        let Some(column) = relation.own_column() else {
            continue;
        };
        let position = model.fields.iter().position(|field| field.column == column);
        let unique = position.is_some_and(|position| model.is_unique(&[position]));
        if unique && relation.inverse().is_multiple() {
            let target = relation.far().model.name;
            problems.push(Problem::new(
                "models.unique_foreign_key",
                Level::Warning,
                relation.label(),
                format!("the foreign key is unique, so at most one row points to each `{target}`"),
                format!("make it a `OneToOne<{target}>`: the other end leads to one row then"),
            ));
        }
    }
}

/// Relations of two models that have the same links.
fn same_links(registry: &Registry, problems: &mut Vec<Problem>) {
    let mut known: BTreeMap<(&str, Vec<&str>), String> = BTreeMap::new();
    for model in registry.models() {
        for def in model.relations {
            let relation = Relation::forward(def);
            let Some(link) = relation.link().filter(|link| link.through.is_some()) else {
                continue;
            };
            let mut ends = vec![link.near, link.far];
            ends.sort_unstable();
            let label = relation.label();
            if let Some(other) = known.insert((link.table, ends), label.clone()) {
                problems.push(Problem::new(
                    "models.same_links",
                    Level::Warning,
                    label,
                    format!("its links are those of `{other}` too"),
                    "declare one of the two, and name its other end by `related_name`",
                ));
            }
        }
    }
}
