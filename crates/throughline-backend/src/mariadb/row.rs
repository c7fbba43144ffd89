//! Rows of MariaDB.

use jiff::civil::{Date, DateTime, Time};
use jiff::tz::TimeZone;
use mysql_async::consts::ColumnType;
use mysql_async::{Column, Row as ServerRow, Value as Found};
use rust_decimal::Decimal;
use throughline_core::{Error, ErrorKind, Result, Row, ValueRef, no_column};

/// The number of the character set that says that a text is none, but bytes.
const BINARY: u16 = 63;

/// A row of a result.
pub(super) struct DriverRow(pub(super) ServerRow);

impl Row for DriverRow {
    fn value(&self, position: usize) -> Result<ValueRef<'_>> {
        let column = self.0.columns_ref().get(position);
        let (Some(column), Some(found)) = (column, self.0.as_ref(position)) else {
            return Err(no_column(position));
        };
        value(column, found).ok_or_else(|| unreadable(position, column))
    }

    fn columns(&self) -> Vec<&str> {
        let columns = self.0.columns_ref().iter();
        columns
            .map(|column| std::str::from_utf8(column.name_ref()).unwrap_or_default())
            .collect()
    }
}

fn unreadable(position: usize, column: &Column) -> Error {
    let message = format!(
        "column {position} (`{}`) of the result has a value that no type takes",
        column.name_str()
    );
    Error::new(ErrorKind::Decode, message).with_hint(
        "MariaDB keeps some that others do not: a day that no calendar has, a time of more than a \
         day; put it right in the table, or read it as text: `CAST(… AS char)`",
    )
}

/// What the server sent, by the type of its column.
fn value<'a>(column: &Column, found: &'a Found) -> Option<ValueRef<'a>> {
    Some(match found {
        Found::NULL => ValueRef::Null,
        Found::Int(value) => ValueRef::Int(*value),
        Found::UInt(value) => match i64::try_from(*value) {
            Ok(value) => ValueRef::Int(value),
            Err(_) => ValueRef::Decimal(Decimal::from(*value)),
        },
        Found::Float(value) => ValueRef::Float(f64::from(*value)),
        Found::Double(value) => ValueRef::Float(*value),
        Found::Bytes(bytes) => return bytes_of(column, bytes),
        Found::Date(..) => return moment(column, found),
        Found::Time(false, 0, hour, minute, second, micros) => {
            ValueRef::Time(time([*hour, *minute, *second], *micros)?)
        }
        Found::Time(..) => return None,
    })
}

fn bytes_of<'a>(column: &Column, bytes: &'a [u8]) -> Option<ValueRef<'a>> {
    match column.column_type() {
        ColumnType::MYSQL_TYPE_DECIMAL | ColumnType::MYSQL_TYPE_NEWDECIMAL => {
            let text = std::str::from_utf8(bytes).ok()?;
            // A number beyond the type is left to whoever reads it.
            Some(decimal(text).map_or(ValueRef::Text(text), ValueRef::Decimal))
        }
        ColumnType::MYSQL_TYPE_BIT => {
            let number = bytes.iter().try_fold(0_i64, |number, byte| {
                number.checked_mul(256)?.checked_add(i64::from(*byte))
            });
            number.map(ValueRef::Int)
        }
        _ if column.character_set() == BINARY => Some(ValueRef::Bytes(bytes)),
        _ => std::str::from_utf8(bytes).ok().map(ValueRef::Text),
    }
}

/// A column without digits given has thirty of them behind the point, more than a `Decimal` holds:
/// where there are too many, those that say nothing are left out.
fn decimal(text: &str) -> Option<Decimal> {
    let whole = Decimal::from_str_exact(text).ok();
    whole.or_else(|| {
        let has_places = text.contains('.');
        let short = text.trim_end_matches('0').trim_end_matches('.');
        has_places.then(|| Decimal::from_str_exact(short).ok())?
    })
}

fn moment<'a>(column: &Column, found: &Found) -> Option<ValueRef<'a>> {
    let Found::Date(year, month, day, hour, minute, second, micros) = *found else {
        return None;
    };
    let date = Date::new(
        year.try_into().ok()?,
        month.try_into().ok()?,
        day.try_into().ok()?,
    )
    .ok()?;
    let moment = DateTime::from_parts(date, time([hour, minute, second], micros)?);
    Some(match column.column_type() {
        ColumnType::MYSQL_TYPE_DATE | ColumnType::MYSQL_TYPE_NEWDATE => ValueRef::Date(date),
        // The session is in UTC.
        ColumnType::MYSQL_TYPE_TIMESTAMP | ColumnType::MYSQL_TYPE_TIMESTAMP2 => {
            ValueRef::Timestamp(TimeZone::UTC.to_timestamp(moment).ok()?)
        }
        _ => ValueRef::DateTime(moment),
    })
}

fn time([hour, minute, second]: [u8; 3], micros: u32) -> Option<Time> {
    Time::new(
        hour.try_into().ok()?,
        minute.try_into().ok()?,
        second.try_into().ok()?,
        i32::try_from(micros).ok()?.checked_mul(1_000)?,
    )
    .ok()
}
