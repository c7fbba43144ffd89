//! Columns: whether what is said about a field fits its type, and what else is said about it.

use syn::{Ident, LitStr};

use super::key::Role;
use super::{AutoNow, Column, KeySource};
use crate::errors::Errors;
use crate::parse::attribute::{Given, Literal};
use crate::parse::field::{FieldAttributes, FieldInput};
use crate::parse::model::ModelInput;
use crate::parse::relation::{Plain, Shape};

/// The longest name that every engine takes, in bytes.
pub(super) const LONGEST_NAME: usize = 63;

/// Types whose columns are known by name. What a type with another name can do is asserted
/// by the expansion, where the compiler knows it.
const KNOWN: [&str; 13] = [
    "i16",
    "i32",
    "i64",
    "f64",
    "bool",
    "String",
    "Vec",
    "Date",
    "Time",
    "DateTime",
    "Timestamp",
    "Uuid",
    "Decimal",
];
const TIMES: [&str; 4] = ["Date", "Time", "DateTime", "Timestamp"];

/// Checks a field that has a column.
pub(super) fn column(
    field: &FieldInput,
    position: usize,
    role: Role,
    errors: &mut Errors,
) -> Column {
    let attributes = &field.attributes;
    let (plain, optional) = match &field.shape {
        Shape::Plain(plain) => (Some(plain.clone()), plain.optional),
        Shape::ForeignKey { optional, .. } => (None, *optional),
        Shape::ManyToMany { .. } | Shape::Unknown { .. } => (None, false),
    };
    let key_source = key_source(plain.as_ref(), role);
    check_key_default(attributes, &field.name, key_source, errors);
    let auto_now = auto_now(field, plain.as_ref(), errors);
    let db_default = attributes.db_default.as_ref();
    if let Some(given) = db_default {
        check_literal(given, plain.as_ref(), errors);
    }
    if let Some(name) = &attributes.column {
        check_name(&name.value, "column", errors);
    }
    let required = !optional
        && key_source == KeySource::Caller
        && attributes.default.is_none()
        && db_default.is_none()
        && auto_now.is_none();
    Column {
        position,
        name: attributes.column.as_ref().map(|name| name.value.clone()),
        key_source,
        max_length: max_length(field, plain.as_ref(), errors),
        digits: digits(field, plain.as_ref(), errors),
        default: attributes
            .default
            .as_ref()
            .map(|default| default.value.clone()),
        db_default: db_default.map(|given| given.value.1.clone()),
        auto_now,
        required,
    }
}

/// Who chooses the value: only a key that stands alone is numbered or made.
fn key_source(plain: Option<&Plain>, role: Role) -> KeySource {
    match plain {
        Some(plain) if role == Role::Whole => match plain.word.as_str() {
            "i64" | "i32" => KeySource::Database,
            "Uuid" => KeySource::Client,
            _ => KeySource::Caller,
        },
        _ => KeySource::Caller,
    }
}

fn check_key_default(
    attributes: &FieldAttributes,
    name: &str,
    source: KeySource,
    errors: &mut Errors,
) {
    let who = match source {
        KeySource::Database => "the database numbers",
        KeySource::Client => "the library makes",
        KeySource::Caller => return,
    };
    let default = attributes.default.as_ref().map(|given| &given.name);
    let db_default = attributes.db_default.as_ref().map(|given| &given.name);
    for given in default.into_iter().chain(db_default) {
        errors.at(
            given,
            format!("{who} the primary key `{name}`: remove `{given}`"),
        );
    }
}

/// Whether the type is known, and is none of these.
fn is_other(plain: Option<&Plain>, expected: &[&str]) -> bool {
    plain.is_none_or(|plain| {
        let word = plain.word.as_str();
        (KNOWN.contains(&word) || word == "Json") && !expected.contains(&word)
    })
}

fn max_length(
    field: &FieldInput,
    plain: Option<&Plain>,
    errors: &mut Errors,
) -> Option<(Ident, u32)> {
    let given = field.attributes.max_length.as_ref()?;
    if is_other(plain, &["String"]) {
        let message = format!(
            "`max_length` is for text, and `{}` is none: remove it",
            field.name
        );
        errors.at(&given.name, message);
        return None;
    }
    if given.value == 0 {
        errors.at(
            &given.name,
            "`max_length = 0` leaves room for no text: give at least 1",
        );
        return None;
    }
    Some((given.name.clone(), given.value))
}

