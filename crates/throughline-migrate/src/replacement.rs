//! Squashed migrations: which files stand for others, and what of a ledger they stand for.
//!
//! A database that has none of the replaced migrations, or all, knows only the squashed one. One
//! that has some goes on with the replaced ones until it has all.

use std::collections::{BTreeMap, BTreeSet};

use throughline_core::{Error, Result};

use crate::graph::Graph;
use crate::migration::MigrationFile;
use crate::plan::AppliedMigration;
use crate::{problem, problems};

/// The migrations and the ledger as the plan compares them: without those that are replaced, or
/// without the squashed one where a database is in the midst of those.
///
/// # Errors
///
/// [`ErrorKind::Migration`](throughline_core::ErrorKind::Migration) if a database has some of the
/// replaced migrations, and the files of the others are gone.
pub fn resolve(
    graph: &Graph,
    ledger: &[AppliedMigration],
) -> Result<(Graph, Vec<AppliedMigration>)> {
    let mut rows = ledger.to_vec();
    let mut unused = BTreeSet::new();
    for file in squashed(graph.given()) {
        let replaces = &file.migration.replaces;
        let applied = ledger.iter().filter(|row| replaces.contains(&row.name));
        let applied: Vec<_> = applied.collect();
        let is_recorded = ledger.iter().any(|row| row.name == file.name());
        if !is_recorded && applied.is_empty() {
            continue;
        }
        if !is_recorded && applied.len() < replaces.len() {
            require_files(graph, file, &applied)?;
            unused.insert(file.name());
            continue;
        }
        rows.retain(|row| !replaces.contains(&row.name));
        if !is_recorded {
            let moments = applied.iter().map(|row| row.applied_at);
            rows.extend(moments.max().map(|applied_at| AppliedMigration {
                name: file.name().to_owned(),
                checksum: file.checksum.clone(),
                applied_at,
            }));
        }
    }
    Ok((graph.without(&unused)?, rows))
}

/// The squashed migrations that are to be recorded, since the database has all that they replace.
pub(crate) fn completed<'g>(
    graph: &'g Graph,
    ledger: &[AppliedMigration],
) -> Vec<&'g MigrationFile> {
    let has = |name: &str| ledger.iter().any(|row| row.name == name);
    let completed = |file: &&MigrationFile| {
        let mut replaces = file.migration.replaces.iter();
        !has(file.name()) && replaces.all(|name| has(name))
    };
    squashed(graph.given()).filter(completed).collect()
}

/// The error of a name that no migration has, unless it is one that is not used here.
pub(crate) fn unknown(graph: &Graph, name: &str) -> Error {
    for file in squashed(graph.given()) {
        let mut replaces = file.migration.replaces.iter();
        let is_used = graph.files().iter().any(|used| used.name() == file.name());
        if is_used && let Some(replaced) = replaces.find(|old| old.starts_with(name)) {
            return problem(format!("`{replaced}` is replaced by `{}`", file.name()))
                .with_hint("name that one, or one behind it");
        }
        if !is_used && file.name().starts_with(name) {
            return problem(format!(
                "`{}` is not used yet: this database has some of the migrations that it replaces",
                file.name()
            ))
            .with_hint("name the last of these, or apply all by `cargo manage migrate`");
        }
    }
    problem(format!("there is no migration `{name}`"))
        .with_hint("`cargo manage showmigrations` lists them")
}

/// The files to put in order: squashed ones in place of those that they replace, but for the
/// `unused`. Dependencies follow.
pub(crate) fn choose(files: &[MigrationFile], unused: &BTreeSet<&str>) -> Vec<MigrationFile> {
    let mut stands_for: BTreeMap<&str, Vec<String>> = BTreeMap::new();
    for file in squashed(files) {
        let replaces = &file.migration.replaces;
        if unused.contains(file.name()) {
            stands_for.insert(file.name(), replaces.clone());
        } else {
            for name in replaces {
                stands_for.insert(name, vec![file.name().to_owned()]);
            }
        }
    }
    let chosen = files
        .iter()
        .filter(|file| !stands_for.contains_key(file.name()));
    let mut chosen: Vec<_> = chosen.cloned().collect();
    for file in &mut chosen {
        let mut depends = Vec::new();
        for name in file.migration.depends.drain(..) {
            match stands_for.get(name.as_str()) {
                Some(names) => depends.extend_from_slice(names),
                None => depends.push(name),
            }
        }
        let mut seen = BTreeSet::new();
        depends.retain(|name| seen.insert(name.clone()));
        file.migration.depends = depends;
    }
    chosen
}

/// Refuses a `replaces` that cannot be.
pub(crate) fn check(files: &[MigrationFile]) -> Result<()> {
    let find = |name: &str| files.iter().find(|file| file.name() == name);
    let mut faults = Vec::new();
    let mut replaced: BTreeMap<&str, &MigrationFile> = BTreeMap::new();
    for file in squashed(files) {
        let path = &file.path;
        let replaces = &file.migration.replaces;
        let (there, gone): (Vec<&String>, Vec<&String>) =
            replaces.iter().partition(|name| find(name).is_some());
        if let (Some(there), Some(gone)) = (there.first(), gone.first()) {
            faults.push(format!(
                "{path} replaces `{gone}`, which is not there, and `{there}`, which is"
            ));
        }
        for name in replaces {
            if find(name).is_some_and(|other| !other.migration.replaces.is_empty()) {
                faults.push(format!(
                    "{path} replaces `{name}`, which replaces others itself"
                ));
            }
            if let Some(other) = replaced.insert(name, file) {
                let other = &other.path;
                faults.push(format!("{other} and {path} both replace `{name}`"));
            }
        }
    }
    match problems("faults in what migrations replace", faults) {
        Some(error) => Err(error.with_hint(
            "a squashed migration replaces files that are all there, or all deleted, and no other \
             replaces them: restore the missing one, or correct `replaces`",
        )),
        None => Ok(()),
    }
}

/// Refuses to go on where the files to go on with are gone.
fn require_files(graph: &Graph, file: &MigrationFile, applied: &[&AppliedMigration]) -> Result<()> {
    let replaces = &file.migration.replaces;
    let there = |name: &String| graph.given().iter().any(|file| file.name() == name);
    if replaces.iter().all(there) {
        return Ok(());
    }
    let missing = replaces
        .iter()
        .find(|&name| applied.iter().all(|row| row.name != *name));
    let missing = missing.map_or_else(String::new, |name| format!("`{name}`"));
    let (path, count, all) = (&file.path, applied.len(), replaces.len());
    Err(problem(format!(
        "this database has {count} of the {all} migrations that {path} replaces, and not {missing}"
    ))
    .with_hint(
        "restore the replaced files from version control and apply them, then delete them again",
    ))
}

fn squashed(files: &[MigrationFile]) -> impl Iterator<Item = &MigrationFile> {
    let files = files.iter();
    files.filter(|file| !file.migration.replaces.is_empty())
}

#[cfg(test)]
mod tests;
