//! Rows of models, from a plan.

use throughline_backend::Connection;
use throughline_core::{Error, ErrorKind, Result, RowCursor};
use throughline_sql::Render;
use throughline_sql::plan::Select;

use crate::Model;

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

/// The one row of a query. Reads at most two.
pub(crate) async fn only_row<M: Model>(
    connection: &mut Connection,
    mut select: Select,
) -> Result<Option<M>> {
    select.limit = Some(select.limit.unwrap_or(2).min(2));
    let mut rows = rows::<M>(connection, &select).await?;
    match rows.len() {
        0 | 1 => Ok(rows.pop()),
        _ => Err(multiple_found(M::NAME)),
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
