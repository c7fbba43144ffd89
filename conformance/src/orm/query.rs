//! The query part of a request as a query set.

use throughline::QuerySet;
use throughline::blocking::Session;

use super::answer::Fault;
use super::fields::Columns;
use super::recorded::{Recorded, all_changes};
use super::request::{QUERY, Request};
use super::source::{Rows, path};

/// The rows that a request asks for: all, as no lookup is known yet.
pub(crate) fn build<R: Rows>(
    rows: &R,
    request: Request<'_>,
) -> Result<QuerySet<R::Model, R::Beside>, Fault> {
    match QUERY.iter().find(|part| request.get(part).is_some()) {
        None => Ok(rows.objects()),
        Some(part) => Err(Fault::Unknown(format!("`{part}` is not replayed"))),
    }
}

/// Changes columns of all rows.
pub(crate) fn update<M: Recorded, B>(
    db: &Session,
    found: QuerySet<M, B>,
    set: &Columns,
) -> Result<u64, Fault> {
    let changes = all_changes::<M>(&path::<M>(), set)?;
    Ok(found.update(db, |_| changes)?)
}

/// Changes columns of one row, and saves it.
pub(crate) fn change<M: Recorded>(db: &Session, mut row: M, columns: &Columns) -> Result<M, Fault> {
    for (name, value) in columns {
        row.assign(name, value)?;
    }
    row.save(db)?;
    Ok(row)
}
