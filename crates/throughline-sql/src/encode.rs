//! Values as text: as engines without a type of their own keep them, and in JSON parameters.

use std::fmt::Write;

use throughline_core::Value;

use crate::plan::ValueRows;

/// The text of a value that an engine without such a type keeps as text: dates, times, UUIDs and
/// decimals. `None` for a value that needs no text.
///
/// Texts of one type sort as the values do, decimals apart. Times are cut to the microsecond;
/// timestamps are in UTC.
#[must_use]
pub fn text(value: &Value) -> Option<String> {
    Some(match value {
        Value::Date(date) => date.to_string(),
        Value::Time(time) => clock(*time),
        Value::DateTime(moment) => format!("{} {}", moment.date(), clock(moment.time())),
        Value::Timestamp(moment) => {
            let moment = jiff::tz::TimeZone::UTC.to_datetime(*moment);
            format!("{} {}", moment.date(), clock(moment.time()))
        }
        Value::Uuid(uuid) => uuid.to_string(),
        Value::Decimal(decimal) => decimal.to_string(),
        _ => return None,
    })
}

/// `13:30:00`, or `13:30:00.250000`: without a fraction or with six digits of it, so that the
/// order of the texts is that of the times.
fn clock(time: jiff::civil::Time) -> String {
    let micros = time.subsec_nanosecond() / 1_000;
    let whole = format!(
        "{:02}:{:02}:{:02}",
        time.hour(),
        time.minute(),
        time.second()
    );
    if micros == 0 {
        whole
    } else {
        format!("{whole}.{micros:06}")
    }
}

/// A list of values as a JSON text.
pub fn json_list<'a>(values: impl IntoIterator<Item = &'a Value>) -> Value {
    let mut json = String::from("[");
    for (i, value) in values.into_iter().enumerate() {
        if i > 0 {
            json.push(',');
        }
        push_json(&mut json, value);
    }
    json.push(']');
    Value::Text(json)
}

/// Rows of values as a JSON text: a list of lists.
#[must_use]
pub fn json_rows(rows: &ValueRows) -> Value {
    let mut json = String::from("[");
    for (i, row) in rows.iter().enumerate() {
        if i > 0 {
            json.push(',');
        }
        if let Value::Text(list) = json_list(row) {
            json.push_str(&list);
        }
    }
    json.push(']');
    Value::Text(json)
}

fn push_json(json: &mut String, value: &Value) {
    match value {
        Value::Null => json.push_str("null"),
        Value::Bool(value) => json.push_str(if *value { "true" } else { "false" }),
        // Writing to a string cannot fail.
        Value::Int(value) => _ = write!(json, "{value}"),
        Value::Float(value) if value.is_finite() => _ = write!(json, "{value:?}"),
        // JSON has no infinity; a number beyond all others is read as one. No engine that takes
        // JSON lists takes a NaN.
        Value::Float(value) if *value > 0.0 => json.push_str("9e999"),
        Value::Float(_) => json.push_str("-9e999"),
        Value::Text(value) | Value::Json(value) => push_json_text(json, value),
        Value::Bytes(value) => {
            json.push('"');
            for byte in value {
                _ = write!(json, "{byte:02x}");
            }
            json.push('"');
        }
        value => push_json_text(json, &text(value).unwrap_or_default()),
    }
}

fn push_json_text(json: &mut String, text: &str) {
    json.push('"');
    for character in text.chars() {
        match character {
            '"' => json.push_str("\\\""),
            '\\' => json.push_str("\\\\"),
            character if character < ' ' => _ = write!(json, "\\u{:04x}", u32::from(character)),
            character => json.push(character),
        }
    }
    json.push('"');
}
