//! A row that a unique key decides about, by one statement that tells what it did.
//!
//! On PostgreSQL the statement looks, changes and makes, with the link to the row if there is to be
//! one. It takes no number of a sequence and writes nothing where the row is as it should be. If a
//! rival was faster it does nothing and says so, and is sent again: then it finds what the rival did.
//!
//! On MariaDB it is `INSERT … ON DUPLICATE KEY UPDATE`, which takes a lock and a number in any case;
//! so `get_or_create` looks before.

use throughline_backend::Connection;
use throughline_core::{
    Error, ErrorKind, FieldDef, ModelDef, Result, Row, RowCursor, Value, ValueRef,
};
use throughline_sql::plan::{Done, NewLink, Upsert};

use super::in_steps::{by_fields, of_another};
use super::{ByKey, Mode, Outcome, follow_changes};
use crate::builder::Draft;
use crate::{Model, create, explain, link, rows};

/// So often a statement is sent until it finds no rival in between. A second time is enough unless
/// the row is made and removed over and over.
pub(crate) const TRIES: usize = 16;

/// The row, what was done, and whether the link is new.
type Upserted<M> = (M, Outcome, bool);

impl ByKey {
    /// By one statement, two where it is looked before; with the link to the row. `None` where that
    /// cannot be: the engine does not tell what it did, the row is nobody's and becomes the owner's,
    /// or the new row collides with another by a key that does not decide.
    pub(crate) async fn at_once<M: Model>(
        &self,
        connection: &mut Connection,
        link: Option<NewLink>,
    ) -> Result<Option<Upserted<M>>> {
        let capabilities = connection.dialect().capabilities();
        if !capabilities.tells_outcomes {
            return Ok(None);
        }
        let mut draft = self.draft.clone();
        draft.fill();
        let Some(key) = self.key_values(&draft) else {
            // A key with a null in it is equal to no other: the row is new.
            let row = insert_new(connection, self.draft.clone(), link).await?;
            return Ok(Some((row, Outcome::Created, true)));
        };
        if self.mode == Mode::Get && !capabilities.writes_in_with {
            let select = by_fields(M::META, self.key, key);
            if let Some(row) = rows::row::<M>(connection, &select).await? {
                return self.answer(row, Done::Kept, false);
            }
        }
        let plan = self.plan(draft, link);
        let (row, done, linked) = send::<M>(connection, &plan).await?;
        self.answer(row, done, linked)
    }

    /// The answer, unless the owner of the row says otherwise.
    pub(super) fn answer<M: Model>(
        &self,
        row: M,
        done: Done,
        linked: bool,
    ) -> Result<Option<Upserted<M>>> {
        let outcome = match (done, self.mode) {
            (Done::Made, _) => Outcome::Created,
            (Done::Changed, _) => Outcome::Updated,
            (Done::Kept, Mode::Get) => Outcome::Found,
            (Done::Kept, Mode::Update) => Outcome::Unchanged,
            (Done::Collided, _) => return Ok(None),
        };
        if let Some((position, owner)) = &self.owner {
            let stored = &row.to_values()[*position];
            if stored.is_null() {
                return Ok(None);
            }
            if stored != owner {
                return Err(of_another(M::META, *position));
            }
        }
        Ok(Some((row, outcome, linked)))
    }

    /// The statement for a row with all its values.
    pub(super) fn plan(&self, mut draft: Draft, link: Option<NewLink>) -> Upsert {
        let model = draft.model();
        let changes = self.changes(&mut draft);
        let (touched_fields, touched) = touched(model, &changes);
        let (positions, values): (Vec<_>, Vec<_>) = draft.into_given().unzip();
        let place = |position: &usize| positions.iter().position(|given| given == position);
        Upsert {
            model,
            key: self.key.iter().filter_map(place).collect(),
            changes: changes.iter().filter_map(place).collect(),
            owner: self
                .owner
                .as_ref()
                .and_then(|(position, _)| place(position)),
            fields: positions.iter().map(|&at| &model.fields[at]).collect(),
            values,
            touched_fields,
            touched,
            link,
        }
    }

    /// The positions of the fields that a row which is found gets. Those of a new row are the same.
    fn changes(&self, draft: &mut Draft) -> Vec<usize> {
        if self.mode == Mode::Get {
            return Vec::new();
        }
        self.new_values(draft)
            .map(|(position, value)| {
                draft.set_value(position, value);
                position
            })
            .collect()
    }
}

/// The present moment for each `auto_now` field that is not among the changes, if there are any.
fn touched(model: &'static ModelDef, changes: &[usize]) -> (Vec<&'static FieldDef>, Vec<Value>) {
    let is_changed = |field: &FieldDef| {
        changes
            .iter()
            .any(|&at| model.fields[at].name == field.name)
    };
    follow_changes(model)
        .filter(|field| !changes.is_empty() && !is_changed(field))
        .map(|field| (field, field.now()))
        .unzip()
}

/// A new row, with the link to it.
async fn insert_new<M: Model>(
    connection: &mut Connection,
    draft: Draft,
    link: Option<NewLink>,
) -> Result<M> {
    match link {
        Some(link) => link::insert_linked(connection, draft, link).await,
        None => create::insert_row(connection, draft).await,
    }
}

/// Sends the statement until it has done something.
async fn send<M: Model>(connection: &mut Connection, plan: &Upsert) -> Result<(M, Done, bool)> {
    for _ in 0..TRIES {
        let told = row::<M>(connection, plan).await;
        if let Some(told) = told.map_err(|error| explain::upsert(error, plan))? {
            return Ok(told);
        }
    }
    Err(contended(M::NAME))
}

/// The row that the statement gives, what it did, and whether the link is new.
async fn row<M: Model>(
    connection: &mut Connection,
    plan: &Upsert,
) -> Result<Option<(M, Done, bool)>> {
    let mut answer = None;
    connection
        .fetch(plan, &mut |row| {
            answer = Some(told(row, plan)?);
            Ok(())
        })
        .await?;
    Ok(answer)
}

/// What a row of the result tells.
pub(super) fn told<M: Model>(row: &dyn Row, plan: &Upsert) -> Result<(M, Done, bool)> {
    let behind = M::META.fields.len();
    let done = Done::of(row.value(behind)?).ok_or_else(|| {
        Error::new(
            ErrorKind::Database,
            "the database does not tell what it did",
        )
    })?;
    let linked = match &plan.link {
        Some(_) => row.value(behind + 1)? == ValueRef::Bool(true),
        None => false,
    };
    let cursor = &mut RowCursor::new(row, M::META, 0);
    Ok((M::from_row(cursor)?, done, linked))
}

/// The error of a row that rivals make and remove all the time.
fn contended(model: &'static str) -> Error {
    let message = format!("others make and remove the row of `{model}` faster than it is written");
    Error::new(ErrorKind::SerializationFailure, message)
        .with_model(model)
        .with_hint("try again later: `db.retry(…)` does so")
}
