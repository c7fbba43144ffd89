//! Values of a trace as values of fields, and back.

use serde_json::{Map, Value, json};
use throughline::Model;
use throughline::prelude::*;

use super::answer::{Fault, RuledOut};

/// Columns with their values, as a trace has them.
pub(crate) type Columns = Map<String, Value>;

/// A type of field that the schema has.
pub(crate) trait Stored: Sized {
    /// The value of a trace. Null, where the type has none, is ruled out by it.
    fn read(value: &Value) -> Result<Self, Fault>;

    /// The value as a trace has it.
    fn show(&self) -> Value;

    /// Some value, for a row that exists in memory alone.
    fn blank() -> Self;
}

fn unfit(value: &Value, wanted: &str) -> Fault {
    if value.is_null() {
        return Fault::RuledOut(RuledOut::MissingValue);
    }
    Fault::Unknown(format!("{value} is no {wanted}"))
}

impl Stored for String {
    fn read(value: &Value) -> Result<Self, Fault> {
        let text = value.as_str().map(str::to_owned);
        text.ok_or_else(|| unfit(value, "text"))
    }

    fn show(&self) -> Value {
        json!(self)
    }

    fn blank() -> Self {
        String::new()
    }
}

impl Stored for i64 {
    fn read(value: &Value) -> Result<Self, Fault> {
        value.as_i64().ok_or_else(|| unfit(value, "integer"))
    }

    fn show(&self) -> Value {
        json!(self)
    }

    fn blank() -> Self {
        0
    }
}

impl Stored for Date {
    fn read(value: &Value) -> Result<Self, Fault> {
        let date = value.as_str().and_then(|text| text.parse().ok());
        date.ok_or_else(|| unfit(value, "date"))
    }

    fn show(&self) -> Value {
        json!(self.to_string())
    }

    fn blank() -> Self {
        Date::constant(2000, 1, 1)
    }
}

impl<M: Model<Key = i64>> Stored for ForeignKey<M> {
    fn read(value: &Value) -> Result<Self, Fault> {
        i64::read(value).map(ForeignKey::new)
    }

    fn show(&self) -> Value {
        json!(self.key())
    }

    fn blank() -> Self {
        ForeignKey::new(0)
    }
}

impl<T: Stored> Stored for Option<T> {
    fn read(value: &Value) -> Result<Self, Fault> {
        if value.is_null() {
            return Ok(None);
        }
        T::read(value).map(Some)
    }

    fn show(&self) -> Value {
        self.as_ref().map_or(Value::Null, Stored::show)
    }

    fn blank() -> Self {
        None
    }
}

/// The value of a column: of one that is not named, null.
pub(crate) fn read<T: Stored>(columns: &Columns, name: &str) -> Result<T, Fault> {
    T::read(columns.get(name).unwrap_or(&Value::Null))
}
