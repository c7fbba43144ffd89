//! What is wrong between the migrations and the ledger of a database.

use super::{Level, Problem};
use crate::graph::Graph;
use crate::plan::{AppliedMigration, pending};

/// Whether the database has had the migrations, as they are.
#[must_use]
pub fn check_ledger(graph: &Graph, ledger: &[AppliedMigration]) -> Vec<Problem> {
    let pending = match pending(graph, ledger) {
        Ok(pending) => pending,
        Err(error) => return vec![Problem::of("database.ledger", &error)],
    };
    let Some(first) = pending.first() else {
        return Vec::new();
    };
    let message = match pending.len() {
        1 => "it was not applied to the database".to_owned(),
        count => format!("it and {} more were not applied to the database", count - 1),
    };
    vec![Problem::new(
        "database.pending",
        Level::Warning,
        first.path.clone(),
        message,
        "`cargo manage migrate` applies it",
    )]
}
