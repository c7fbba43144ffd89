//! Statements as a text that the engine's own shell can run: for people who want to read what a
//! migration sends, or to send it themselves.

use throughline_core::Value;

use super::literal::literal;
use super::{SchemaRules, SchemaStatement};

/// An engine's words around the statements of a migration.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ScriptWords {
    /// Begins a transaction and keeps it, where tables can be changed inside one.
    pub transaction: Option<[&'static str; 2]>,
    /// What goes around a transaction in which tables go or are made anew.
    pub foreign_keys: Option<ForeignKeySwitch>,
    /// The present moment, in UTC, as the ledger keeps it.
    pub(super) now: &'static str,
}

/// How the enforcement of foreign keys is switched.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ForeignKeySwitch {
    /// Switches it off, before the transaction.
    pub off: &'static str,
    /// Finds rows that point to nothing, before the commit.
    pub violations: &'static str,
    /// Switches it on again, behind the transaction.
    pub on: &'static str,
}

/// SQLite's.
pub(super) const SQLITE: ScriptWords = ScriptWords {
    transaction: Some(["BEGIN IMMEDIATE", "COMMIT"]),
    foreign_keys: Some(ForeignKeySwitch {
        off: "PRAGMA foreign_keys = 0",
        violations: "PRAGMA foreign_key_check",
        on: "PRAGMA foreign_keys = 1",
    }),
    now: "CURRENT_TIMESTAMP",
};

/// PostgreSQL's.
pub(super) const POSTGRES: ScriptWords = ScriptWords {
    transaction: Some(["BEGIN", "COMMIT"]),
    foreign_keys: None,
    now: "CURRENT_TIMESTAMP",
};

/// MariaDB's, which commits by itself whenever a table is changed.
pub(super) const MARIADB: ScriptWords = ScriptWords {
    transaction: None,
    foreign_keys: None,
    now: "UTC_TIMESTAMP(6)",
};

/// The text of a statement with its values as literals in the places of their placeholders.
///
/// What stands in quotes is no placeholder. A statement that has values holds no text of the
/// user's but names, so that a quote within quotes is always a doubled one.
#[must_use]
pub fn with_literals(rules: &SchemaRules, statement: &SchemaStatement) -> String {
    if statement.parameters.is_empty() {
        return statement.sql.clone();
    }
    let (sign, numbered) = rules.placeholder;
    let mut values = statement.parameters.iter();
    let (mut text, mut rest) = (String::new(), statement.sql.as_str());
    while let Some(first) = rest.chars().next() {
        if matches!(first, '\'' | '"' | '`') {
            let quoted = quoted_part(rest, first);
            text.push_str(quoted);
            rest = &rest[quoted.len()..];
            continue;
        }
        let placeholder = rest.strip_prefix(sign).and_then(|behind| {
            if numbered {
                numbered_value(behind, &statement.parameters)
            } else {
                values.next().map(|value| (value, behind))
            }
        });
        if let Some((value, behind)) = placeholder {
            text.push_str(&literal(rules, value));
            rest = behind;
        } else {
            text.push(first);
            rest = &rest[first.len_utf8()..];
        }
    }
    text
}

/// The text up to the quote that ends it. A doubled quote ends it too, and begins another one.
fn quoted_part(text: &str, quote: char) -> &str {
    match text[1..].find(quote) {
        Some(end) => &text[..end + 2],
        None => text,
    }
}

/// The value of the number that the text begins with, and what stands behind the number.
fn numbered_value<'v, 't>(text: &'t str, values: &'v [Value]) -> Option<(&'v Value, &'t str)> {
    let digits = text.len() - text.trim_start_matches(|c: char| c.is_ascii_digit()).len();
    let number: usize = text[..digits].parse().ok()?;
    let value = values.get(number.checked_sub(1)?)?;
    Some((value, &text[digits..]))
}
