//! Reading links.

use throughline_backend::{Access, Connection, Operation};
use throughline_core::{ColumnType, End, Error, FieldType, Result, Row, Value, ValueRef};
use throughline_sql::Render;
use throughline_sql::plan::LinkCount;
use uuid::Uuid;

use crate::rows;

/// The keys of the rows at that end that a plan gives.
pub(super) async fn keys(
    connection: &mut Connection,
    plan: &dyn Render,
    end: End,
) -> Result<Vec<Value>> {
    let mut keys = Vec::new();
    connection
        .fetch(plan, &mut |row| {
            keys.push(key(row, 0, end)?);
            Ok(())
        })
        .await?;
    Ok(keys)
}

/// The key at that position as a value of its type: SQLite gives a UUID as text.
pub(crate) fn key(row: &dyn Row, position: usize, end: End) -> Result<Value> {
    let value = row.value(position)?;
    if let ValueRef::Int(key) = value {
        return Ok(Value::Int(key));
    }
    if end.key.column_type != ColumnType::Uuid {
        return Ok(value.to_value());
    }
    match Uuid::from_value(value) {
        Ok(uuid) => Ok(uuid.to_value()),
        Err(error) => Err(Error::decode(end.model.name, end.key.name, error, value)),
    }
}

/// Reads a key over the one of the row before, and tells whether it is another.
pub(crate) fn changed(
    before: &mut Value,
    row: &dyn Row,
    position: usize,
    end: End,
) -> Result<bool> {
    if let (ValueRef::Int(now), Value::Int(then)) = (row.value(position)?, &*before)
        && now == *then
    {
        return Ok(false);
    }
    let now = key(row, position, end)?;
    if now == *before {
        return Ok(false);
    }
    *before = now;
    Ok(true)
}

/// `count`.
pub(crate) struct Count(pub(crate) LinkCount);

impl Operation for Count {
    type Output = u64;

    fn access(&self) -> Access {
        Access::Read
    }

    async fn run(self, connection: &mut Connection) -> Result<u64> {
        rows::count(connection, &self.0).await
    }
}

/// `exists` and `contains`.
pub(crate) struct Exists(pub(crate) LinkCount);

impl Operation for Exists {
    type Output = bool;

    fn access(&self) -> Access {
        Access::Read
    }

    async fn run(self, connection: &mut Connection) -> Result<bool> {
        Ok(connection.fetch(&self.0, &mut |_| Ok(())).await? > 0)
    }
}
