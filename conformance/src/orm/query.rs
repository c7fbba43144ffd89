//! placeholder
use super::answer::Fault;
use super::fields::Columns;
use super::recorded::{Recorded, all_changes};
use super::request::Request;
use super::source::{Rows, path};
use throughline::QuerySet;
use throughline::blocking::Session;

pub(crate) fn build<R: Rows>(
    rows: &R,
    request: Request<'_>,
) -> Result<QuerySet<R::Model, R::Beside>, Fault> {
    if request.get("filter").is_some()
        || request.get("exclude").is_some()
        || request.get("slice").is_some()
    {
        return Err(Fault::Unknown("later".into()));
    }
    Ok(rows.objects())
}
pub(crate) fn update<M: Recorded, B>(
    db: &Session,
    found: QuerySet<M, B>,
    set: &Columns,
) -> Result<u64, Fault> {
    let changes = all_changes::<M>(&path::<M>(), set)?;
    Ok(found.update(db, |_| changes)?)
}
