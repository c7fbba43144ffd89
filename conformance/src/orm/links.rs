//! The verbs of links: `add`, `remove`, `set`, `clear`.

use serde_json::{Value, json};
use throughline::blocking::Session;
use throughline::{Builder, Complete, Maybe, RelatedManager, ReverseManager, SimpleLink, Target};

use super::answer::{Answer, Fault, RuledOut};
use super::fields::{Columns, Stored};
use super::recorded::Recorded;
use super::request::Request;
use super::source::{Payload, Through, VisitLinks, no_payload};
use crate::models::Course;

/// A row as `objs` names it.
#[derive(Debug, Clone)]
pub(crate) enum Named<M> {
    /// By its key.
    Key(i64),
    /// By an instance.
    Row(M),
}

impl<M: Recorded> Target<M> for Named<M> {
    fn target_key(self) -> i64 {
        match self {
            Named::Key(key) => key,
            Named::Row(row) => row.key(),
        }
    }
}

/// A manager whose rows are linked and unlinked.
pub(crate) trait Links {
    /// The model of these rows.
    type Model: Recorded;
    /// What a new link has beside its ends.
    type Payload;

    /// What new links to these rows have; `cleared` if there are none before.
    fn payload(
        &self,
        db: &Session,
        rows: &[Named<Self::Model>],
        columns: Option<&Columns>,
        cleared: bool,
    ) -> Result<Self::Payload, Fault>;

    /// Links rows.
    fn add(&self, db: &Session, rows: NamedBy<Self>, payload: Self::Payload) -> Result<(), Fault>;

    /// Unlinks rows.
    fn remove(&self, db: &Session, rows: NamedBy<Self>) -> Result<(), Fault>;

    /// Links rows, and unlinks the others.
    fn set(&self, db: &Session, rows: NamedBy<Self>, payload: Self::Payload) -> Result<(), Fault>;

    /// Unlinks all.
    fn clear(&self, db: &Session) -> Result<(), Fault>;
}

/// Rows of a manager as `objs` names them.
type NamedBy<L> = Vec<Named<<L as Links>::Model>>;

impl<M: Recorded> Links for RelatedManager<M, SimpleLink> {
    type Model = M;
    type Payload = ();

    fn payload(
        &self,
        _: &Session,
        _: &[Named<M>],
        columns: Option<&Columns>,
        _: bool,
    ) -> Result<(), Fault> {
        no_payload(columns)
    }

    fn add(&self, db: &Session, rows: Vec<Named<M>>, (): ()) -> Result<(), Fault> {
        RelatedManager::add(self, db, rows)?;
        Ok(())
    }

    fn remove(&self, db: &Session, rows: Vec<Named<M>>) -> Result<(), Fault> {
        RelatedManager::remove(self, db, rows)?;
        Ok(())
    }

    fn set(&self, db: &Session, rows: Vec<Named<M>>, (): ()) -> Result<(), Fault> {
        RelatedManager::set(self, db, rows)?;
        Ok(())
    }

    fn clear(&self, db: &Session) -> Result<(), Fault> {
        RelatedManager::clear(self, db)?;
        Ok(())
    }
}

impl<M: Recorded, B: Builder, C: Complete<Model = B::Model>> Links for Through<M, B, C> {
    type Model = M;
    type Payload = Payload;

    /// Without a column that is required the call cannot be written, unless there will be no new
    /// link: then it does not matter what the columns are.
    fn payload(
        &self,
        db: &Session,
        rows: &[Named<M>],
        columns: Option<&Columns>,
        cleared: bool,
    ) -> Result<Payload, Fault> {
        let payload = Payload::read(columns);
        if !matches!(payload, Err(Fault::RuledOut(RuledOut::MissingValue))) {
            return payload;
        }
        for row in rows {
            if cleared || !self.manager.contains(db, row.clone())? {
                return payload;
            }
        }
        Ok(Payload::unused())
    }

    fn add(&self, db: &Session, rows: Vec<Named<M>>, payload: Payload) -> Result<(), Fault> {
        self.manager
            .add_with(db, rows, |link| (self.fill)(link, payload))?;
        Ok(())
    }

    fn remove(&self, db: &Session, rows: Vec<Named<M>>) -> Result<(), Fault> {
        self.manager.remove(db, rows)?;
        Ok(())
    }

    fn set(&self, db: &Session, rows: Vec<Named<M>>, payload: Payload) -> Result<(), Fault> {
        self.manager
            .set_with(db, rows, |link| (self.fill)(link, payload))?;
        Ok(())
    }

