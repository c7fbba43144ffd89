//! `unsafe` stands in one place.
//!
//! The compiler denies it wherever no attribute lets it stand; here is where one may.

use super::Violation;
use crate::source::Source;

/// Files that may have it, and how often: each with its proof beside it.
const ALLOWED: &[(&str, usize)] = &[("crates/throughline-backend/src/sqlite/prepared.rs", 1)];

pub(super) fn check(sources: &[Source]) -> Vec<Violation> {
    let violations = sources.iter().flat_map(|source| {
        let allowed = ALLOWED.iter().find(|(path, _)| source.path.ends_with(path));
        let allowed = allowed.map_or(0, |(_, times)| *times);
        let more = source.facts.unsafes.iter().skip(allowed);
        more.map(|at| Violation::at(source, at, "lets `unsafe` stand"))
    });
    violations.collect()
}
