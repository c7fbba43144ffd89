//! Rows of models, from a plan.

use throughline_backend::Connection;
use throughline_core::{
    Error, ErrorKind, Key, ModelDef, Result, Row, RowCursor, Value, ValueRef, no_column,
};
use throughline_sql::Render;
use throughline_sql::plan::{Lock, Select, Update};

use crate::Model;
use crate::instance::by_key;

/// All rows of a plan that gives rows of `M`.
pub(crate) async fn rows<M: Model>(
    connection: &mut Connection,
    plan: &dyn Render,
) -> Result<Vec<M>> {
    let mut rows = Vec::new();
    connection
        .fetch(plan, &mut |row| {
            rows.push(M::from_row(&mut RowCursor::new(row, M::META, 0))?);
            Ok(())
        })
        .await?;
    Ok(rows)
}

/// The first row of a plan, if there is any.
pub(crate) async fn row<M: Model>(
    connection: &mut Connection,
    plan: &dyn Render,
) -> Result<Option<M>> {
    let mut found = None;
    connection
        .fetch(plan, &mut |row| {
            if found.is_none() {
                found = Some(M::from_row(&mut RowCursor::new(row, M::META, 0))?);
            }
            Ok(())
        })
        .await?;
    Ok(found)
}

/// The rows that an update has changed. Where it does not give them back, they are locked and read
/// before, and read again behind it: three statements for one row, and one more for each other.
pub(crate) async fn updated<M: Model>(
    connection: &mut Connection,
    update: &Update,
) -> Result<Vec<M>> {
    write(connection, update, true).await
}

/// Which rows an update has changed, for those who want their keys alone. Where it does not give them
/// back, they are locked and read before: two statements.
pub(crate) async fn changed<M: Model>(
    connection: &mut Connection,
    update: &Update,
) -> Result<Vec<M>> {
    write(connection, update, false).await
}

async fn write<M: Model>(
    connection: &mut Connection,
    update: &Update,
    anew: bool,
) -> Result<Vec<M>> {
    if connection.dialect().capabilities().update_returning {
        return rows::<M>(connection, update).await;
    }
    let level = connection.begin().await?;
    let changed = read_and_update(connection, update, anew).await;
    connection.end(level, changed).await
}

/// The rows as they were before; if they are wanted anew, as they are behind it.
async fn read_and_update<M: Model>(
    connection: &mut Connection,
    update: &Update,
    anew: bool,
) -> Result<Vec<M>> {
    let select = Select {
        lock: Some(Lock::Wait),
        ..update.select.clone()
    };
    let before = rows::<M>(connection, &select).await?;
    if !before.is_empty() {
        connection.run(update).await?;
    }
    if !anew {
        return Ok(before);
    }
    let mut after = Vec::with_capacity(before.len());
    for old in before {
        let select = by_key(M::META, old.key().to_values());
        after.extend(row::<M>(connection, &select).await?);
    }
    Ok(after)
}

/// The one row of a query. Reads at most two.
pub(crate) async fn only_row<M: Model>(
    connection: &mut Connection,
    select: &mut Select,
) -> Result<Option<M>> {
    select.limit = Some(select.limit.unwrap_or(2).min(2));
    let mut rows = rows::<M>(connection, select).await?;
    match rows.len() {
        0 | 1 => Ok(rows.pop()),
        _ => Err(multiple_found(M::NAME)),
    }
}

/// The row with these values, in the order of its fields.
pub(crate) fn of_values<M: Model>(values: &[Value]) -> Result<M> {
    let row = Values {
        model: M::META,
        values,
    };
    M::from_row(&mut RowCursor::new(&row, M::META, 0))
}

/// A row of values that are at hand, in the order of the model's fields.
struct Values<'a> {
    model: &'static ModelDef,
    values: &'a [Value],
}

impl Row for Values<'_> {
    fn value(&self, position: usize) -> Result<ValueRef<'_>> {
        let value = self.values.get(position);
        value.map(Value::as_ref).ok_or_else(|| no_column(position))
    }

    fn columns(&self) -> Vec<&str> {
        self.model.fields.iter().map(|field| field.column).collect()
    }
}

/// An integer that a plan gives: a count.
pub(crate) async fn count(connection: &mut Connection, plan: &dyn Render) -> Result<u64> {
    let mut count = 0;
    connection
        .fetch(plan, &mut |row| {
            if let throughline_core::ValueRef::Int(value) = row.value(0)? {
                count = u64::try_from(value).unwrap_or(0);
            }
            Ok(())
        })
        .await?;
    Ok(count)
}

/// The error of a request for one row that there is not.
pub(crate) fn does_not_exist(model: &'static str) -> Error {
    Error::new(
        ErrorKind::DoesNotExist,
        format!("no row of `{model}` matches"),
    )
    .with_model(model)
}

/// The error of a request for one row where there are several.
pub(crate) fn multiple_found(model: &'static str) -> Error {
    let message = format!("several rows of `{model}` match, where one was asked for");
    Error::new(ErrorKind::MultipleFound, message)
        .with_model(model)
        .with_hint("make the filter narrower, or take `first` of an ordering")
}
