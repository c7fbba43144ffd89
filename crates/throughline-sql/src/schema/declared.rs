//! Check constraints, read from the statement that made their table: SQLite tells them in no
//! other way, and MariaDB in no other way that keeps all letters. What their conditions mean is
//! in `meaning`.

use super::SchemaRules;
use super::tokens::{Spelling, Token, between, closing, split, tokens};

/// A check constraint, as a statement spells it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DeclaredCheck {
    /// Its name, if it has one.
    pub name: Option<String>,
    /// The column whose definition it stands in, if it is not one of the whole table.
    pub column: Option<String>,
    /// The condition.
    pub condition: String,
}

/// What a check says about the type of its column.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CheckedType {
    /// The column holds JSON documents.
    Json,
    /// Its numbers are not negative.
    NotNegative,
    /// Its texts have at most so many characters.
    Length(u32),
}

/// For conditions that are looked at only if there is no text in them.
const WITHOUT_TEXTS: Spelling = Spelling {
    backslashes: false,
    quotes_numbers: false,
    brackets: true,
};

impl DeclaredCheck {
    /// What the check says about the type of its column, if it has no name and says nothing else:
    /// it is then a part of a type that the engine does not have by itself.
    #[must_use]
    pub fn checked_type(&self) -> Option<CheckedType> {
        let column = match (&self.name, &self.column) {
            (None, Some(column)) => column.to_lowercase(),
            _ => return None,
        };
        let condition = plain_condition(&self.condition, WITHOUT_TEXTS);
        let json = format!("json_valid ( {column} )");
        if condition == json || condition == format!("{json} or {column} is null") {
            return Some(CheckedType::Json);
        }
        if condition == format!("{column} >= 0") {
            return Some(CheckedType::NotNegative);
        }
        let bound = condition.strip_prefix(&format!("length ( {column} ) <= "))?;
        bound.parse().ok().map(CheckedType::Length)
    }
}

/// The tokens of a condition with a blank between them, in lower case but for texts, and without
/// parentheses around the whole.
pub(super) fn plain_condition(condition: &str, spelling: Spelling) -> String {
    let tokens = tokens(condition, spelling);
    let mut tokens = tokens.as_slice();
    while let [first, inner @ .., last] = tokens
        && first.is("(")
        && last.is(")")
        && closing(inner).is_none()
    {
        tokens = inner;
    }
    let texts = tokens
        .iter()
        .map(|token| match token.text_literal(spelling) {
            Some(_) => token.text.to_owned(),
            None => token.name().to_lowercase(),
        });
    texts.collect::<Vec<_>>().join(" ")
}

/// The check constraints in the statement that made a table.
#[must_use]
pub fn declared_checks(rules: &SchemaRules, sql: &str) -> Vec<DeclaredCheck> {
    let tokens = tokens(sql, rules.spelling);
    let Some(start) = tokens.iter().position(|token| token.is("(")) else {
        return Vec::new();
    };
    let body = &tokens[start + 1..];
    let body = &body[..closing(body).unwrap_or(body.len())];
    let mut checks = Vec::new();
    for definition in split(body) {
        let column = definition
            .first()
            .filter(|first| !CONSTRAINTS.iter().any(|word| first.is(word)))
            .map(Token::name);
        let mut name = None;
        let mut at = 0;
        while let Some(token) = definition.get(at) {
            at += 1;
            if token.is("constraint") {
                name = definition.get(at).map(Token::name);
                at += 1;
            } else if token.is("check") {
                let inner = definition.get(at + 1..).unwrap_or_default();
                let end = closing(inner).unwrap_or(inner.len());
                checks.push(DeclaredCheck {
                    name: name.take(),
                    column: column.clone(),
                    condition: between(sql, &inner[..end]),
                });
                at += end + 2;
            } else if CONSTRAINT_WORDS.iter().any(|word| token.is(word)) {
                name = None;
            }
        }
    }
    checks
}

/// How a definition begins that is none of a column.
const CONSTRAINTS: [&str; 5] = ["constraint", "primary", "unique", "check", "foreign"];

/// Words that begin a constraint other than a check: a name before them is theirs.
const CONSTRAINT_WORDS: [&str; 8] = [
    "primary",
    "unique",
    "foreign",
    "references",
    "not",
    "default",
    "collate",
    "generated",
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn checks_are_found_with_their_columns_and_names() {
        let sql = "CREATE TABLE \"t\" (\n  \"a\" integer NOT NULL CHECK (\"a\" >= 0), -- check (x)\n  \
                   b varchar(3) DEFAULT 'CHECK (b)' CONSTRAINT n NOT NULL CHECK(length(b)<=3),\n  \
                   CONSTRAINT \"t_a_fk\" FOREIGN KEY (\"a\") REFERENCES \"t\" (\"a\"),\n  \
                   CONSTRAINT \"a \"\"b\"\" c\" CHECK ((\"a\" < 9) OR (b = 'x)'))\n)";
        let checks = declared_checks(&SchemaRules::SQLITE, sql);
        let seen: Vec<_> = checks
            .iter()
            .map(|check| {
                let DeclaredCheck { name, column, .. } = check;
                (name.as_deref(), column.as_deref(), check.condition.as_str())
            })
            .collect();
        assert_eq!(
            seen,
            [
                (None, Some("a"), "\"a\" >= 0"),
                (None, Some("b"), "length(b)<=3"),
                (Some("a \"b\" c"), None, "(\"a\" < 9) OR (b = 'x)')"),
            ]
        );
        let types: Vec<_> = checks.iter().map(DeclaredCheck::checked_type).collect();
        assert_eq!(
            types,
            [
                Some(CheckedType::NotNegative),
                Some(CheckedType::Length(3)),
                None
            ]
        );
        assert_eq!(
            declared_checks(&SchemaRules::SQLITE, "CREATE TABLE t AS SELECT 1"),
            []
        );
    }
}
