//! Squashing: one migration in place of several.

use throughline_core::{Error, Result};

use crate::graph::{Graph, replay};
use crate::migration::{Migration, MigrationFile};
use crate::naming::{self, file_name};
use crate::operation::Operation;
use crate::optimizer::optimize;
use crate::problem;
use crate::state::ProjectState;

/// A squashed migration, and what it was made of.
#[derive(Debug, Clone, PartialEq)]
pub struct Squashed {
    /// The migration.
    pub migration: Migration,
    /// How many operations the replaced migrations have.
    pub operations_before: usize,
}

/// One migration in place of those from `first`, or from the beginning, to `last`, which may each
/// be given by the beginning of a name. It is numbered as the first of them, and `name` stands
/// behind the number: otherwise `squashed_` and the name of the last.
///
/// # Errors
///
/// [`ErrorKind::Migration`](throughline_core::ErrorKind::Migration) if there is no migration of
/// such a name, `last` does not depend on `first`, they are fewer than two, or one of them
/// is squashed itself or applied in parts; also if an operation does not fit those before it.
pub fn squash(
    graph: &Graph,
    first: Option<&str>,
    last: &str,
    name: Option<&str>,
    optimized: bool,
) -> Result<Squashed> {
    let last = graph.find(last)?;
    let ancestors = graph.ancestors(last.name());
    let files = graph.files().iter();
    let files: Vec<_> = files
        .filter(|file| ancestors.contains(file.name()))
        .collect();
    let start = match first {
        None => 0,
        Some(first) => {
            let first = graph.find(first)?;
            let position = files.iter().position(|file| file.name() == first.name());
            position.ok_or_else(|| not_before(first, last))?
        }
    };
    let (before, replaced) = files.split_at(start);
    check(replaced)?;
    let mut from = ProjectState::new();
    for file in before {
        replay(file, &mut from)?;
    }
    let mut to = from.clone();
    for file in replaced {
        replay(file, &mut to)?;
    }
    let all: Vec<Operation> = replaced
        .iter()
        .flat_map(|file| file.migration.operations.clone())
        .collect();
    let operations_before = all.len();
    let operations = if optimized { optimize(&from, all) } else { all };
    Ok(Squashed {
        migration: Migration {
            name: squashed_name(replaced, last, name)?,
            depends: depends(replaced),
            replaces: replaced.iter().map(|file| file.name().to_owned()).collect(),
            operations,
        },
        operations_before,
    })
}

fn not_before(first: &MigrationFile, last: &MigrationFile) -> Error {
    let (first, last) = (first.name(), last.name());
    problem(format!("`{last}` does not depend on `{first}`"))
        .with_hint("name the earlier one first: `cargo manage squashmigrations FIRST LAST`")
}

fn check(replaced: &[&MigrationFile]) -> Result<()> {
    if let Some(file) = replaced
        .iter()
        .find(|file| !file.migration.replaces.is_empty())
    {
        return Err(problem(format!(
            "`{}` replaces others, and cannot be replaced itself",
            file.name()
        ))
        .with_hint(
            "when every database has it, delete the files that it replaces, then the line \
             `replaces` in it",
        ));
    }
    let in_parts = |file: &&&MigrationFile| {
        let mut operations = file.migration.operations.iter();
        operations.any(|operation| matches!(operation, Operation::RunRust(run) if run.resumable))
    };
    if let Some(file) = replaced.iter().find(in_parts) {
        return Err(problem(format!(
            "`{}` is applied in parts, and cannot be one with others",
            file.name()
        ))
        .with_hint("squash up to the migration before it, or from the one behind it on"));
    }
    if let [_] | [] = replaced {
        return Err(problem("one migration alone cannot be squashed")
            .with_hint("name an earlier FIRST or a later LAST"));
    }
    Ok(())
}

fn squashed_name(
    replaced: &[&MigrationFile],
    last: &MigrationFile,
    name: Option<&str>,
) -> Result<String> {
    let number = replaced
        .first()
        .map_or(Ok(1), |file| naming::number(file.name()))?;
    let name = name.map_or_else(|| format!("squashed_{}", last.name()), str::to_owned);
    Ok(file_name(number, &name))
}

/// What the replaced ones depend on besides each other.
fn depends(replaced: &[&MigrationFile]) -> Vec<String> {
    let is_replaced = |name: &str| replaced.iter().any(|file| file.name() == name);
    let mut depends: Vec<String> = Vec::new();
    for name in replaced.iter().flat_map(|file| &file.migration.depends) {
        if !is_replaced(name) && !depends.contains(name) {
            depends.push(name.clone());
        }
    }
    depends
}

#[cfg(test)]
mod tests;
