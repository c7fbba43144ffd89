//! A value as JSON, both ways.

use serde_json::Value as Json;
use throughline_core::{ColumnType, Value};
use throughline_migrate::Literal;

/// Numbers that JSON has no word for.
const INFINITE: [(&str, f64); 2] = [("inf", f64::INFINITY), ("-inf", f64::NEG_INFINITY)];

/// The value as JSON. None for what no column can hold everywhere: a number that is none.
pub(super) fn to_json(value: &Value) -> Option<Json> {
    if value.is_null() {
        return Some(Json::Null);
    }
    if let Value::Float(number) = value
        && let Some((word, _)) = INFINITE.iter().find(|(_, known)| known == number)
    {
        return Some(Json::from(*word));
    }
    Some(match Literal::from_value(value)? {
        Literal::Bool(value) => value.into(),
        Literal::Integer(value) => value.into(),
        Literal::Float(value) => value.into(),
        Literal::Text(value) => value.into(),
    })
}

/// The value of a column of that type. None if it is none of that type.
pub(super) fn from_json(json: &Json, column_type: ColumnType) -> Option<Value> {
    let literal = match json {
        Json::Null => return Some(Value::Null),
        Json::Bool(value) => Literal::Bool(*value),
        Json::Number(number) => match number.as_i64() {
            Some(value) => Literal::Integer(value),
            // A decimal number would have been rounded on the way: it is written as text.
            None if column_type == ColumnType::Float => Literal::Float(number.as_f64()?),
            None => return None,
        },
        Json::String(text) => {
            let infinite = INFINITE.iter().find(|(word, _)| word == text);
            match infinite {
                Some((_, number)) if column_type == ColumnType::Float => {
                    return Some(Value::Float(*number));
                }
                _ => Literal::Text(text.clone()),
            }
        }
        Json::Array(_) | Json::Object(_) => return None,
    };
    literal.to_value(column_type)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn a_number_comes_back_as_it_was(bits in any::<u64>()) {
            let number = f64::from_bits(bits);
            prop_assume!(!number.is_nan());
            let text = to_json(&Value::Float(number)).unwrap().to_string();
            let json = serde_json::from_str(&text).unwrap();
            let Some(Value::Float(back)) = from_json(&json, ColumnType::Float) else {
                panic!("{text}");
            };
            prop_assert_eq!(back.to_bits(), bits, "{}", text);
        }
    }

    #[test]
    fn what_is_not_a_number_is_refused() {
        assert!(to_json(&Value::Float(f64::NAN)).is_none());
    }
}
