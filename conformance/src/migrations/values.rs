//! Values: between the JSON of a scenario, literals of migrations and what the database holds.

use serde_json::{Number, Value as Json, json};
use throughline::migrations::Literal;
use throughline::{ColumnType, Value};

/// The constant that a JSON value stands for. None for null.
pub(super) fn literal(value: &Json, is_document: bool) -> Option<Literal> {
    if is_document {
        return Some(Literal::Text(document(value)));
    }
    Some(match value {
        Json::Bool(value) => Literal::Bool(*value),
        Json::Number(number) => match number.as_i64() {
            Some(integer) => Literal::Integer(integer),
            None => Literal::Float(number.as_f64()?),
        },
        Json::String(text) => Literal::Text(text.clone()),
        _ => return None,
    })
}

/// A document as Django writes it, with spaces and in ASCII.
fn document(value: &Json) -> String {
    match value {
        Json::Object(entries) => {
            let entries = entries
                .iter()
                .map(|(key, value)| format!("{}: {}", ascii(key), document(value)));
            format!("{{{}}}", entries.collect::<Vec<_>>().join(", "))
        }
        Json::Array(items) => {
            let items = items.iter().map(document);
            format!("[{}]", items.collect::<Vec<_>>().join(", "))
        }
        Json::String(text) => ascii(text),
        other => other.to_string(),
    }
}

fn ascii(text: &str) -> String {
    let mut escaped = String::new();
    for character in Json::from(text).to_string().chars() {
        if character.is_ascii() {
            escaped.push(character);
        } else {
            for unit in character.encode_utf16(&mut [0; 2]) {
                escaped.push_str(&format!("\\u{unit:04x}"));
            }
        }
    }
    escaped
}

/// The column type of a logical type.
pub(super) fn column_type(logical: &str) -> ColumnType {
    match logical.split('(').next().unwrap_or(logical) {
        "int" => ColumnType::Int,
        "bigint" => ColumnType::BigInt,
        "smallint" => ColumnType::SmallInt,
        "bool" => ColumnType::Bool,
        "date" => ColumnType::Date,
        "time" => ColumnType::Time,
        "timestamp" => ColumnType::Timestamp,
        "decimal" => ColumnType::Decimal,
        "double" => ColumnType::Float,
        "uuid" => ColumnType::Uuid,
        "json" => ColumnType::Json,
        "bytes" => ColumnType::Bytes,
        _ => ColumnType::Text,
    }
}

/// The value to insert into a column of that logical type.
pub(super) fn to_insert(value: &Json, logical: &str) -> Result<Value, String> {
    if value.is_null() && logical != "json" {
        return Ok(Value::Null);
    }
    let column_type = column_type(logical);
    let literal = literal(value, column_type == ColumnType::Json);
    let made = literal.and_then(|literal| match (literal, column_type) {
        (Literal::Integer(value), ColumnType::Float) => {
            value.to_string().parse().ok().map(Value::Float)
        }
        (literal, column_type) => literal.to_value(column_type),
    });
    made.ok_or_else(|| format!("{value} is no {logical}"))
}

/// What the database holds in a column of that logical type, as a scenario writes it. What does not
/// fit is written as it is.
pub(super) fn to_json(value: &Value, logical: &str) -> Json {
    let places = |text: &str| {
        let (_, scale) = text.split_once('(')?.1.split_once(',')?;
        scale.trim_end_matches(')').trim().parse::<usize>().ok()
    };
    match (value, logical.split('(').next().unwrap_or(logical)) {
        (Value::Null, _) => Json::Null,
        (Value::Bool(value), _) => json!(value),
        (Value::Date(date), _) => json!(date.to_string()),
        (Value::Time(time), _) => json!(time.to_string()),
        (Value::DateTime(civil), "timestamp") => json!(format!("{civil}Z")),
        (Value::DateTime(civil), _) => json!(civil.to_string()),
        (Value::Timestamp(moment), _) => json!(moment.to_string()),
        (Value::Uuid(uuid), _) => json!(uuid.to_string()),
        (Value::Decimal(decimal), _) => json!(decimal.to_string()),
        (Value::Int(value @ 0..=1), "bool") => Json::Bool(*value == 1),
        (Value::Int(value), "decimal") => {
            json!(
                format!("{value}.{}", "0".repeat(places(logical).unwrap_or(0)))
                    .trim_end_matches('.')
            )
        }
        (Value::Float(value), "decimal") => {
            json!(format!("{value:.*}", places(logical).unwrap_or(0)))
        }
        (Value::Int(value), "double") => {
            json!(value.to_string().parse::<f64>().unwrap_or_default())
        }
        (Value::Int(value), _) => json!(value),
        (Value::Float(value), _) => Number::from_f64(*value).map_or(Json::Null, Json::Number),
        (Value::Text(text), "timestamp") => json!(format!("{}Z", text.replace(' ', "T"))),
        (Value::Text(text), "json") => serde_json::from_str(text).unwrap_or_else(|_| json!(text)),
        (Value::Text(text), _) => json!(text),
        (Value::Bytes(bytes), _) => {
            let digits = bytes.iter().map(|byte| format!("{byte:02x}"));
            json!(digits.collect::<String>())
        }
        (other, _) => json!(format!("{other:?}")),
    }
}