fn digits(
    field: &FieldInput,
    plain: Option<&Plain>,
    errors: &mut Errors,
) -> Option<(Ident, u32, u32)> {
    let attributes = &field.attributes;
    let (most, places) = match (&attributes.max_digits, &attributes.decimal_places) {
        (Some(most), Some(places)) => (most, places),
        (Some(alone), None) => {
            let message = "`max_digits` needs the digits after the point: add `decimal_places = 2`";
            errors.at(&alone.name, message);
            return None;
        }
        (None, Some(alone)) => {
            let message = "`decimal_places` needs the digits in all: add `max_digits = 10`";
            errors.at(&alone.name, message);
            return None;
        }
        (None, None) => return None,
    };
    if is_other(plain, &["Decimal"]) {
        for given in [most, places] {
            let (name, field) = (&given.name, &field.name);
            errors.at(
                name,
                format!("`{name}` is for `Decimal`, and `{field}` is none: remove it"),
            );
        }
        return None;
    }
    if most.value == 0 || places.value > most.value {
        let message = format!(
            "a number of {} digits cannot have {} of them after the point: `max_digits` counts all",
            most.value, places.value
        );
        errors.at(&places.name, message);
        return None;
    }
    Some((most.name.clone(), most.value, places.value))
}

fn auto_now(
    field: &FieldInput,
    plain: Option<&Plain>,
    errors: &mut Errors,
) -> Option<(Ident, AutoNow)> {
    let attributes = &field.attributes;
    let (mark, when) = match (&attributes.auto_now, &attributes.auto_now_add) {
        (Some(_), Some(second)) => {
            let message = "`auto_now` sets the time on creation too: remove `auto_now_add`";
            errors.at(&second.name, message);
            return None;
        }
        (Some(mark), None) => (mark, AutoNow::OnChange),
        (None, Some(mark)) => (mark, AutoNow::OnCreate),
        (None, None) => return None,
    };
    if is_other(plain, &TIMES) {
        let (name, field) = (&mark.name, &field.name);
        let message = format!(
            "`{name}` is for Date, Time, DateTime and Timestamp, and `{field}` is none of these: \
             remove it"
        );
        errors.at(name, message);
        return None;
    }
    if let Some(default) = &attributes.default {
        let message = format!("`{}` gives the value already: remove `default`", mark.name);
        errors.at(&default.name, message);
    }
    Some((mark.name.clone(), when))
}

fn check_literal(given: &Given<(syn::Expr, Literal)>, plain: Option<&Plain>, errors: &mut Errors) {
    let Some(plain) = plain else { return };
    let (expr, literal) = &given.value;
    if let Some(expected) = misfit(literal, plain) {
        let word = &plain.word;
        errors.at(
            expr,
            format!("`db_default` of a field of type `{word}` is {expected}"),
        );
    }
}

/// What would be a literal for the type, if this is none and the type's name tells.
pub(super) fn misfit(literal: &Literal, plain: &Plain) -> Option<&'static str> {
    let (expected, fits) = match plain.word.as_str() {
        "i16" => (
            "a 16-bit integer",
            int_within(literal, i64::from(i16::MIN), i64::from(i16::MAX)),
        ),
        "i32" => (
            "a 32-bit integer",
            int_within(literal, i64::from(i32::MIN), i64::from(i32::MAX)),
        ),
        "i64" => ("an integer", matches!(literal, Literal::Int(_))),
        "f64" | "Decimal" => (
            "a number",
            matches!(literal, Literal::Int(_) | Literal::Float(_)),
        ),
        "bool" => ("`true` or `false`", matches!(literal, Literal::Bool(_))),
        "String" => ("a text in quotes", matches!(literal, Literal::Text(_))),
        word if TIMES.contains(&word) || ["Uuid", "Json"].contains(&word) => {
            ("a text in quotes", matches!(literal, Literal::Text(_)))
        }
        _ => return None,
    };
    (!fits).then_some(expected)
}

fn int_within(literal: &Literal, least: i64, most: i64) -> bool {
    matches!(literal, Literal::Int(value) if (least..=most).contains(value))
}

/// Whether a name can be one in the database.
pub(super) fn check_name(name: &LitStr, what: &str, errors: &mut Errors) {
    let text = name.value();
    if text.is_empty() || text.contains('\0') {
        errors.at(
            name,
            format!("a {what} needs a name of at least one letter"),
        );
    } else if text.len() > LONGEST_NAME {
        let message = format!(
            "this name has {} bytes, and a {what}'s name at most {LONGEST_NAME}",
            text.len()
        );
        errors.at(name, message);
    }
}

/// Reports two fields with the same column.
pub(super) fn check_distinct(input: &ModelInput, errors: &mut Errors) {
    let mut seen: Vec<(String, &FieldInput)> = Vec::new();
    for field in &input.fields {
        let default = match field.shape {
            Shape::Plain(_) => field.name.clone(),
            Shape::ForeignKey { .. } => format!("{}_id", field.name),
            Shape::ManyToMany { .. } | Shape::Unknown { .. } => continue,
        };
        let given = field.attributes.column.as_ref();
        let column = given.map_or(default, |column| column.value.value());
        // Engines do not tell upper from lower case here.
        let folded = column.to_lowercase();
        if let Some((_, other)) = seen.iter().find(|(name, _)| *name == folded) {
            let message = format!(
                "`{}` and `{}` have the same column `{column}`: give one of them another by \
                 `#[field(column = \"…\")]`",
                other.name, field.name
            );
            match given {
                Some(column) => errors.at(&column.value, message),
                None => errors.at(&field.ident, message),
            }
        }
        seen.push((folded, field));
    }
}
