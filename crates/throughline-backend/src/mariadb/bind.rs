//! Values as parameters of MariaDB.

use jiff::civil::{Date, Time};
use jiff::tz::TimeZone;
use mysql_async::Value as Parameter;
use throughline_core::{Error, ErrorKind, Result, Value};
use throughline_sql::{Bound, encode};

/// The parameters of a statement.
pub(super) fn parameters(bound: &[Bound<'_>]) -> Result<Vec<Parameter>> {
    bound.iter().map(parameter).collect()
}

fn parameter(bound: &Bound<'_>) -> Result<Parameter> {
    let value = bound
        .value()
        .ok_or_else(|| Error::new(ErrorKind::Unsupported, "MariaDB takes no arrays"))?;
    Ok(match value {
        Value::Bool(value) => Parameter::Int(i64::from(*value)),
        Value::Int(value) => Parameter::Int(*value),
        Value::Float(value) => Parameter::Double(*value),
        Value::Text(value) | Value::Json(value) => Parameter::Bytes(value.as_bytes().to_vec()),
        Value::Bytes(value) => Parameter::Bytes(value.clone()),
        Value::Date(date) => moment(*date, Time::midnight())?,
        Value::DateTime(value) => moment(value.date(), value.time())?,
        Value::Timestamp(value) => {
            let value = TimeZone::UTC.to_datetime(*value);
            moment(value.date(), value.time())?
        }
        Value::Time(value) => {
            let [hour, minute, second] = clock(*value);
            Parameter::Time(false, 0, hour, minute, second, micros(*value))
        }
        other => match encode::text(other) {
            Some(text) => Parameter::Bytes(text.into_bytes()),
            None => Parameter::NULL,
        },
    })
}

fn moment(date: Date, time: Time) -> Result<Parameter> {
    // The dialect refuses years before 0.
    let year = u16::try_from(date.year()).map_err(|error| {
        Error::new(ErrorKind::InvalidValue, "MariaDB has no years before 0").with_source(error)
    })?;
    let [month, day] = [date.month(), date.day()].map(i8::unsigned_abs);
    let [hour, minute, second] = clock(time);
    let micros = micros(time);
    Ok(Parameter::Date(
        year, month, day, hour, minute, second, micros,
    ))
}

fn clock(time: Time) -> [u8; 3] {
    [time.hour(), time.minute(), time.second()].map(i8::unsigned_abs)
}

fn micros(time: Time) -> u32 {
    time.subsec_nanosecond().unsigned_abs() / 1_000
}
