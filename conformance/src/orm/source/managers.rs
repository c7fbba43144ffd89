//! Related managers as rows: many-to-many relations without and with columns of the link, and the
//! reverse of foreign keys.

use throughline::blocking::Session;
use throughline::prelude::*;
use throughline::{
    Assignment, Builder, Complete, KeyLink, Maybe, One, QuerySet, RelatedManager, ReverseManager,
    SimpleLink,
};

use super::{NewRow, Rows, no_payload, whole};
use crate::models::*;
use crate::orm::answer::Fault;
use crate::orm::fields::{Columns, Stored, read};
use crate::orm::recorded::Recorded;
use crate::orm::tree::Loaded;

/// The columns of a link of a club and a student.
pub(crate) struct Payload {
    pub(crate) joined: Date,
    pub(crate) role: Option<String>,
}

impl Payload {
    /// What `through_defaults` gives.
    pub(crate) fn read(columns: Option<&Columns>) -> Result<Self, Fault> {
        let none = Columns::new();
        let columns = columns.unwrap_or(&none);
        let known = |name: &&String| !["joined", "role"].contains(&name.as_str());
        if let Some(name) = columns.keys().find(known) {
            return Err(Fault::Unknown(format!("a link has no column `{name}`")));
        }
        Ok(Payload {
            joined: read(columns, "joined")?,
            role: columns.get("role").map(String::read).transpose()?,
        })
    }

    /// Some columns, for calls that make no link.
    pub(crate) fn unused() -> Self {
        Payload {
            joined: Date::blank(),
            role: None,
        }
    }
}

impl<M: Loaded> Rows for RelatedManager<M, SimpleLink> {
    type Model = M;
    type Beside = SimpleLink;

    fn objects(&self) -> QuerySet<M, SimpleLink> {
        RelatedManager::objects(self)
    }

    fn create(&self, db: &Session, new: &NewRow<'_>) -> Result<M, Fault> {
        Ok(RelatedManager::create(self, db, whole::<M>(new)?)?)
    }

    fn get_or_create(
        &self,
        db: &Session,
        found: QuerySet<M, SimpleLink>,
        new: &NewRow<'_>,
    ) -> Result<(M, Outcome), Fault> {
        Ok(found.get_or_create(db, whole::<M>(new)?)?)
    }

    fn update_or_create(
        &self,
        db: &Session,
        found: QuerySet<M, SimpleLink>,
        changes: Vec<Assignment>,
        new: &NewRow<'_>,
    ) -> Result<(M, Outcome), Fault> {
        Ok(found.update_or_create(db, |_| changes, whole::<M>(new)?)?)
    }

    fn check(&self, new: &NewRow<'_>) -> Result<(), Fault> {
        whole::<M>(new).map(drop)
    }
}

/// A manager whose links have columns, `B` their builder before and `C` after these are given.
pub(crate) struct Through<M, B, C> {
    pub(crate) manager: RelatedManager<M, B>,
    /// Gives the columns to a link.
    pub(crate) fill: fn(B, Payload) -> C,
}

impl<M, B, C> Through<M, B, C> {
    pub(crate) fn new(manager: RelatedManager<M, B>, fill: fn(B, Payload) -> C) -> Self {
        Through { manager, fill }
    }
}

impl<M: Loaded, B: Builder, C: Complete<Model = B::Model>> Rows for Through<M, B, C> {
    type Model = M;
    type Beside = B;

    fn objects(&self) -> QuerySet<M, B> {
        self.manager.objects()
    }

    fn create(&self, db: &Session, new: &NewRow<'_>) -> Result<M, Fault> {
        let (row, payload) = linked::<M>(new)?;
        Ok(self
            .manager
            .create_with(db, row, |link| (self.fill)(link, payload))?)
    }

    fn get_or_create(
        &self,
        db: &Session,
        found: QuerySet<M, B>,
        new: &NewRow<'_>,
    ) -> Result<(M, Outcome), Fault> {
        let (row, payload) = linked::<M>(new)?;
        Ok(found.get_or_create_with(db, row, |link| (self.fill)(link, payload))?)
    }

    fn update_or_create(
        &self,
        db: &Session,
        found: QuerySet<M, B>,
        changes: Vec<Assignment>,
        new: &NewRow<'_>,
    ) -> Result<(M, Outcome), Fault> {
        let (row, payload) = linked::<M>(new)?;
        Ok(found.update_or_create_with(db, |_| changes, row, |link| (self.fill)(link, payload))?)
    }

    fn check(&self, new: &NewRow<'_>) -> Result<(), Fault> {
        linked::<M>(new).map(drop)
    }
}

