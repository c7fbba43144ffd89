//! `bulk_create`, also where rows collide.

use serde_json::{Value, json};
use throughline::Complete;
use throughline::blocking::Session;
use throughline::prelude::*;

use super::new_key;
use crate::orm::answer::{Answer, Fault};
use crate::orm::recorded::Recorded;
use crate::orm::request::{Request, words};
use crate::orm::source::{Rows, Visit, path, without};

/// `bulk_create`.
pub(crate) struct BulkCreate<'a> {
    pub(crate) db: &'a Session,
    pub(crate) request: Request<'a>,
}

impl Visit for BulkCreate<'_> {
    type Out = Value;

    fn rows<R: Rows>(self, _: R) -> Answer {
        let BulkCreate { db, request } = self;
        request.only(&[
            &["op", "model", "rows", "ignore_conflicts"],
            &["update_conflicts", "update_fields", "unique_fields"],
        ])?;
        let rows = request.list("rows")?.iter();
        let rows = rows.map(|row| {
            let row = Request::of(row)?;
            let key = new_key::<R::Model>(row, "pk")?;
            R::Model::whole(key, &without(row.0, &["pk"]))
        });
        let rows: Vec<_> = rows.collect::<Result<_, Fault>>()?;
        match (
            request.flag("ignore_conflicts")?,
            request.flag("update_conflicts")?,
        ) {
            (false, false) => {
                R::Model::objects().bulk_create(db, rows)?;
            }
            (true, false) => {
                R::Model::objects().bulk_create_ignoring_conflicts(db, rows)?;
            }
            (false, true) => updating_conflicts::<R::Model>(db, request, rows)?,
            (true, true) => {
                let what = "`ignore_conflicts` and `update_conflicts` together";
                return Err(Fault::Unknown(what.to_owned()));
            }
        }
        Ok(json!({ "result": null }))
    }
}

fn updating_conflicts<M: Recorded>(
    db: &Session,
    request: Request<'_>,
    rows: Vec<impl Complete<Model = M>>,
) -> Result<(), Fault> {
    let path = path::<M>();
    let names = words(request.need("update_fields")?)?;
    let fields = names.into_iter().map(|name| M::field(&path, name));
    let fields: Vec<_> = fields.collect::<Result<_, _>>()?;
    let unique = words(request.need("unique_fields")?)?;
    let all = M::objects();
    if unique == ["pk"] {
        let rows = rows.into_iter().map(CreateExt::on_key);
        all.bulk_create_updating_conflicts(db, rows, |_| fields)?;
    } else {
        M::unique(&unique)?;
        let key = || M::unique(&unique).expect("it was looked up before");
        let rows = rows.into_iter().map(|row| row.on(key));
        all.bulk_create_updating_conflicts(db, rows, |_| fields)?;
    }
    Ok(())
}
