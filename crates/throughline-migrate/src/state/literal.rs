//! Constants in a migration file: what a new column gets.
//!
//! Truth values and numbers are TOML's own; everything else is a string, spelled as in the
//! database, so that decimals stay exact and one rule covers all types: `"2026-01-31"`,
//! `"13:30:00"`, `"2026-01-31 13:30:00"`, `"2026-01-31T13:30:00Z"` for a point in time,
//! `"1250.50"`, hexadecimal digits for bytes, the text of a JSON document.

use throughline_core::{ColumnType, Value, ValueRef};
use throughline_sql::encode;

use super::typed::typed;

/// A constant.
#[derive(Debug, Clone, PartialEq)]
pub enum Literal {
    /// `true` or `false`.
    Bool(bool),
    /// An integer.
    Integer(i64),
    /// A finite number with a fraction.
    Float(f64),
    /// Text, and what is spelled as text.
    Text(String),
}

impl Literal {
    /// The literal for a value. None for null and for what no literal can say: numbers that are
    /// infinite or none.
    #[must_use]
    pub fn from_value(value: &Value) -> Option<Literal> {
        Some(match value {
            Value::Null => return None,
            Value::Bool(v) => Literal::Bool(*v),
            Value::Int(v) => Literal::Integer(*v),
            Value::Float(v) if v.is_finite() => Literal::Float(*v),
            Value::Float(_) => return None,
            Value::Text(v) | Value::Json(v) => Literal::Text(v.clone()),
            Value::Bytes(v) => Literal::Text(v.iter().map(|byte| format!("{byte:02x}")).collect()),
            Value::Timestamp(_) => {
                Literal::Text(format!("{}Z", encode::text(value)?.replace(' ', "T")))
            }
            value => Literal::Text(encode::text(value)?),
        })
    }

    /// The value of a column of that type. None if the literal is none of that type.
    #[must_use]
    pub fn to_value(&self, column_type: ColumnType) -> Option<Value> {
        match (self, column_type) {
            (Literal::Bool(v), ColumnType::Bool) => Some(Value::Bool(*v)),
            (Literal::Text(v), ColumnType::Text) => Some(Value::Text(v.clone())),
            (Literal::Text(v), ColumnType::Json) => Some(Value::Json(v.clone())),
            (Literal::Text(v), ColumnType::Bytes) => bytes(v).map(Value::Bytes),
            (_, ColumnType::Bool | ColumnType::Text | ColumnType::Json | ColumnType::Bytes) => None,
            (literal, column_type) => literal.read(column_type),
        }
    }

    /// The value that a field of that type would read from the literal.
    fn read(&self, column_type: ColumnType) -> Option<Value> {
        let value = match self {
            Literal::Bool(v) => ValueRef::Bool(*v),
            Literal::Integer(v) => ValueRef::Int(*v),
            Literal::Float(v) => ValueRef::Float(*v),
            Literal::Text(v) => ValueRef::Text(v),
        };
        typed(value, column_type).ok()
    }
}

impl From<throughline_core::Literal> for Literal {
    fn from(literal: throughline_core::Literal) -> Self {
        use throughline_core::Literal as Declared;
        match literal {
            Declared::Bool(v) => Literal::Bool(v),
            Declared::Int(v) => Literal::Integer(v),
            Declared::Float(v) => Literal::Float(v),
            Declared::Text(v) => Literal::Text(v.to_owned()),
        }
    }
}

/// The bytes that the hexadecimal digits stand for.
fn bytes(digits: &str) -> Option<Vec<u8>> {
    if !digits.is_ascii() || !digits.len().is_multiple_of(2) {
        return None;
    }
    (0..digits.len())
        .step_by(2)
        .map(|start| u8::from_str_radix(&digits[start..start + 2], 16).ok())
        .collect()
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;

    #[test]
    fn every_type_reads_what_it_writes() {
        let values = [
            (ColumnType::Bool, Value::Bool(true)),
            (ColumnType::SmallInt, Value::Int(-7)),
            (ColumnType::BigInt, Value::Int(i64::MIN)),
            (ColumnType::Float, Value::Float(0.1)),
            (ColumnType::Text, Value::Text("2026".into())),
            (ColumnType::Json, Value::Json("{}".into())),
            (ColumnType::Bytes, Value::Bytes(vec![0, 255, 16])),
            (ColumnType::Date, Value::Date("2026-01-31".parse().unwrap())),
            (
                ColumnType::Time,
                Value::Time("13:30:00.25".parse().unwrap()),
            ),
            (
                ColumnType::DateTime,
                Value::DateTime("2026-01-31T13:30:00".parse().unwrap()),
            ),
            (
                ColumnType::Timestamp,
                Value::Timestamp("2026-01-31T13:30:00.5Z".parse().unwrap()),
            ),
            (ColumnType::Uuid, Value::Uuid(Uuid::from_u128(7))),
            (
                ColumnType::Decimal,
                Value::Decimal("1250.50".parse().unwrap()),
            ),
        ];
        for (column_type, value) in values {
            let literal = Literal::from_value(&value).unwrap();
            assert!(
                literal.to_value(column_type) == Some(value),
                "{column_type:?}: {literal:?}"
            );
        }
    }

    #[test]
    fn what_is_none_of_the_type_is_refused() {
        for (literal, column_type) in [
            (Literal::Integer(40_000), ColumnType::SmallInt),
            (Literal::Integer(1), ColumnType::Bool),
            (Literal::Integer(1), ColumnType::Text),
            (Literal::Text("abc".into()), ColumnType::Bytes),
            (Literal::Text("2026-02-30".into()), ColumnType::Date),
        ] {
            assert!(literal.to_value(column_type).is_none(), "{literal:?}");
        }
        assert_eq!(Literal::from_value(&Value::Float(f64::NAN)), None);
    }
}
