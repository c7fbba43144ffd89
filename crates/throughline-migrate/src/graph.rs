//! The graph: the migrations in the order in which they are applied.

use std::collections::BTreeSet;

use throughline_core::{Error, Result};

use crate::migration::MigrationFile;
use crate::state::ProjectState;
use crate::{naming, problem, problems, replacement};

/// The migrations of a project, each behind those it depends on; otherwise by number.
///
/// A squashed migration stands in place of those that it replaces, and what depends on one of
/// these depends on it.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Graph {
    files: Vec<MigrationFile>,
    /// All files as they were read, with those that are replaced.
    given: Vec<MigrationFile>,
}

impl Graph {
    /// Puts the migrations in order.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Migration`](throughline_core::ErrorKind::Migration), naming every fault: a
    /// dependency that is not there, a circle, a `replaces` that cannot be; also branches that
    /// were not merged.
    pub fn new(files: Vec<MigrationFile>) -> Result<Graph> {
        let graph = Graph::unmerged(files)?;
        match graph.leaves().as_slice() {
            [] | [_] => Ok(graph),
            leaves => {
                let leaves: Vec<_> = leaves.iter().map(|name| format!("`{name}`")).collect();
                let leaves = leaves.join(" or ");
                let message = format!("migrations conflict: no other depends on {leaves}");
                Err(problem(message).with_hint(
                    "they come from different branches: `cargo manage makemigrations --merge` \
                     writes a migration that depends on all of them",
                ))
            }
        }
    }

    /// Puts the migrations in order, also where branches were not merged: several of which no
    /// other depends on.
    ///
    /// # Errors
    ///
    /// As [`Graph::new`].
    pub fn unmerged(files: Vec<MigrationFile>) -> Result<Graph> {
        replacement::check(&files)?;
        Graph::arrange(files, &BTreeSet::new())
    }

    /// The same with those that these squashed migrations replace, and without these.
    pub(crate) fn without(&self, squashed: &BTreeSet<&str>) -> Result<Graph> {
        Graph::arrange(self.given.clone(), squashed)
    }

    fn arrange(given: Vec<MigrationFile>, squashed: &BTreeSet<&str>) -> Result<Graph> {
        let mut waiting = by_number(replacement::choose(&given, squashed))?;
        check_dependencies(&waiting)?;
        let mut files: Vec<MigrationFile> = Vec::new();
        let mut done: BTreeSet<String> = BTreeSet::new();
        while !waiting.is_empty() {
            let ready = waiting.iter().position(|file| {
                let mut parents = file.migration.depends.iter();
                parents.all(|parent| done.contains(parent))
            });
            let Some(ready) = ready else {
                return Err(circle(&waiting));
            };
            let file = waiting.remove(ready);
            done.insert(file.name().to_owned());
            files.push(file);
        }
        Ok(Graph { files, given })
    }

    /// The migrations, in order.
    #[must_use]
    pub fn files(&self) -> &[MigrationFile] {
        &self.files
    }

    /// All files, with those that are replaced.
    pub(crate) fn given(&self) -> &[MigrationFile] {
        &self.given
    }

    /// The names of a migration and of all that it depends on.
    pub(crate) fn ancestors<'g>(&'g self, name: &'g str) -> BTreeSet<&'g str> {
        let mut names = BTreeSet::from([name]);
        // Each stands behind those that it depends on.
        for file in self.files.iter().rev() {
            if names.contains(file.name()) {
                names.extend(file.migration.depends.iter().map(String::as_str));
            }
        }
        names
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
            [] => Err(replacement::unknown(self, name)),
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

    /// The number of the next migration: one more than the greatest, those that are replaced
    /// included.
    #[must_use]
    pub fn next_number(&self) -> u32 {
        let migrations = self.given.iter().map(|file| &file.migration);
        let names =
            migrations.flat_map(|migration| migration.replaces.iter().chain([&migration.name]));
        let numbers = names.filter_map(|name| naming::number(name).ok());
        numbers.max().unwrap_or(0).saturating_add(1)
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

fn circle(files: &[MigrationFile]) -> Error {
    let names: Vec<_> = files
        .iter()
        .map(|file| format!("`{}`", file.name()))
        .collect();
    let names = names.join(", ");
    problem(format!(
        "migrations depend on each other in a circle: {names}"
    ))
    .with_hint("correct `depends` in one of these files")
}

fn by_number(files: Vec<MigrationFile>) -> Result<Vec<MigrationFile>> {
    let mut numbered = Vec::new();
    for file in files {
        numbered.push((naming::number(file.name())?, file));
    }
    numbered.sort_by(|(a, one), (b, other)| (a, one.name()).cmp(&(b, other.name())));
    Ok(numbered.into_iter().map(|(_, file)| file).collect())
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
