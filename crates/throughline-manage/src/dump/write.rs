//! Lines that are written.

use std::fmt::Write;

use serde_json::{Value as Json, json};
use throughline_core::{Error, ErrorKind, Result, Value};
use throughline_migrate::RowTable;

use super::FORMAT;
use super::value::to_json;

/// The first line.
pub(crate) fn header() -> String {
    format!("{}\n", json!({ "format": FORMAT }))
}

/// The line of a row: its values in the order of the table's fields.
pub(crate) fn write_line(table: &RowTable, row: &[Value]) -> Result<String> {
    let mut values = Vec::new();
    for (field, value) in table.fields.iter().zip(row) {
        let value = to_json(value).ok_or_else(|| {
            let message = format!("field `{field}` of `{}` is not a number", table.name);
            Error::new(ErrorKind::InvalidValue, message)
                .with_hint("correct the row first: what is not a number cannot be written")
        })?;
        values.push((field.as_str(), value));
    }
    let name = Json::from(table.name.as_str());
    if !table.is_links {
        return Ok(format!(
            "{{\"model\":{name},\"fields\":{{{}}}}}\n",
            members(&values)
        ));
    }
    let (key, pair): (Vec<_>, Vec<_>) = values
        .into_iter()
        .partition(|(field, _)| *field == RowTable::ID);
    let mut line = format!("{{\"links\":{name}");
    if !key.is_empty() {
        line = format!("{line},{}", members(&key));
    }
    let pair: Vec<_> = pair.into_iter().map(|(_, value)| value).collect();
    Ok(format!("{line},\"pair\":{}}}\n", Json::from(pair)))
}

/// The members of an object, in this order.
fn members(values: &[(&str, Json)]) -> String {
    let mut text = String::new();
    for (position, (name, value)) in values.iter().enumerate() {
        let comma = if position == 0 { "" } else { "," };
        // Writing to a string cannot fail.
        _ = write!(text, "{comma}{}:{value}", Json::from(*name));
    }
    text
}
