//! Values on their way into a comparison with a column, and out of a result whose columns are
//! known only when the program runs.

use jiff::Timestamp;
use jiff::civil::{Date, DateTime, Time};
use rust_decimal::Decimal;
use rust_decimal::prelude::ToPrimitive;
use throughline_core::{ColumnType, FieldType, FromValueError, Value, ValueRef};
use uuid::Uuid;

/// The value as a column of that type holds it. Null stays null.
pub(super) fn convert(value: &Value, column_type: ColumnType) -> Result<Value, FromValueError> {
    if matches!(value, Value::Null | Value::Unfit(_)) {
        return Ok(value.clone());
    }
    let value = &trimmed(value, column_type);
    match column_type {
        ColumnType::SmallInt => fit::<i16>(&integer(value)),
        ColumnType::Int => fit::<i32>(&integer(value)),
        ColumnType::BigInt => fit::<i64>(&integer(value)),
        ColumnType::Float => fit::<f64>(&float(value)),
        ColumnType::Bool => truth(value),
        ColumnType::Text => fit::<String>(&text(value)),
        ColumnType::Bytes => fit::<Vec<u8>>(value),
        ColumnType::Date => fit::<Date>(value),
        ColumnType::Time => fit::<Time>(value),
        ColumnType::DateTime => fit::<DateTime>(value),
        ColumnType::Timestamp => fit::<Timestamp>(value),
        ColumnType::Uuid => fit::<Uuid>(value),
        ColumnType::Decimal => fit::<Decimal>(value),
        ColumnType::Json => match value {
            Value::Json(text) | Value::Text(text) => Ok(Value::Json(text.clone())),
            _ => Err(FromValueError::expected_kind("a JSON document")),
        },
    }
}

/// A truth value, or one of the words for it.
pub(super) fn truth(value: &Value) -> Result<Value, FromValueError> {
    let is =
        |text: &str, words: [&str; 3]| words.iter().any(|word| text.eq_ignore_ascii_case(word));
    let truth = match value {
        Value::Bool(truth) => Some(*truth),
        Value::Int(0) => Some(false),
        Value::Int(1) => Some(true),
        Value::Text(text) if is(text, ["true", "t", "1"]) => Some(true),
        Value::Text(text) if is(text, ["false", "f", "0"]) => Some(false),
        _ => None,
    };
    truth.map(Value::Bool).ok_or(FromValueError::expected_kind(
        "a truth value (`true` or `false`)",
    ))
}

/// The value that a result holds in a column of that type. An engine without the type gives the
/// nearest.
pub(super) fn decode(
    value: ValueRef<'_>,
    column_type: ColumnType,
) -> Result<Value, FromValueError> {
    if matches!(value, ValueRef::Null) {
        return Ok(Value::Null);
    }
    let decode: fn(ValueRef<'_>) -> Result<Value, FromValueError> = match column_type {
        ColumnType::SmallInt => read::<i16>,
        ColumnType::Int => read::<i32>,
        ColumnType::BigInt => read::<i64>,
        ColumnType::Float => read::<f64>,
        ColumnType::Bool => read::<bool>,
        ColumnType::Text => read::<String>,
        ColumnType::Bytes => read::<Vec<u8>>,
        ColumnType::Date => read::<Date>,
        ColumnType::Time => read::<Time>,
        ColumnType::DateTime => read::<DateTime>,
        ColumnType::Timestamp => read::<Timestamp>,
        ColumnType::Uuid => read::<Uuid>,
        ColumnType::Decimal => read::<Decimal>,
        ColumnType::Json => |value| Ok(Value::Json(String::from_value(value)?)),
    };
    decode(value)
}

fn fit<T: FieldType>(value: &Value) -> Result<Value, FromValueError> {
    read::<T>(value.as_ref())
}

fn read<T: FieldType>(value: ValueRef<'_>) -> Result<Value, FromValueError> {
    T::from_value(value).map(|value| value.to_value())
}

/// A text without the spaces around it, for columns of other types.
fn trimmed(value: &Value, column_type: ColumnType) -> Value {
    match value {
        Value::Text(text) if column_type != ColumnType::Text => Value::Text(text.trim().to_owned()),
        other => other.clone(),
    }
}

/// An integer, where the value is one in another form.
fn integer(value: &Value) -> Value {
    let integer = match value {
        Value::Text(text) => text.parse().ok(),
        Value::Decimal(number) if number.is_integer() => number.to_i64(),
        Value::Float(number) if number.fract() == 0.0 => Decimal::try_from(*number)
            .ok()
            .and_then(|number| number.to_i64()),
        _ => None,
    };
    integer.map_or_else(|| value.clone(), Value::Int)
}

/// A floating-point number, where the value is one in another form. What is no number is none.
fn float(value: &Value) -> Value {
    let float = match value {
        Value::Text(text) => text.parse().ok(),
        Value::Decimal(number) => number.to_f64(),
        Value::Float(number) => Some(*number),
        _ => None,
    };
    match float {
        Some(number) if number.is_finite() => Value::Float(number),
        Some(_) => Value::Bool(false),
        None => value.clone(),
    }
}

/// A text, where the value is one in another form: a number that a program has read of a text.
fn text(value: &Value) -> Value {
    match value {
        Value::Int(number) => Value::Text(number.to_string()),
        Value::Decimal(number) => Value::Text(number.to_string()),
        Value::Uuid(uuid) => Value::Text(uuid.to_string()),
        other => other.clone(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(text: &str, column_type: ColumnType) -> Option<Value> {
        convert(&Value::Text(text.to_owned()), column_type).ok()
    }

    #[test]
    fn a_text_becomes_what_the_column_holds() {
        assert!(of(" 22 ", ColumnType::Int) == Some(Value::Int(22)));
        assert!(of("2.5", ColumnType::Float) == Some(Value::Float(2.5)));
        assert!(of("True", ColumnType::Bool) == Some(Value::Bool(true)));
        assert!(of("0", ColumnType::Bool) == Some(Value::Bool(false)));
        let date = Date::constant(2026, 1, 31);
        assert!(of("2026-01-31", ColumnType::Date) == Some(Value::Date(date)));
        assert!(of(" 22 ", ColumnType::Text) == Some(Value::Text(" 22 ".to_owned())));
    }

    #[test]
    fn what_does_not_fit_is_refused() {
        for (text, column_type) in [
            ("22.5", ColumnType::Int),
            ("99999999999", ColumnType::Int),
            ("", ColumnType::BigInt),
            ("NaN", ColumnType::Float),
            ("inf", ColumnType::Float),
            ("yes", ColumnType::Bool),
            ("2026-02-30", ColumnType::Date),
            ("1234", ColumnType::Uuid),
            ("NaN", ColumnType::Decimal),
        ] {
            assert!(of(text, column_type).is_none(), "{text} {column_type:?}");
        }
        assert!(convert(&Value::Float(f64::NAN), ColumnType::Float).is_err());
        assert!(convert(&Value::Bool(true), ColumnType::Int).is_err());
    }
}
