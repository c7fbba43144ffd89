//! SQL text is made in throughline-sql alone.
//!
//! A string literal with a keyword of SQL in it, in capital letters, is SQL text.

use super::Violation;
use crate::source::Source;

/// Words that no message for people has in capitals.
const KEYWORDS: &[&str] = &[
    "ALTER",
    "BEGIN",
    "COLLATE",
    "COMMIT",
    "CONFLICT",
    "CREATE",
    "DELETE",
    "DISTINCT",
    "DROP",
    "EXISTS",
    "FROM",
    "HAVING",
    "INSERT",
    "INTO",
    "JOIN",
    "LIMIT",
    "OFFSET",
    "PRAGMA",
    "REFERENCES",
    "RELEASE",
    "RETURNING",
    "ROLLBACK",
    "SAVEPOINT",
    "SELECT",
    "UNION",
    "UPDATE",
    "VALUES",
    "WHERE",
];

/// Whose text it is, and tools that look for it.
const ANYWHERE: &[&str] = &["crates/throughline-sql", "xtask"];

/// Files that may have some keywords, and which.
const ALLOWED: &[(&str, &[&str])] = &[
    // Transaction control, the same on every engine.
    (
        "crates/throughline-backend/src/connection.rs",
        &["COMMIT", "RELEASE", "ROLLBACK", "SAVEPOINT"],
    ),
    // A hint names what the user's SQL is to leave out.
    (
        "crates/throughline-migrate/src/executor/run.rs",
        &["BEGIN", "COMMIT", "ROLLBACK"],
    ),
    // A database for each replay.
    (
        "conformance/src/databases.rs",
        &["CREATE", "DROP", "EXISTS"],
    ),
    // Break the statements that they show into lines.
    ("examples/school/src/layout.rs", KEYWORDS),
    ("guide/src/layout.rs", KEYWORDS),
    // Asks for the rows of whatever table a chapter shows.
    ("guide/src/shown.rs", &["FROM", "SELECT"]),
    // Knows these statements again, to leave them out.
    (
        "crates/throughline-backend/src/recorder.rs",
        &["BEGIN", "COMMIT", "RELEASE", "ROLLBACK", "SAVEPOINT"],
    ),
    // The settings of a session of SQLite's own shell.
    (
        "crates/throughline-backend/src/sqlite/shell.rs",
        &["PRAGMA"],
    ),
    // Knows what begins and ends a transaction.
    (
        "crates/throughline-backend/src/server/watch.rs",
        &[
            "ALTER",
            "BEGIN",
            "COMMIT",
            "CREATE",
            "DROP",
            "RELEASE",
            "ROLLBACK",
            "SAVEPOINT",
        ],
    ),
    // The beginning of a transaction, the settings of a session, what a driver asks of itself.
    (
        "crates/throughline-backend/src/sqlite/driver.rs",
        &["BEGIN", "FROM", "PRAGMA", "ROLLBACK", "SELECT"],
    ),
    (
        "crates/throughline-backend/src/sqlite/each.rs",
        &["COLLATE", "FROM", "LIMIT", "SELECT", "UNION", "WHERE"],
    ),
    (
        "crates/throughline-backend/src/postgres/driver.rs",
        &["BEGIN", "RELEASE", "ROLLBACK", "SAVEPOINT", "SELECT"],
    ),
    (
        "crates/throughline-backend/src/mariadb/connect.rs",
        &["COLLATE", "SELECT"],
    ),
    (
        "crates/throughline-backend/src/mariadb/driver.rs",
        &["BEGIN", "ROLLBACK"],
    ),
    // Leaves the locks of rows out of what is counted.
    ("conformance/src/orm/perform.rs", &["UPDATE"]),
];

pub(super) fn check(sources: &[Source]) -> Vec<Violation> {
    let mut violations = Vec::new();
    for source in sources
        .iter()
        .filter(|source| !super::is_in(source, ANYWHERE))
    {
        let allowed = ALLOWED.iter().find(|(path, _)| source.path.ends_with(path));
        let allowed = allowed.map_or(&[][..], |(_, keywords)| keywords);
        for at in &source.facts.strings {
            let found = keywords(&at.text).find(|keyword| !allowed.contains(keyword));
            if let Some(keyword) = found {
                violations.push(Violation::at(
                    source,
                    at,
                    format!("`{keyword}` in a string"),
                ));
            }
        }
    }
    violations
}

fn keywords(text: &str) -> impl Iterator<Item = &str> {
    let words = text.split(|c: char| !c.is_ascii_alphanumeric() && c != '_');
    words.filter(|word| KEYWORDS.contains(word))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_keyword_in_capitals_is_sql() {
        assert_eq!(
            keywords("SELECT 1 FROM x").collect::<Vec<_>>(),
            ["SELECT", "FROM"]
        );
        assert_eq!(keywords("select one of them, and delete it").next(), None);
        assert_eq!(keywords("SELECTED, LIMITS, FROM_ENV").next(), None);
    }
}
