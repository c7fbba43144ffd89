//! Conditions of a trace as lookups in words.

use serde_json::Value as Json;
use throughline::Value;
use throughline::dynamic::{Lookup, LookupValue};

use super::answer::Fault;
use super::fields::Stored;
use super::names::{self, Words};
use super::request::{self, Request};

/// Calls of `filter` or `exclude`: one lookup for each.
pub(crate) fn calls(model: &'static str, calls: &[Json]) -> Result<Vec<Lookup>, Fault> {
    let one = |call: &Json| {
        let conditions = call.as_array().map(Vec::as_slice);
        let unfit = || Fault::Unknown(format!("{call} is no list of conditions"));
        all(model, conditions.ok_or_else(unfit)?)
    };
    calls.iter().map(one).collect()
}

/// All conditions of a list.
fn all(model: &'static str, conditions: &[Json]) -> Result<Lookup, Fault> {
    each(model, conditions).map(Lookup::all)
}

fn each(model: &'static str, conditions: &[Json]) -> Result<Vec<Lookup>, Fault> {
    let conditions = conditions.iter();
    conditions.map(|one| condition(model, one)).collect()
}

fn condition(model: &'static str, condition: &Json) -> Result<Lookup, Fault> {
    let condition = Request::of(condition)?;
    if condition.get("path").is_some() {
        return leaf(model, condition);
    }
    condition.only(&[&["and", "or", "not", "any", "none"]])?;
    let mut parts = condition.0.iter();
    let (Some((word, part)), None) = (parts.next(), parts.next()) else {
        return Err(Fault::Unknown("a condition is one of its kinds".to_owned()));
    };
    match word.as_str() {
        "and" => all(model, condition.list("and")?),
        "or" => each(model, condition.list("or")?).map(Lookup::any_of),
        "not" => self::condition(model, part).map(|condition| !condition),
        word => {
            let related = Request::of(part)?;
            related.only(&[&["path", "where"]])?;
            let Words { text, model, .. } =
                names::words(model, &request::words(related.need("path")?)?);
            let inner = all(model, related.list("where")?)?;
            Ok(if word == "any" {
                Lookup::some(text, inner)
            } else {
                Lookup::none(text, inner)
            })
        }
    }
}

fn leaf(model: &'static str, leaf: Request<'_>) -> Result<Lookup, Fault> {
    leaf.only(&[&["path", "lookup", "value"]])?;
    let path = request::words(leaf.need("path")?)?;
    let Words { text, is_date, .. } = names::words(model, &path);
    let lookup = leaf.text("lookup")?;
    let value = value(model, leaf.need("value")?, is_date)?;
    Ok(Lookup::new(format!("{text}__{lookup}"), value))
}

/// A value, a list of values, or a column of the same row and what is added to it.
pub(crate) fn value(
    model: &'static str,
    value: &Json,
    is_date: bool,
) -> Result<LookupValue, Fault> {
    match value {
        Json::Object(_) => {
            let column = Request::of(value)?;
            column.only(&[&["F", "plus"]])?;
            let path = request::words(column.need("F")?)?;
            let operand = LookupValue::column(names::words(model, &path).text);
            match column.get("plus") {
                None => Ok(operand),
                Some(plus) => Ok(operand.plus(i64::read(plus)?)),
            }
        }
        Json::Array(list) => {
            let list = list.iter().map(|one| plain(one, is_date));
            Ok(list.collect::<Result<Vec<Value>, _>>()?.into())
        }
        plain_value => Ok(plain(plain_value, is_date)?.into()),
    }
}

fn plain(value: &Json, is_date: bool) -> Result<Value, Fault> {
    Ok(match value {
        Json::Null => Value::Null,
        Json::Bool(value) => Value::Bool(*value),
        Json::String(text) if is_date => match text.parse() {
            Ok(date) => Value::Date(date),
            Err(_) => Value::Text(text.clone()),
        },
        Json::String(text) => Value::Text(text.clone()),
        number => match (number.as_i64(), number.as_f64()) {
            (Some(number), _) => Value::Int(number),
            (None, Some(number)) => Value::Float(number),
            _ => return Err(Fault::Unknown(format!("{number} is no value"))),
        },
    })
}

/// A value of the database as a trace has it.
pub(crate) fn shown(value: &Value) -> Json {
    match value {
        Value::Bool(value) => (*value).into(),
        Value::Int(value) => (*value).into(),
        Value::Float(value) => (*value).into(),
        Value::Text(text) => text.as_str().into(),
        Value::Date(date) => date.to_string().into(),
        Value::Decimal(number) => number.to_string().parse::<f64>().ok().into(),
        _ => Json::Null,
    }
}
