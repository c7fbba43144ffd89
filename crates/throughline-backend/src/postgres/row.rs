//! Rows of a result, read from the binary format where they are.

use rust_decimal::Decimal;
use throughline_core::{Error, ErrorKind, Result, Row, ValueRef, no_column};
use tokio_postgres::Column;
use tokio_postgres::types::{FromSql, Kind, Type};
use uuid::Uuid;

use super::moment;

type Boxed = Box<dyn std::error::Error + Sync + Send>;

/// A row of PostgreSQL.
pub(super) struct DriverRow<'a>(pub(super) &'a tokio_postgres::Row);

impl Row for DriverRow<'_> {
    fn value(&self, position: usize) -> Result<ValueRef<'_>> {
        let Some(column) = self.0.columns().get(position) else {
            return Err(no_column(position));
        };
        let raw = self.0.try_get::<_, Raw<'_>>(position);
        let raw = raw.map_err(|error| unread(column, error))?;
        value(column, column.type_(), raw)
    }

    fn columns(&self) -> Vec<&str> {
        let columns = self.0.columns().iter();
        columns.map(Column::name).collect()
    }

    fn spread(&self, each: &mut dyn FnMut(&dyn Row) -> Result<()>) -> Result<()> {
        let [column, ..] = self.0.columns() else {
            return Err(no_column(0));
        };
        let Kind::Array(of) = column.type_().kind() else {
            return Err(Fault::Broken.error(column));
        };
        let values = self.0.try_get::<_, Option<Vec<Raw<'_>>>>(0);
        let values = values.map_err(|error| unread(column, error))?;
        let second = (self.0.len() > 1).then(|| self.value(1)).transpose()?;
        for one in values.unwrap_or_default() {
            let first = value(column, of, one)?;
            each(&SpreadRow {
                first,
                second,
                row: self,
            })?;
        }
        Ok(())
    }
}

/// A row with one value of the array that stands in its first column.
struct SpreadRow<'a> {
    first: ValueRef<'a>,
    /// What stands beside the array, read once for all its values.
    second: Option<ValueRef<'a>>,
    row: &'a DriverRow<'a>,
}

impl Row for SpreadRow<'_> {
    fn value(&self, position: usize) -> Result<ValueRef<'_>> {
        match (position, self.second) {
            (0, _) => Ok(self.first),
            (1, Some(second)) => Ok(second),
            _ => self.row.value(position),
        }
    }

    fn columns(&self) -> Vec<&str> {
        self.row.columns()
    }
}

fn unread(column: &Column, error: tokio_postgres::Error) -> Error {
    let message = format!("column `{}` of the result cannot be read", column.name());
    Error::new(ErrorKind::Decode, message).with_source(error)
}

#[inline]
fn value<'a>(column: &Column, found: &Type, raw: Raw<'a>) -> Result<ValueRef<'a>> {
    // What most columns are, before the call that a value of any type takes.
    let usual = match (found, raw.0) {
        (&Type::INT8, Some(raw)) => <[u8; 8]>::try_from(raw)
            .ok()
            .map(|number| ValueRef::Int(i64::from_be_bytes(number))),
        (&Type::TEXT, Some(raw)) => text(raw).ok().map(ValueRef::Text),
        _ => None,
    };
    match usual {
        Some(value) => Ok(value),
        None => value_of_any_type(column, found, raw),
    }
}

#[inline(never)]
fn value_of_any_type<'a>(column: &Column, found: &Type, raw: Raw<'a>) -> Result<ValueRef<'a>> {
    match raw.0 {
        None => Ok(ValueRef::Null),
        Some(bytes) => decode(found, bytes).map_err(|fault| fault.error(column)),
    }
}

/// A value as the server sent it; none for null.
struct Raw<'a>(Option<&'a [u8]>);

impl<'a> FromSql<'a> for Raw<'a> {
    fn from_sql(_: &Type, raw: &'a [u8]) -> Result<Self, Boxed> {
        Ok(Raw(Some(raw)))
    }

    fn from_sql_null(_: &Type) -> Result<Self, Boxed> {
        Ok(Raw(None))
    }

    fn accepts(_: &Type) -> bool {
        true
    }
}

/// Why a value cannot be read.
enum Fault {
    /// It is none that Rust's type can hold, as the date `infinity`.
    Beyond,
    /// No field has that type.
    Unknown,
    /// It is not what the server should send.
    Broken,
}

impl From<Boxed> for Fault {
    fn from(_: Boxed) -> Self {
        Fault::Broken
    }
}

impl Fault {
    fn error(self, column: &Column) -> Error {
        let (name, found) = (column.name(), column.type_());
        let decode = |message: String| Error::new(ErrorKind::Decode, message);
        match self {
            Fault::Beyond => decode(format!(
                "column `{name}` of the result holds a `{found}` beyond what can be read"
            ))
            .with_hint("correct the row, or cast the column to `text` in the statement"),
            Fault::Unknown => decode(format!(
                "column `{name}` of the result is of the type `{found}`, which no field has"
            ))
            .with_hint("cast it in the statement, to `text` for example"),
            Fault::Broken => decode(format!(
                "column `{name}` of the result is no `{found}` as it should be"
            )),
        }
    }
}

fn decode<'a>(found: &Type, raw: &'a [u8]) -> Result<ValueRef<'a>, Fault> {
    let integer = || i64::from_sql(found, raw);
    let beyond = Fault::Beyond;
    Ok(match *found {
        Type::BOOL => ValueRef::Bool(bool::from_sql(found, raw)?),
        Type::INT2 => ValueRef::Int(i16::from_sql(found, raw)?.into()),
        Type::INT4 => ValueRef::Int(i32::from_sql(found, raw)?.into()),
        Type::INT8 => ValueRef::Int(integer()?),
        Type::OID => ValueRef::Int(u32::from_sql(found, raw)?.into()),
        Type::FLOAT4 => ValueRef::Float(f32::from_sql(found, raw)?.into()),
        Type::FLOAT8 => ValueRef::Float(f64::from_sql(found, raw)?),
        Type::TEXT
        | Type::VARCHAR
        | Type::BPCHAR
        | Type::NAME
        | Type::CHAR
        | Type::UNKNOWN
        | Type::JSON
        | Type::XML => ValueRef::Text(text(raw)?),
        // Before the text stands the version of the format.
        Type::JSONB => ValueRef::Text(text(raw.get(1..).unwrap_or_default())?),
        Type::BYTEA => ValueRef::Bytes(raw),
        Type::DATE => ValueRef::Date(moment::date(i32::from_sql(found, raw)?).ok_or(beyond)?),
        Type::TIME => ValueRef::Time(moment::time(integer()?).ok_or(beyond)?),
        Type::TIMESTAMP => ValueRef::DateTime(moment::date_time(integer()?).ok_or(beyond)?),
        Type::TIMESTAMPTZ => ValueRef::Timestamp(moment::timestamp(integer()?).ok_or(beyond)?),
        Type::UUID => ValueRef::Uuid(Uuid::from_slice(raw).map_err(|_| Fault::Broken)?),
        Type::NUMERIC => ValueRef::Decimal(Decimal::from_sql(found, raw).map_err(|_| beyond)?),
        // What a function without a result gives.
        Type::VOID => ValueRef::Null,
        _ => match found.kind() {
            Kind::Domain(base) => return decode(base, raw),
            Kind::Enum(_) => ValueRef::Text(text(raw)?),
            _ => return Err(Fault::Unknown),
        },
    })
}

fn text(raw: &[u8]) -> Result<&str, Fault> {
    std::str::from_utf8(raw).map_err(|_| Fault::Broken)
}
