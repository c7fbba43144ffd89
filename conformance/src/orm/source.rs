//! Where an operation goes: the rows of a model, or those of a related manager.

mod managers;

use std::marker::PhantomData;

use serde_json::Value;
use throughline::blocking::Session;
use throughline::prelude::*;
use throughline::{Assignment, Complete, Condition, QuerySet};

use super::answer::{Fault, RuledOut};
use super::fields::{Columns, Stored};
use super::links::Links;
use super::recorded::Recorded;
use super::request::Request;
use super::tree::Loaded;
use crate::models::*;

pub(crate) use managers::{Payload, Through, without};

/// A new row, in the words of a trace.
#[derive(Debug)]
pub(crate) struct NewRow<'a> {
    pub(crate) key: Option<i64>,
    pub(crate) columns: Columns,
    /// The columns of its link.
    pub(crate) payload: Option<&'a Columns>,
}

/// Rows that are read and written.
pub(crate) trait Rows {
    /// Their model.
    type Model: Loaded;
    /// What a new row needs beside itself.
    type Beside: 'static;

    /// The columns that the owner fills in.
    const FILLED: &'static [&'static str] = &[];

    /// The rows as a query set.
    fn objects(&self) -> QuerySet<Self::Model, Self::Beside>;

    /// Creates a row, among these.
    fn create(&self, db: &Session, new: &NewRow<'_>) -> Result<Self::Model, Fault>;

    /// The one row of the query set, or a new one.
    fn get_or_create(
        &self,
        db: &Session,
        found: QuerySet<Self::Model, Self::Beside>,
        new: &NewRow<'_>,
    ) -> Result<(Self::Model, Outcome), Fault>;

    /// The one row of the query set, changed, or a new one.
    fn update_or_create(
        &self,
        db: &Session,
        found: QuerySet<Self::Model, Self::Beside>,
        changes: Vec<Assignment>,
        new: &NewRow<'_>,
    ) -> Result<(Self::Model, Outcome), Fault>;

    /// Whether a new row can be written down: the types demand all that is required.
    fn check(&self, new: &NewRow<'_>) -> Result<(), Fault>;
}

/// What is done with rows, wherever they are.
pub(crate) trait Visit {
    /// What it gives.
    type Out;

    /// Does it.
    fn rows<R: Rows>(self, rows: R) -> Result<Self::Out, Fault>;
}

/// What is done with the links of an owner.
pub(crate) trait VisitLinks {
    /// What it gives.
    type Out;

    /// Does it.
    fn links<L: Links + 'static>(self, links: L) -> Result<Self::Out, Fault>;
}

/// All rows of a model.
pub(crate) struct Table<M>(PhantomData<fn() -> M>);

impl<M: Loaded> Rows for Table<M> {
    type Model = M;
    type Beside = throughline::AllRows;

    fn objects(&self) -> QuerySet<M> {
        M::objects()
    }

    fn create(&self, db: &Session, new: &NewRow<'_>) -> Result<M, Fault> {
        Ok(whole::<M>(new)?.create(db)?)
    }

    fn get_or_create(
        &self,
        db: &Session,
        found: QuerySet<M>,
        new: &NewRow<'_>,
    ) -> Result<(M, Outcome), Fault> {
        Ok(found.get_or_create(db, whole::<M>(new)?)?)
    }

    fn update_or_create(
        &self,
        db: &Session,
        found: QuerySet<M>,
        changes: Vec<Assignment>,
        new: &NewRow<'_>,
    ) -> Result<(M, Outcome), Fault> {
        Ok(found.update_or_create(db, |_| changes, whole::<M>(new)?)?)
    }

    fn check(&self, new: &NewRow<'_>) -> Result<(), Fault> {
        whole::<M>(new).map(drop)
    }
}

/// The builder of a row that has no link.
fn whole<M: Recorded>(new: &NewRow<'_>) -> Result<impl Complete<Model = M> + use<M>, Fault> {
    no_payload(new.payload)?;
    M::whole(new.key, &new.columns)
}

/// Links without columns of their own take no `through_defaults`.
pub(crate) fn no_payload(payload: Option<&Columns>) -> Result<(), Fault> {
    match payload {
        None => Ok(()),
        Some(_) => Err(Fault::Unknown(
            "`through_defaults` of a link that has no columns".to_owned(),
        )),
    }
}

/// A path of the model, to make conditions and changes that may fail.
pub(crate) fn path<M: Model>() -> M::Path {
    let mut kept = None;
    let _ = M::objects().filter(|path| {
        kept = Some(path);
        Condition::always()
    });
    kept.expect("`filter` runs its closure")
}

/// A manager whose links have columns, with the way to give them: the builder has no name.
macro_rules! through {
    ($manager:expr) => {
        Through::new($manager, |link, payload| {
            let link = link.joined(payload.joined);
            match payload.role {
                None => link,
                Some(role) => link.role(role),
            }
        })
    };
}

/// Does it with the rows that the request names.
pub(crate) fn visit<V: Visit>(
    db: &Session,
    request: Request<'_>,
    visit: V,
) -> Result<V::Out, Fault> {
    match (request.get("model"), request.get("on")) {
        (Some(_), None) => visit_table(request.text("model")?, visit),
        (None, Some(on)) => {
            let (model, field, owner) = owner(on)?;
            visit_manager(db, model, field, owner, visit)
        }
        _ => Err(Fault::Unknown("either `model` or `on` is given".to_owned())),
    }
}

fn visit_table<V: Visit>(model: &str, visit: V) -> Result<V::Out, Fault> {
    match model {
        "Teacher" => visit.rows(Table::<Teacher>(PhantomData)),
        "Student" => visit.rows(Table::<Student>(PhantomData)),
        "Course" => visit.rows(Table::<Course>(PhantomData)),
        "Club" => visit.rows(Table::<Club>(PhantomData)),
        "Membership" => visit.rows(Table::<Membership>(PhantomData)),
        "Enrollment" => visit.rows(Table::<Enrollment>(PhantomData)),
        "Person" => visit.rows(Table::<Person>(PhantomData)),
        "Tag" => visit.rows(Table::<Tag>(PhantomData)),
        "Post" => visit.rows(Table::<Post>(PhantomData)),
        _ => Err(Fault::Unknown(format!("there is no model `{model}`"))),
    }
}

fn visit_manager<V: Visit>(
    db: &Session,
    model: &str,
    field: &str,
    key: i64,
    visit: V,
) -> Result<V::Out, Fault> {
    match (model, field) {
        ("Teacher", "course_set") => visit.rows(Teacher::get(db, key)?.course_set()),
        ("Student", "course_set") => visit.rows(Student::get(db, key)?.course_set()),
        ("Student", "clubs") => visit.rows(through!(Student::get(db, key)?.clubs())),
        ("Student", "membership_set") => {
            visit.rows(managers::OfStudent(Student::get(db, key)?.membership_set()))
        }
        ("Student", "enrollment_set") => {
            visit.rows(managers::OfStudent(Student::get(db, key)?.enrollment_set()))
        }
        ("Course", "students") => visit.rows(Course::get(db, key)?.students()),
        ("Course", "enrollment_set") => {
            visit.rows(managers::OfCourse(Course::get(db, key)?.enrollment_set()))
        }
        ("Club", "members") => visit.rows(through!(Club::get(db, key)?.members())),
        ("Club", "membership_set") => {
            visit.rows(managers::OfClub(Club::get(db, key)?.membership_set()))
        }
        ("Person", "friends") => visit.rows(Person::get(db, key)?.friends()),
        ("Person", "follows") => visit.rows(Person::get(db, key)?.follows()),
        ("Person", "followers") => visit.rows(Person::get(db, key)?.followers()),
        ("Tag", "posts") => visit.rows(Tag::get(db, key)?.posts()),
        ("Post", "tags") => visit.rows(Post::get(db, key)?.tags()),
        ("Post", "hidden_tags") => visit.rows(Post::get(db, key)?.hidden_tags()),
        _ => Err(no_manager(model, field)),
    }
}

/// Does it with the links that the request names.
pub(crate) fn visit_links<V: VisitLinks>(
    db: &Session,
    request: Request<'_>,
    visit: V,
) -> Result<V::Out, Fault> {
    let (model, field, key) = owner(request.need("on")?)?;
    match (model, field) {
        ("Teacher", "course_set") => visit.links(Teacher::get(db, key)?.course_set()),
        ("Student", "course_set") => visit.links(Student::get(db, key)?.course_set()),
        ("Student", "clubs") => visit.links(through!(Student::get(db, key)?.clubs())),
        ("Course", "students") => visit.links(Course::get(db, key)?.students()),
        ("Club", "members") => visit.links(through!(Club::get(db, key)?.members())),
        ("Person", "friends") => visit.links(Person::get(db, key)?.friends()),
        ("Person", "follows") => visit.links(Person::get(db, key)?.follows()),
        ("Person", "followers") => visit.links(Person::get(db, key)?.followers()),
        ("Tag", "posts") => visit.links(Tag::get(db, key)?.posts()),
        ("Post", "tags") => visit.links(Post::get(db, key)?.tags()),
        ("Post", "hidden_tags") => visit.links(Post::get(db, key)?.hidden_tags()),
        _ => Err(no_manager(model, field)),
    }
}

fn no_manager(model: &str, field: &str) -> Fault {
    Fault::Unknown(format!("{model} has no such manager `{field}`"))
}

/// The model, the accessor and the key of the owner of a manager.
fn owner(on: &Value) -> Result<(&str, &str, i64), Fault> {
    let on = Request::of(on)?;
    on.only(&[&["model", "pk", "field", "unsaved"]])?;
    let (model, field) = (on.text("model")?, on.text("field")?);
    match on.need("pk")? {
        Value::Null => Err(Fault::RuledOut(RuledOut::UnsavedOwner)),
        key => Ok((model, field, i64::read(key)?)),
    }
}
