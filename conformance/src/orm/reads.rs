//! The reads. After each the database is as before: whoever replays compares it.

use throughline::blocking::Session;

use super::answer::{Answer, Fault};
use super::request::Request;

/// The words for reads.
pub(crate) const OPERATIONS: [&str; 10] = [
    "query",
    "count",
    "exists",
    "get",
    "contains",
    "values_list",
    "aggregate",
    "in_bulk",
    "prefetch",
    "select_related",
];

/// Performs a read: none is replayed yet.
pub(crate) fn step(_: &Session, request: Request<'_>, _: bool) -> Answer {
    let operation = request.text("op")?;
    let what = if OPERATIONS.contains(&operation) {
        "is not replayed"
    } else {
        "is no operation"
    };
    Err(Fault::Unknown(format!("`{operation}` {what}")))
}
