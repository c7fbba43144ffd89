//! Values as literals, for the places where an engine takes no placeholder.

use throughline_core::Value;

use super::SchemaRules;
use super::tokens::tokens;
use crate::encode;

/// The value as a literal of the engine, escaped.
pub(super) fn literal(rules: &SchemaRules, value: &Value) -> String {
    use sea_query::Value as Literal;
    let literal: Literal = match value {
        Value::Null => return "NULL".to_owned(),
        Value::Text(v) if v.contains('\0') && rules.text_ends_at_nul => return as_bytes(rules, v),
        Value::Bool(v) => (*v).into(),
        Value::Int(v) => (*v).into(),
        Value::Float(v) => (*v).into(),
        Value::Text(v) | Value::Json(v) => v.as_str().into(),
        Value::Bytes(v) => v.as_slice().into(),
        Value::Timestamp(_) => format!("{}{}", encoded(value), rules.utc_suffix).into(),
        value => encoded(value).into(),
    };
    (rules.literal)(&literal)
}

/// The value as a default, as its column is made with it.
#[must_use]
pub fn literal_text(rules: &SchemaRules, value: &Value) -> String {
    literal(rules, value)
}

/// The text that a literal of the engine stands for, if it is one of a text.
#[must_use]
pub fn text_of_literal(rules: &SchemaRules, literal: &str) -> Option<String> {
    match tokens(literal, rules.spelling).as_slice() {
        [text] => text.text_literal(rules.spelling),
        _ => None,
    }
}

/// A text by way of its bytes, where a literal would end at a character that is 0.
fn as_bytes(rules: &SchemaRules, text: &str) -> String {
    let bytes = (rules.literal)(&text.as_bytes().into());
    format!("(CAST({bytes} AS {}))", rules.types.text)
}

fn encoded(value: &Value) -> String {
    encode::text(value).unwrap_or_default()
}
