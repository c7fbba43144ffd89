//! What differs between engines is data or a method of the dialect, never a decision by name.
//!
//! Two things are looked for: `dialect.name()` in a `match` or a comparison, and a string that
//! is exactly an engine's name, which somebody could compare with.

use super::Violation;
use crate::source::Source;

/// The names, as dialects and URLs spell them.
const NAMES: &[&str] = &[
    "SQLite",
    "PostgreSQL",
    "MariaDB",
    "MySQL",
    "sqlite",
    "postgres",
    "postgresql",
    "mariadb",
    "mysql",
];

/// Where a name is given, or read from a URL.
const ALLOWED: &[&str] = &[
    "crates/throughline-sql/src/dialect",
    "crates/throughline-backend/src/url.rs",
    // The server's own word for itself, by which it is told from others.
    "crates/throughline-backend/src/mariadb/connect.rs",
    // A trace names the two engines that Django's answers came from.
    "conformance/src/orm/trace.rs",
    "conformance/src/migrations.rs",
    "conformance/src/databases.rs",
    // Which of Django's backends gives which names.
    "conformance/src/migrations/state.rs",
    // A package is made for one of them.
    "crates/cargo-throughline/src/engine.rs",
    // The client has the name of the engine.
    "crates/throughline-backend/src/shell/server.rs",
    "xtask",
];

pub(super) fn check(sources: &[Source]) -> Vec<Violation> {
    let mut violations = Vec::new();
    for source in sources
        .iter()
        .filter(|source| !super::is_in(source, ALLOWED))
    {
        let comparisons = source.facts.comparisons.iter();
        violations.extend(comparisons.map(|at| Violation::at(source, at, &at.text)));
        let names = source
            .facts
            .strings
            .iter()
            .filter(|at| NAMES.contains(&at.text.as_str()));
        let names = names.map(|at| Violation::at(source, at, format!("the name \"{}\"", at.text)));
        violations.extend(names);
    }
    violations
}
