//! The writes that are no verbs of links: rows created, changed, deleted.

mod bulk;
mod upsert;

use serde_json::{Value, json};
use throughline::blocking::Session;
use throughline::prelude::*;

use super::answer::{Answer, Fault, RuledOut};
use super::fields::{Columns, Stored};
use super::query;
use super::recorded::{Recorded, is_row};
use super::request::{QUERY, Request, WHERE};
use super::source::{NewRow, Rows, Visit, path, without};

pub(crate) use bulk::BulkCreate;
pub(crate) use upsert::Upsert;

/// The key of a new row: of Membership and Enrollment it is nobody's business.
fn new_key<M: Recorded>(request: Request<'_>, name: &str) -> Result<Option<i64>, Fault> {
    if M::PAIR.is_some() {
        return match request.get(name) {
            None => Ok(None),
            Some(_) => Err(Fault::Unknown(format!("`{name}` of a {}", M::NAME))),
        };
    }
    i64::read(request.need(name)?).map(Some)
}

/// A new row among those of `R`, without the columns that the owner fills in.
fn new_row<'a, R: Rows>(
    request: Request<'a>,
    key: &str,
    columns: &Columns,
) -> Result<NewRow<'a>, Fault> {
    Ok(NewRow {
        key: new_key::<R::Model>(request, key)?,
        columns: without(columns, R::FILLED),
        payload: request.columns_if_any("through_defaults")?,
    })
}

/// `create`.
pub(crate) struct Create<'a> {
    pub(crate) db: &'a Session,
    pub(crate) request: Request<'a>,
}

impl Visit for Create<'_> {
    type Out = Value;

    fn rows<R: Rows>(self, rows: R) -> Answer {
        let Create { db, request } = self;
        request.only(&[&WHERE, &["pk", "fields", "through_defaults"]])?;
        let new = new_row::<R>(request, "pk", request.columns("fields")?)?;
        let row = rows.create(db, &new)?;
        Ok(json!({ "result": { "pk": row.identity() } }))
    }
}

/// `save`: load, assign, save.
pub(crate) struct Save<'a> {
    pub(crate) db: &'a Session,
    pub(crate) request: Request<'a>,
}

impl Visit for Save<'_> {
    type Out = Value;

    fn rows<R: Rows>(self, _: R) -> Answer {
        let Save { db, request } = self;
        request.only(&[&["op", "model", "pk", "fields"]])?;
        let found = is_row::<R::Model>(&path::<R::Model>(), request.need("pk")?)?;
        let row = R::Model::objects().filter(|_| found).get(db)?;
        query::change(db, row, request.columns("fields")?)?;
        Ok(json!({ "result": null }))
    }
}

/// `delete_instance`.
pub(crate) struct DeleteRow<'a> {
    pub(crate) db: &'a Session,
    pub(crate) request: Request<'a>,
}

impl Visit for DeleteRow<'_> {
    type Out = Value;

    fn rows<R: Rows>(self, _: R) -> Answer {
        let DeleteRow { db, request } = self;
        request.only(&[&["op", "model", "pk", "unsaved"]])?;
        let key = request.need("pk")?;
        if key.is_null() {
            return Err(Fault::RuledOut(RuledOut::UnsavedRow));
        }
        let found = is_row::<R::Model>(&path::<R::Model>(), key)?;
        let row = R::Model::objects().filter(|_| found).first(db)?;
        if let Some(row) = &row {
            row.delete(db)?;
        }
        Ok(json!({ "result": { "deleted": u8::from(row.is_some()) } }))
    }
}

/// `delete`.
pub(crate) struct Delete<'a> {
    pub(crate) db: &'a Session,
    pub(crate) request: Request<'a>,
}

impl Visit for Delete<'_> {
    type Out = Value;

    fn rows<R: Rows>(self, rows: R) -> Answer {
        let Delete { db, request } = self;
        request.only(&[&WHERE, &QUERY])?;
        let deleted = query::build(&rows, request)?.delete(db)?;
        Ok(json!({ "result": { "deleted": deleted } }))
    }
}

/// `update`.
pub(crate) struct Update<'a> {
    pub(crate) db: &'a Session,
    pub(crate) request: Request<'a>,
}

impl Visit for Update<'_> {
    type Out = Value;

    fn rows<R: Rows>(self, rows: R) -> Answer {
        let Update { db, request } = self;
        request.only(&[&WHERE, &QUERY, &["set"]])?;
        let found = query::build(&rows, request)?;
        let updated = query::update::<R::Model, _>(db, found, request.columns("set")?)?;
        Ok(json!({ "result": { "updated": updated } }))
    }
}
