//! What is wrong between the migrations and the ledger of a database.

use throughline_core::Error;

use super::{Level, Problem};
use crate::graph::Graph;
use crate::plan::{AppliedMigration, pending};
use crate::replacement::resolve;

/// Whether the database has had the migrations, as they are.
#[must_use]
pub fn check_ledger(graph: &Graph, ledger: &[AppliedMigration]) -> Vec<Problem> {
    let of = |error: &Error| vec![Problem::of("database.ledger", error)];
    let (graph, ledger) = match resolve(graph, ledger) {
        Ok(resolved) => resolved,
        Err(error) => return of(&error),
    };
    let pending = match pending(&graph, &ledger) {
        Ok(pending) => pending,
        Err(error) => return of(&error),
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
