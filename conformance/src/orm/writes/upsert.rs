//! `get_or_create` and `update_or_create`, by a filter.

use serde_json::{Value, json};
use throughline::blocking::Session;

use super::new_row;
use crate::orm::answer::{Answer, Fault};
use crate::orm::fields::Columns;
use crate::orm::query;
use crate::orm::recorded::{Recorded, all_changes, all_equal};
use crate::orm::request::{Request, WHERE};
use crate::orm::source::{NewRow, Rows, Visit, path, without};

/// `get_or_create` and `update_or_create`.
pub(crate) struct Upsert<'a> {
    pub(crate) db: &'a Session,
    pub(crate) request: Request<'a>,
}

impl Visit for Upsert<'_> {
    type Out = Value;

    fn rows<R: Rows>(self, rows: R) -> Answer {
        let Upsert { db, request } = self;
        let updates = request.text("op")? == "update_or_create";
        let known = ["lookup", "defaults", "new_pk", "through_defaults"];
        let known_of_update: &[&str] = if updates { &["create_defaults"] } else { &[] };
        request.only(&[&WHERE, &known, known_of_update])?;
        let lookup = without(request.columns("lookup")?, R::FILLED);
        let none = Columns::new();
        let defaults = request.columns_if_any("defaults")?.unwrap_or(&none);
        let new = request
            .columns_if_any("create_defaults")?
            .unwrap_or(defaults);
        let mut columns = lookup.clone();
        columns.extend(new.clone());
        let upsert = Changing {
            lookup: &lookup,
            changes: updates.then_some(defaults),
            new: new_row::<R>(request, "new_pk", &columns)?,
        };
        let (identity, created) = upsert.run(db, &rows)?;
        Ok(json!({ "result": { "pk": identity, "created": created } }))
    }
}

/// An upsert whose parts are read.
struct Changing<'a> {
    lookup: &'a Columns,
    /// What a row that is found gets; none for `get_or_create`.
    changes: Option<&'a Columns>,
    new: NewRow<'a>,
}

impl Changing<'_> {
    /// Gives what a trace calls the row, and whether it is new.
    fn run<R: Rows>(&self, db: &Session, rows: &R) -> Result<(Value, bool), Fault> {
        let path = path::<R::Model>();
        let condition = all_equal::<R::Model>(&path, self.lookup)?;
        let found = rows.objects().filter(|_| condition);
        let changes = self
            .changes
            .map(|columns| all_changes::<R::Model>(&path, columns));
        let whole = rows.check(&self.new);
        let (row, outcome) = match (whole, changes.transpose()) {
            (Ok(()), Ok(None)) => rows.get_or_create(db, found, &self.new)?,
            (Ok(()), Ok(Some(changes))) => rows.update_or_create(db, found, changes, &self.new)?,
            (Err(Fault::RuledOut(_)), _) | (_, Err(Fault::RuledOut(_))) => {
                return db.transaction(|tx| self.run_in_parts(&tx, rows));
            }
            (Err(fault), _) | (_, Err(fault)) => return Err(fault),
        };
        Ok((row.identity(), outcome.is_created()))
    }

    /// If the new row lacks something, or a change is a null that the column cannot be, it is
    /// only the other part that can be written.
    fn run_in_parts<R: Rows>(&self, db: &Session, rows: &R) -> Result<(Value, bool), Fault> {
        let condition = all_equal::<R::Model>(&path::<R::Model>(), self.lookup)?;
        let row = match rows.objects().filter(|_| condition).get(db) {
            Err(error) if error.is_does_not_exist() => {
                return Ok((rows.create(db, &self.new)?.identity(), true));
            }
            found => found?,
        };
        let row = match self.changes {
            None => row,
            Some(changes) => query::change(db, row, changes)?,
        };
        Ok((row.identity(), false))
    }
}
