//! The plan: which migrations are still to be applied.
//!
//! The difference of two sets, never everything behind the last one: a migration that came from
//! another branch with a smaller number is applied too. Squashed migrations are
//! [`resolve`](crate::resolve)d before.

use std::collections::BTreeMap;

use jiff::Timestamp;
use throughline_core::Result;

use crate::graph::Graph;
use crate::migration::MigrationFile;
use crate::problems;

/// A row of the ledger.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AppliedMigration {
    /// The migration's name.
    pub name: String,
    /// The checksum of its file when it was applied.
    pub checksum: String,
    /// When it was applied.
    pub applied_at: Timestamp,
}

/// Where a database is to be.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub enum Target {
    /// Behind every migration.
    #[default]
    Latest,
    /// Behind the migration of that name and those that it depends on, and none that depends on
    /// it. The beginning of a name will do, such as its number, where only one begins so.
    Migration(String),
    /// Before every migration.
    Zero,
}

/// The migrations to apply to get there, in order.
///
/// # Errors
///
/// As [`pending`]; also if there is no migration of the target's name.
pub fn to_apply<'g>(
    graph: &'g Graph,
    ledger: &[AppliedMigration],
    target: &Target,
) -> Result<Vec<&'g MigrationFile>> {
    let pending = pending(graph, ledger)?;
    match target {
        Target::Latest => Ok(pending),
        Target::Zero => Ok(Vec::new()),
        Target::Migration(name) => {
            let wanted = graph.ancestors(graph.find(name)?.name());
            let pending = pending.into_iter();
            Ok(pending
                .filter(|file| wanted.contains(file.name()))
                .collect())
        }
    }
}

/// The migrations to undo to get there, in order.
///
/// # Errors
///
/// As [`to_apply`].
pub fn to_undo<'g>(
    graph: &'g Graph,
    ledger: &[AppliedMigration],
    target: &Target,
) -> Result<Vec<&'g MigrationFile>> {
    pending(graph, ledger)?;
    let applied = graph.files().iter().rev();
    let applied = applied.filter(|file| ledger.iter().any(|row| row.name == file.name()));
    match target {
        Target::Latest => Ok(Vec::new()),
        Target::Zero => Ok(applied.collect()),
        Target::Migration(name) => {
            let target = graph.find(name)?.name();
            let later = |file: &&MigrationFile| {
                file.name() != target && graph.ancestors(file.name()).contains(target)
            };
            Ok(applied.filter(later).collect())
        }
    }
}

/// The migrations that are not in the ledger, in order.
///
/// # Errors
///
/// [`ErrorKind::Migration`](throughline_core::ErrorKind::Migration), naming every fault: a file
/// was changed after it was applied, an applied one is not there, or one was applied before one
/// that it depends on.
pub fn pending<'g>(
    graph: &'g Graph,
    ledger: &[AppliedMigration],
) -> Result<Vec<&'g MigrationFile>> {
    let applied = checksums(ledger);
    check(graph, &applied)?;
    let files = graph.files().iter();
    Ok(files
        .filter(|file| !applied.contains_key(file.name()))
        .collect())
}

/// Everything in which files and ledger do not fit each other, a line each.
#[must_use]
pub fn ledger_faults(graph: &Graph, ledger: &[AppliedMigration]) -> Vec<String> {
    let applied = checksums(ledger);
    let mut faults = changed(graph, &applied);
    faults.extend(missing(graph, &applied));
    faults.extend(out_of_order(graph, &applied));
    faults
}

fn checksums(ledger: &[AppliedMigration]) -> BTreeMap<&str, &str> {
    let rows = ledger.iter();
    rows.map(|row| (row.name.as_str(), row.checksum.as_str()))
        .collect()
}

fn check(graph: &Graph, applied: &BTreeMap<&str, &str>) -> Result<()> {
    let what = "migrations were changed after they were applied";
    if let Some(error) = problems(what, changed(graph, applied)) {
        return Err(error.with_hint(
            "restore the file from version control, and make the change in the models: \
             `makemigrations` writes it as a new migration",
        ));
    }
    if let Some(error) = problems("applied migrations are not there", missing(graph, applied)) {
        return Err(error.with_hint(
            "restore the file from version control; or this is the database of another program, \
             or of a later version of this one",
        ));
    }
    let what = "migrations were applied out of order";
    match problems(what, out_of_order(graph, applied)) {
        Some(error) => Err(error.with_hint("correct `depends`, which was changed since")),
        None => Ok(()),
    }
}

fn changed(graph: &Graph, applied: &BTreeMap<&str, &str>) -> Vec<String> {
    let changed = graph.files().iter().filter(|file| {
        applied
            .get(file.name())
            .is_some_and(|checksum| *checksum != file.checksum)
    });
    changed
        .map(|file| format!("{} was changed after it was applied", file.path))
        .collect()
}

fn missing(graph: &Graph, applied: &BTreeMap<&str, &str>) -> Vec<String> {
    let known = |name: &str| graph.files().iter().any(|file| file.name() == name);
    let missing = applied.keys().filter(|name| !known(name));
    missing
        .map(|name| {
            format!("migration `{name}` was applied to this database, and its file is not there")
        })
        .collect()
}

fn out_of_order(graph: &Graph, applied: &BTreeMap<&str, &str>) -> Vec<String> {
    let mut faults = Vec::new();
    let files = graph.files().iter();
    for file in files.filter(|file| applied.contains_key(file.name())) {
        for parent in &file.migration.depends {
            if !applied.contains_key(parent.as_str()) {
                let name = file.name();
                faults.push(format!(
                    "`{name}` was applied, and not `{parent}`, on which it depends"
                ));
            }
        }
    }
    faults
}

#[cfg(test)]
mod tests;
