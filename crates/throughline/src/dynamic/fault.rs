//! What is wrong with a dynamic lookup, in sentences.
//!
//! Names are shown, cut to a length that a reader can take in; values never are.

use throughline_core::{ColumnType, Error, ErrorKind, ModelDef};
pub(super) use throughline_sql::plan::Fault;

use super::names;

/// The longest part of a name that is shown, in characters.
const SHOWN: usize = 60;

/// The result of reading words.
pub(super) type Read<T> = Result<T, Box<Fault>>;

/// A lookup that is not valid.
pub(super) fn lookup(message: impl Into<String>, hint: impl Into<String>) -> Box<Fault> {
    Box::new(Fault {
        kind: ErrorKind::InvalidLookup,
        message: message.into(),
        hint: hint.into(),
    })
}

/// A value that does not fit what it is compared with.
pub(super) fn value(label: &str, expected: &str, found: &str) -> Box<Fault> {
    Box::new(Fault {
        kind: ErrorKind::InvalidValue,
        message: format!("lookup on {label}: expected {expected}, found {found}"),
        hint: format!("give {expected}, or its text"),
    })
}

/// The same as an error.
pub(super) fn error(fault: Fault) -> Error {
    Error::new(fault.kind, fault.message).with_hint(fault.hint)
}

/// A name from outside, as it is shown.
pub(super) fn shown(name: &str) -> String {
    let mut short: String = name
        .chars()
        .take(SHOWN)
        .flat_map(char::escape_debug)
        .collect();
    if name.chars().nth(SHOWN).is_some() {
        short.push('…');
    }
    short
}

/// More of something than there may be.
pub(super) fn limit(message: String) -> Box<Fault> {
    lookup(message, "ask for less in one query set")
}

/// A name that the model does not have.
pub(super) fn unknown_name(model: &'static ModelDef, name: &str) -> Box<Fault> {
    let choices = names::choices(model);
    let there = quoted(&choices);
    let near = names::near(&choices, name);
    let there = format!("`{}` has {there}", model.name);
    let hint = if near.is_empty() {
        there
    } else {
        format!("did you mean {}? {there}", quoted_or(&near))
    };
    let message = format!(
        "`{}` has no field and no relation `{}`",
        model.name,
        shown(name)
    );
    lookup(message, hint)
}

/// Words that go on behind a column with something that is no lookup.
pub(super) fn unknown_lookup(label: &str, words: &str, lookups: &[&str]) -> Box<Fault> {
    let near = names::near(lookups, words);
    let there = format!("the lookups are {}", quoted(lookups));
    let hint = if near.is_empty() {
        format!("{there}; no relation leads on from a column")
    } else {
        format!("did you mean {}? {there}", quoted_or(&near))
    };
    let message = format!("{label} is a column, and `{}` is no lookup", shown(words));
    lookup(message, hint)
}

/// Words that go on behind a column, where only columns are named.
pub(super) fn behind_column(label: &str, words: &str) -> Box<Fault> {
    lookup(
        format!(
            "{label} is a column, and `{}` cannot follow it",
            shown(words)
        ),
        "end the words with the column",
    )
}

/// Words that end in the key of a model whose key has several fields.
pub(super) fn composite(model: &'static ModelDef) -> Box<Fault> {
    let fields: Vec<_> = model.key_fields().map(|field| field.name).collect();
    lookup(
        format!("the key of `{}` has several fields", model.name),
        format!("name one of {}", quoted(&fields)),
    )
}

/// A lookup that the model's several key fields do not allow.
pub(super) fn needs_single_key(model: &'static ModelDef) -> Box<Fault> {
    lookup(
        format!(
            "this lookup needs a primary key of one field, and that of `{}` has several",
            model.name
        ),
        "ask in several calls, or by a typed filter",
    )
}

/// An order over a relation to many rows, of rows that are joined with others by `each`.
pub(crate) fn unordered_pairs() -> Box<Fault> {
    lookup(
        "`each` does not keep an order over a relation to many rows",
        "order the pairs: `.each(…).order_by(|row, related| …)`",
    )
}

/// Names in a list: `a`, `b`, `c`.
pub(super) fn quoted(names: &[&str]) -> String {
    let quoted: Vec<_> = names.iter().map(|name| format!("`{name}`")).collect();
    quoted.join(", ")
}

fn quoted_or(names: &[&str]) -> String {
    let quoted: Vec<_> = names.iter().map(|name| format!("`{name}`")).collect();
    quoted.join(" or ")
}

/// A type of columns in words.
pub(super) const fn type_words(column_type: ColumnType) -> &'static str {
    match column_type {
        ColumnType::SmallInt | ColumnType::Int | ColumnType::BigInt => "an integer",
        ColumnType::Float => "a floating-point number",
        ColumnType::Bool => "a truth value",
        ColumnType::Text => "text",
        ColumnType::Bytes => "bytes",
        ColumnType::Date => "a date",
        ColumnType::Time => "a time",
        ColumnType::DateTime => "a date and time",
        ColumnType::Timestamp => "a timestamp",
        ColumnType::Uuid => "a UUID",
        ColumnType::Decimal => "a decimal number",
        ColumnType::Json => "a JSON document",
    }
}
