//! placeholder
use super::answer::{Answer, Fault};
use super::request::Request;
use throughline::blocking::Session;
pub(crate) const OPERATIONS: [&str; 11] = [
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
    "",
];
pub(crate) fn step(_: &Session, _: Request<'_>, _: bool) -> Answer {
    Err(Fault::Unknown("later".into()))
}
