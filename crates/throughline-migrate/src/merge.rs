//! Merging: a migration that depends on several branches.

use std::collections::BTreeSet;

use throughline_core::{Error, Result};

use crate::autodetector::{Changes, detect};
use crate::graph::{Graph, replay};
use crate::migration::{Migration, MigrationFile};
use crate::naming::{LIMIT, file_name};
use crate::operation::Operation;
use crate::problem;
use crate::questioner::NoAnswers;
use crate::state::ProjectState;

/// The migration that depends on all of which no other does. None if there is one of these.
///
/// # Errors
///
/// [`ErrorKind::Migration`](throughline_core::ErrorKind::Migration) if two branches do not come to
/// the same in either order, naming the first operations that do not.
pub fn merge(graph: &Graph, name: Option<&str>) -> Result<Option<Migration>> {
    let leaves = graph.leaves();
    if leaves.len() < 2 {
        return Ok(None);
    }
    for (position, one) in leaves.iter().enumerate() {
        for other in &leaves[..position] {
            Branches::new(graph, other, one)?.check()?;
        }
    }
    let name = name.map_or_else(|| merge_name(&leaves), str::to_owned);
    Ok(Some(Migration {
        name: file_name(graph.next_number(), &name),
        depends: leaves,
        ..Migration::default()
    }))
}

fn merge_name(leaves: &[String]) -> String {
    let name = format!("merge_{}", leaves.join("_"));
    if name.chars().count() > LIMIT {
        return "merge".to_owned();
    }
    name
}

/// Two branches, each with the operations that the other does not have, and their places.
struct Branches<'g> {
    names: [&'g str; 2],
    base: ProjectState,
    one: Vec<(&'g Operation, String)>,
    other: Vec<(&'g Operation, String)>,
}

impl<'g> Branches<'g> {
    fn new(graph: &'g Graph, one: &'g str, other: &'g str) -> Result<Self> {
        let (of_one, of_other) = (graph.ancestors(one), graph.ancestors(other));
        let mut base = ProjectState::new();
        for file in graph.files() {
            if of_one.contains(file.name()) && of_other.contains(file.name()) {
                replay(file, &mut base)?;
            }
        }
        let own = |own: &BTreeSet<&str>, other: &BTreeSet<&str>| {
            let files = graph.files().iter();
            let files =
                files.filter(|file| own.contains(file.name()) && !other.contains(file.name()));
            files.flat_map(operations).collect()
        };
        Ok(Branches {
            names: [one, other],
            base,
            one: own(&of_one, &of_other),
            other: own(&of_other, &of_one),
        })
    }

    fn check(&self) -> Result<()> {
        if self.fit(self.one.len(), self.other.len()) {
            return Ok(());
        }
        for one in 1..=self.one.len() {
            for other in 1..=self.other.len() {
                if !self.fit(one, other) {
                    return Err(self.collision(one - 1, other - 1));
                }
            }
        }
        Ok(())
    }

    /// Whether the first operations of each come to the same in either order.
    fn fit(&self, one: usize, other: usize) -> bool {
        let one = self.one.iter().take(one);
        let other = self.other.iter().take(other);
        let orders = [
            self.replayed(one.clone().chain(other.clone())),
            self.replayed(other.chain(one)),
        ];
        let [Ok(first), Ok(second)] = orders else {
            return false;
        };
        let changes = detect(&first, &second, &(), &mut NoAnswers);
        changes.is_ok_and(|changes| changes == Changes::default())
    }

    fn replayed<'o>(
        &self,
        operations: impl Iterator<Item = &'o (&'g Operation, String)>,
    ) -> Result<ProjectState>
    where
        'g: 'o,
    {
        let mut state = self.base.clone();
        for (operation, _) in operations {
            operation.state_forwards(&mut state)?;
        }
        Ok(state)
    }

    fn collision(&self, one: usize, other: usize) -> Error {
        let [first, second] = self.names;
        let places = [self.one.get(one), self.other.get(other)]
            .into_iter()
            .flatten();
        let places: String = places
            .map(|(operation, place)| format!("\n  {place}: {}", operation.description()))
            .collect();
        problem(format!(
            "`{first}` and `{second}` do not fit each other{places}"
        ))
        .with_hint(
            "change one of the two files to what is left to do behind the other, and let it depend \
             on that one",
        )
    }
}

fn operations(file: &MigrationFile) -> impl Iterator<Item = (&Operation, String)> {
    let operations = file.migration.operations.iter().enumerate();
    operations.map(|(position, operation)| (operation, file.place(position)))
}

#[cfg(test)]
mod tests;