/// The builder of a row, and the columns of its link.
fn linked<M: Recorded>(
    new: &NewRow<'_>,
) -> Result<(impl Complete<Model = M> + use<M>, Payload), Fault> {
    let row = M::whole(new.key, &new.columns)?;
    Ok((row, Payload::read(new.payload)?))
}

/// Rows of which the student is the owner.
pub(crate) struct OfStudent<R>(pub(crate) R);

/// Rows of which the course is the owner.
pub(crate) struct OfCourse<R>(pub(crate) R);

/// Rows of which the club is the owner.
pub(crate) struct OfClub<R>(pub(crate) R);

/// The reverse of a foreign key: a builder lacks the key, and the manager fills it in.
macro_rules! reverse {
    (
        $rows:ty: $model:ty, $position:literal, $manager:tt, $filled:expr,
        |$new:ident| $builder:expr
    ) => {
        impl Rows for $rows {
            type Model = $model;
            type Beside = KeyLink<$position>;

            const FILLED: &'static [&'static str] = &[$filled];

            fn objects(&self) -> QuerySet<$model, KeyLink<$position>> {
                reverse!(@$manager self).objects()
            }

            fn create(&self, db: &Session, $new: &NewRow<'_>) -> Result<$model, Fault> {
                no_payload($new.payload)?;
                Ok(reverse!(@$manager self).create(db, $builder)?)
            }

            fn get_or_create(
                &self,
                db: &Session,
                found: QuerySet<$model, KeyLink<$position>>,
                $new: &NewRow<'_>,
            ) -> Result<($model, Outcome), Fault> {
                no_payload($new.payload)?;
                Ok(found.get_or_create(db, $builder)?)
            }

            fn update_or_create(
                &self,
                db: &Session,
                found: QuerySet<$model, KeyLink<$position>>,
                changes: Vec<Assignment>,
                $new: &NewRow<'_>,
            ) -> Result<($model, Outcome), Fault> {
                no_payload($new.payload)?;
                Ok(found.update_or_create(db, |_| changes, $builder)?)
            }

            fn check(&self, $new: &NewRow<'_>) -> Result<(), Fault> {
                no_payload($new.payload)?;
                let _ = $builder;
                Ok(())
            }
        }
    };
    (@inner $of:ident) => { $of.0 };
    (@itself $of:ident) => { $of };
}

reverse!(ReverseManager<Course, 2, Maybe>: Course, 2, itself, "teacher", |new| {
    if let Some(name) = new.columns.keys().find(|name| *name != "title") {
        return Err(Fault::Unknown(format!("Course has no column `{name}`")));
    }
    let row = Course::builder().title(read::<String>(&new.columns, "title")?);
    match new.key {
        None => row,
        Some(key) => row.id(key),
    }
});

reverse!(OfStudent<ReverseManager<Membership, 1, One>>: Membership, 1, inner, "student", |new| {
    let club: ForeignKey<Club> = read(&new.columns, "club")?;
    let payload = Payload::read(Some(&without(&new.columns, &["student", "club"])))?;
    let row = Membership::builder().club(club).joined(payload.joined);
    match payload.role {
        None => row,
        Some(role) => row.role(role),
    }
});

reverse!(OfClub<ReverseManager<Membership, 2, One>>: Membership, 2, inner, "club", |new| {
    let student: ForeignKey<Student> = read(&new.columns, "student")?;
    let payload = Payload::read(Some(&without(&new.columns, &["student", "club"])))?;
    let row = Membership::builder().student(student).joined(payload.joined);
    match payload.role {
        None => row,
        Some(role) => row.role(role),
    }
});

reverse!(OfStudent<ReverseManager<Enrollment, 1, One>>: Enrollment, 1, inner, "student", |new| {
    let course: ForeignKey<Course> = read(&new.columns, "course")?;
    Enrollment::builder().course(course).enrollment_date(enrolled(&new.columns)?)
});

reverse!(OfCourse<ReverseManager<Enrollment, 2, One>>: Enrollment, 2, inner, "course", |new| {
    let student: ForeignKey<Student> = read(&new.columns, "student")?;
    Enrollment::builder().student(student).enrollment_date(enrolled(&new.columns)?)
});

fn enrolled(columns: &Columns) -> Result<Date, Fault> {
    let own = without(columns, &["student", "course", "enrollment_date"]);
    match own.keys().next() {
        None => read(columns, "enrollment_date"),
        Some(name) => Err(Fault::Unknown(format!("Enrollment has no column `{name}`"))),
    }
}

/// The columns without some.
pub(crate) fn without(columns: &Columns, names: &[&str]) -> Columns {
    let mut columns = columns.clone();
    columns.retain(|name, _| !names.contains(&name.as_str()));
    columns
}
