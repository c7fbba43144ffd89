//! The graph: the migrations in the order in which they are applied.

use std::collections::{BTreeMap, BTreeSet};

use throughline_core::{Error, Result};

use crate::migration::MigrationFile;
use crate::state::ProjectState;
use crate::{naming, problem, problems};

/// The migrations of a project, each behind those it depends on; otherwise by number.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Graph {
    files: Vec<MigrationFile>,
}

impl Graph {
    /// Puts the migrations in order.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Migration`](throughline_core::ErrorKind::Migration), naming every fault: a
    /// number that is there twice or left out, a dependency that is not there, a circle.
    pub fn new(files: Vec<MigrationFile>) -> Result<Graph> {
        let mut waiting = numbered(files)?;
        check_dependencies(&waiting)?;
        let mut ordered: Vec<MigrationFile> = Vec::new();
        let mut done: BTreeSet<String> = BTreeSet::new();
        while !waiting.is_empty() {
            let ready = waiting.iter().position(|file| {
                file.migration
                    .depends
                    .iter()
                    .all(|parent| done.contains(parent))
            });
            let Some(ready) = ready else {
                let names: Vec<_> = waiting
                    .iter()
                    .map(|file| format!("`{}`", file.name()))
                    .collect();
                let names = names.join(", ");
                return Err(problem(format!(
                    "migrations depend on each other in a circle: {names}"
                ))
                .with_hint("correct `depends` in one of these files"));
            };
            let file = waiting.remove(ready);
            done.insert(file.name().to_owned());
            ordered.push(file);
        }
        Ok(Graph { files: ordered })
    }

    /// The migrations, in order.
    #[must_use]
    pub fn files(&self) -> &[MigrationFile] {
        &self.files
    }

    /// The migration of that name, or the only one whose name begins so.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Migration`](throughline_core::ErrorKind::Migration) if there is none, or
    /// several.
    pub fn find(&self, name: &str) -> Result<&MigrationFile> {
        if let Some(file) = self.files.iter().find(|file| file.name() == name) {
            return Ok(file);
        }
        let begins = |file: &&MigrationFile| file.name().starts_with(name);
        let found: Vec<_> = self.files.iter().filter(begins).collect();
        match found.as_slice() {
            [file] => Ok(file),
            [] => Err(problem(format!("there is no migration `{name}`"))
                .with_hint("`cargo manage showmigrations` lists them")),
            _ => Err(problem(format!("several migrations begin with `{name}`"))
                .with_hint("give more of the name")),
        }
    }

    /// The state before a migration: after all that stand before it.
    ///
    /// # Errors
    ///
    /// As [`Graph::state`].
    pub fn state_before(&self, file: &MigrationFile) -> Result<ProjectState> {
        let mut state = ProjectState::new();
        let earlier = self
            .files
            .iter()
            .take_while(|other| other.name() != file.name());
        for file in earlier {
            replay(file, &mut state)?;
        }
        Ok(state)
    }

    /// The migrations that no other depends on. A new one depends on these.
    #[must_use]
    pub fn leaves(&self) -> Vec<String> {
        let parents: BTreeSet<_> = self
            .files
            .iter()
            .flat_map(|file| &file.migration.depends)
            .collect();
        let names = self.files.iter().map(|file| file.name().to_owned());
        names.filter(|name| !parents.contains(name)).collect()
    }

    /// The number of the next migration.
    #[must_use]
    pub fn next_number(&self) -> u32 {
        u32::try_from(self.files.len())
            .unwrap_or(u32::MAX)
            .saturating_add(1)
    }

    /// The state after all migrations.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Migration`](throughline_core::ErrorKind::Migration) if an operation does not
    /// fit those before it, naming its place.
    pub fn state(&self) -> Result<ProjectState> {
        self.state_of(|_| true)
    }

    /// The state after those migrations that are asked for, and no others.
    ///
    /// # Errors
    ///
    /// As [`state`](Graph::state).
    pub fn state_of(&self, wanted: impl Fn(&MigrationFile) -> bool) -> Result<ProjectState> {
        let mut state = ProjectState::new();
        for file in self.files.iter().filter(|file| wanted(file)) {
            replay(file, &mut state)?;
        }
        Ok(state)
    }
}

/// Makes the changes of a migration in the state.
pub(crate) fn replay(file: &MigrationFile, state: &mut ProjectState) -> Result<()> {
    for (position, operation) in file.migration.operations.iter().enumerate() {
        operation
            .state_forwards(state)
            .map_err(|error| at_operation(file, position, &error))?;
    }
    Ok(())
}

/// The error with the place of the operation before it.
pub(crate) fn at_operation(file: &MigrationFile, position: usize, error: &Error) -> Error {
    let message = format!("{}: {error}", file.place(position));
    problem(message)
        .with_hint("the file was edited, or one that it depends on: correct it, or restore it")
}

/// The files by number, from 1 on without a gap.
fn numbered(files: Vec<MigrationFile>) -> Result<Vec<MigrationFile>> {
    let mut by_number: BTreeMap<u32, Vec<MigrationFile>> = BTreeMap::new();
    for file in files {
        by_number
            .entry(naming::number(file.name())?)
            .or_default()
            .push(file);
    }
    let mut faults = Vec::new();
    let mut expected = 1;
    for (&number, files) in &by_number {
        if number != expected {
            faults.push(format!(
                "there is no migration {expected:04} before {number:04}"
            ));
        }
        if let [first, second, ..] = files.as_slice() {
            let (first, second) = (&first.path, &second.path);
            faults.push(format!(
                "two migrations have the number {number:04}: {first} and {second}"
            ));
        }
        expected = number.saturating_add(1);
    }
    match problems("faults in the numbers of the migrations", faults) {
        Some(error) => Err(error.with_hint(
            "restore the missing file; of two with one number, rename the newer to the next free \
             number and let it depend on the older",
        )),
        None => Ok(by_number.into_values().flatten().collect()),
    }
}

fn check_dependencies(files: &[MigrationFile]) -> Result<()> {
    let names: BTreeSet<_> = files.iter().map(MigrationFile::name).collect();
    let mut faults = Vec::new();
    for file in files {
        for parent in file
            .migration
            .depends
            .iter()
            .filter(|name| !names.contains(name.as_str()))
        {
            faults.push(format!(
                "{} depends on `{parent}`, which is not there",
                file.path
            ));
        }
    }
    match problems("missing migrations", faults) {
        Some(error) => Err(error.with_hint("restore the missing file, or correct `depends`")),
        None => Ok(()),
    }
}

#[cfg(test)]
mod tests;