    fn clear(&self, db: &Session) -> Result<(), Fault> {
        self.manager.clear(db)?;
        Ok(())
    }
}

impl Links for ReverseManager<Course, 2, Maybe> {
    type Model = Course;
    type Payload = ();

    fn payload(
        &self,
        _: &Session,
        _: &[Named<Course>],
        columns: Option<&Columns>,
        _: bool,
    ) -> Result<(), Fault> {
        no_payload(columns)
    }

    fn add(&self, db: &Session, rows: Vec<Named<Course>>, (): ()) -> Result<(), Fault> {
        ReverseManager::add(self, db, instances(rows)?)?;
        Ok(())
    }

    fn remove(&self, db: &Session, rows: Vec<Named<Course>>) -> Result<(), Fault> {
        ReverseManager::remove(self, db, instances(rows)?)?;
        Ok(())
    }

    fn set(&self, db: &Session, rows: Vec<Named<Course>>, (): ()) -> Result<(), Fault> {
        ReverseManager::set(self, db, instances(rows)?)?;
        Ok(())
    }

    fn clear(&self, db: &Session) -> Result<(), Fault> {
        ReverseManager::clear(self, db)?;
        Ok(())
    }
}

/// The rows, none of which is named by its key alone.
fn instances<M>(rows: Vec<Named<M>>) -> Result<Vec<M>, Fault> {
    let rows = rows.into_iter().map(|row| match row {
        Named::Row(row) => Ok(row),
        Named::Key(_) => Err(Fault::RuledOut(RuledOut::KeyOfReverse)),
    });
    rows.collect()
}

/// A call that is ready to be sent: what it needed to know was read before.
pub(crate) type Call = Box<dyn FnOnce() -> Answer>;

/// A verb, with what it is given.
pub(crate) struct Verb<'a> {
    pub(crate) db: &'a Session,
    pub(crate) request: Request<'a>,
}

impl VisitLinks for Verb<'_> {
    type Out = Call;

    fn links<L: Links + 'static>(self, links: L) -> Result<Call, Fault> {
        let Verb { db, request } = self;
        let verb = request.text("op")?;
        request.only(&[
            &["op", "on"],
            match verb {
                "add" => &["objs", "through_defaults"],
                "set" => &["objs", "through_defaults", "clear"],
                "remove" => &["objs"],
                _ => &[],
            },
        ])?;
        let db = db.clone();
        if verb == "clear" {
            return Ok(Box::new(move || links.clear(&db).map(done)));
        }
        let rows = request.list("objs")?.iter();
        let rows: Vec<Named<L::Model>> =
            rows.map(|row| named(&db, row)).collect::<Result<_, _>>()?;
        if verb == "remove" {
            return Ok(Box::new(move || links.remove(&db, rows).map(done)));
        }
        let clear = request.flag("clear")?;
        let columns = request.columns_if_any("through_defaults")?;
        let payload = links.payload(&db, &rows, columns, clear)?;
        match verb {
            "add" => Ok(Box::new(move || links.add(&db, rows, payload).map(done))),
            "set" if !clear => Ok(Box::new(move || links.set(&db, rows, payload).map(done))),
            "set" => Ok(Box::new(move || {
                let both = db.transaction(|tx| {
                    links.clear(&tx)?;
                    links.add(&tx, rows, payload)
                });
                both.map(done)
            })),
            _ => Err(Fault::Unknown(format!("there is no verb `{verb}`"))),
        }
    }
}

fn done((): ()) -> Value {
    json!({ "result": null })
}

/// A row of `objs`: an instance is read, or made in memory if there is no such row.
fn named<M: Recorded>(db: &Session, row: &Value) -> Result<Named<M>, Fault> {
    let row = Request::of(row)?;
    row.only(&[&["pk", "obj", "unsaved", "model"]])?;
    if row.get("model").is_some() && row.text("model")? != M::NAME {
        return Err(Fault::RuledOut(RuledOut::WrongModel));
    }
    if row.get("unsaved").is_some() {
        return Err(Fault::RuledOut(RuledOut::UnsavedRow));
    }
    if let Some(key) = row.get("pk") {
        return i64::read(key).map(Named::Key);
    }
    let key = i64::read(row.need("obj")?)?;
    match M::get(db, key) {
        Ok(row) => Ok(Named::Row(row)),
        Err(error) if error.is_does_not_exist() => Ok(Named::Row(M::blank(key))),
        Err(error) => Err(error.into()),
    }
}
