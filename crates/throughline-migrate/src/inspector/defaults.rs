//! Defaults that a database keeps, read from the engine's words.

use throughline_core::{ColumnType, Value};
use throughline_sql::schema::{SchemaRules, text_of_literal};

use crate::state::Literal;

/// The value that a default in the engine's words is for a column of that type. None for an
/// expression, which has another value for each row.
pub(crate) fn default_value(
    rules: &SchemaRules,
    words: &str,
    column_type: ColumnType,
) -> Option<Value> {
    let mut words = words.trim();
    while let Some(inner) = words.strip_prefix('(').and_then(|w| w.strip_suffix(')')) {
        words = inner.trim();
    }
    let literal = constant(rules, words, column_type)?;
    literal.to_value(column_type).or_else(|| match literal {
        // A number in quotes is a number to most engines.
        Literal::Text(text) => constant(rules, &text, column_type)?.to_value(column_type),
        _ => None,
    })
}

fn constant(rules: &SchemaRules, words: &str, column_type: ColumnType) -> Option<Literal> {
    let quoted = |words: &str| text_of_literal(rules, words);
    if let Some(text) = quoted(words) {
        return Some(Literal::Text(text));
    }
    if let Some(digits) = words.strip_prefix(['x', 'X']).and_then(quoted) {
        return Some(Literal::Text(digits));
    }
    let is_bool = column_type == ColumnType::Bool;
    match words.to_lowercase().as_str() {
        "true" => return Some(Literal::Bool(true)),
        "false" => return Some(Literal::Bool(false)),
        "1" if is_bool => return Some(Literal::Bool(true)),
        "0" if is_bool => return Some(Literal::Bool(false)),
        _ => {}
    }
    if let Ok(number) = words.parse() {
        return Some(Literal::Integer(number));
    }
    let starts = words.starts_with(|sign: char| sign.is_ascii_digit() || "+-.".contains(sign));
    let number = words.parse().ok().filter(|number: &f64| number.is_finite());
    number.filter(|_| starts).map(Literal::Float)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn constants_are_read_and_expressions_are_not() {
        let text = |text: &str| Some(Value::Text(text.to_owned()));
        let date = "2026-01-31".parse().unwrap();
        for (words, column_type, value) in [
            ("'it''s'", ColumnType::Text, text("it's")),
            ("''", ColumnType::Text, text("")),
            ("1", ColumnType::Bool, Some(Value::Bool(true))),
            ("FALSE", ColumnType::Bool, Some(Value::Bool(false))),
            ("(-5)", ColumnType::Int, Some(Value::Int(-5))),
            ("'7'", ColumnType::BigInt, Some(Value::Int(7))),
            ("0.5", ColumnType::Float, Some(Value::Float(0.5))),
            (
                "X'00ff'",
                ColumnType::Bytes,
                Some(Value::Bytes(vec![0, 255])),
            ),
            ("'2026-01-31'", ColumnType::Date, Some(Value::Date(date))),
            ("CURRENT_TIMESTAMP", ColumnType::Timestamp, None),
            ("datetime('now')", ColumnType::Timestamp, None),
            ("NULL", ColumnType::Int, None),
        ] {
            assert!(
                default_value(&SchemaRules::SQLITE, words, column_type) == value,
                "{words}"
            );
        }
    }
}
