//! Values as parameters of SQLite.

use rusqlite::Statement;
use rusqlite::types::{ToSql, ToSqlOutput, ValueRef as SqliteValue};
use throughline_core::{Error, ErrorKind, Value};
use throughline_sql::{Bound, encode};

use super::classify;

/// Why a parameter could not be bound.
pub(super) enum BindError {
    Value(Error),
    Driver(rusqlite::Error),
}

impl BindError {
    pub(super) fn or_classify(self, sql: &str) -> Error {
        match self {
            BindError::Value(error) => error.with_statement(sql),
            BindError::Driver(error) => classify::error(error, sql),
        }
    }
}

/// Binds a parameter, counted from 1.
pub(super) fn bind(
    statement: &mut Statement<'_>,
    position: usize,
    parameter: &Bound<'_>,
) -> Result<(), BindError> {
    let value = parameter.value().ok_or_else(|| {
        BindError::Value(Error::new(ErrorKind::Unsupported, "SQLite takes no arrays"))
    })?;
    bind_value(statement, position, value).map_err(BindError::Driver)
}

/// Binds a value, counted from 1.
pub(super) fn bind_value(
    statement: &mut Statement<'_>,
    position: usize,
    value: &Value,
) -> rusqlite::Result<()> {
    statement.raw_bind_parameter(position, Parameter(value))
}

struct Parameter<'a>(&'a Value);

impl ToSql for Parameter<'_> {
    fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        Ok(ToSqlOutput::Borrowed(match self.0 {
            Value::Null => SqliteValue::Null,
            Value::Bool(value) => SqliteValue::Integer(i64::from(*value)),
            Value::Int(value) => SqliteValue::Integer(*value),
            Value::Float(value) => SqliteValue::Real(*value),
            Value::Text(value) | Value::Json(value) => SqliteValue::Text(value.as_bytes()),
            Value::Bytes(value) => SqliteValue::Blob(value),
            other => {
                let text = encode::text(other).unwrap_or_default();
                return Ok(ToSqlOutput::Owned(rusqlite::types::Value::Text(text)));
            }
        }))
    }
}
