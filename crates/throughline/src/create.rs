//! New rows: what a builder does in the end.

mod alike;
mod batches;
mod bulk;

use std::marker::PhantomData;

use throughline_backend::{Access, Connection, Operation};
use throughline_core::{Error, ErrorKind, ModelDef, Result};
use throughline_sql::plan::{Insert, OnConflict};

pub(crate) use batches::{batches, bytes};
pub(crate) use bulk::{BulkCreate, BulkInsert};

use crate::builder::{Builder, Complete, Draft, OneUniqueKey, UniqueKey};
use crate::upsert::{ByKey, Mode, UpsertByKey};
use crate::{Executor, Model, Outcome, explain, rows, watch};

/// The terminal methods of a builder. In the prelude; methods of a trait, so that a setter of
/// the same name wins.
///
/// ```
/// # use throughline_guide::*;
/// # let School { db, .. } = school()?;
/// let dan = Student::builder().name("Dan").create(&db)?;
/// assert_eq!(Student::get(&db, dan.id)?, dan);
/// # Ok::<(), throughline::Error>(())
/// ```
pub trait CreateExt: Builder {
    /// Inserts the row and gives it as the database has it. One statement.
    ///
    /// ```
    /// # use throughline_guide::*;
    /// # async fn run(db: &Db) -> throughline::Result<()> {
    /// let ann = Student::builder().name("Ann").create(db).await?;
    /// // INSERT INTO "student" ("name") VALUES (?), on a server with RETURNING "id", "name"
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// [`UniqueViolation`](ErrorKind::UniqueViolation),
    /// [`ForeignKeyViolation`](ErrorKind::ForeignKeyViolation),
    /// [`CheckViolation`](ErrorKind::CheckViolation).
    fn create<E: Executor>(self, db: E) -> E::Out<Self::Model>
    where
        Self: Complete,
    {
        watch::new_rows(db, Self::Model::META).run(Create::<Self::Model> {
            draft: self.into_draft(),
            marker: PhantomData,
        })
    }

    /// The row with the same unique key, or this one if there is none yet. Never fails because a
    /// rival was faster.
    ///
    /// The model's one unique key besides the primary key decides; where there are several, say
    /// which: [`on`](CreateExt::on). On PostgreSQL one statement. On MariaDB one that looks, and one
    /// more if the row is new. On SQLite a transaction of one statement if the row is there, else of
    /// two.
    ///
    /// ```
    /// # use throughline_guide::*;
    /// # let School { db, .. } = school()?;
    /// let zoe = || Teacher::builder().name("Zoe").email("zoe@school.example");
    /// let (row, outcome) = zoe().get_or_create(&db)?;
    /// assert_eq!(outcome, Outcome::Created);
    /// assert_eq!(zoe().get_or_create(&db)?, (row, Outcome::Found));
    /// # Ok::<(), throughline::Error>(())
    /// ```
    ///
    /// # Errors
    ///
    /// As [`create`](CreateExt::create).
    fn get_or_create<E: Executor>(self, db: E) -> E::Out<(Self::Model, Outcome)>
    where
        Self: Complete,
        Self::Model: OneUniqueKey,
    {
        let db = watch::new_rows(db, Self::Model::META);
        db.run(UpsertByKey::<Self::Model>::new(self.into_by_key(Mode::Get)))
    }

    /// The row with the same unique key, its other fields set to what the builder was given; or
    /// this one, if there is none yet. Fields that the builder was not given stay as they are.
    /// Never fails because a rival was faster.
    ///
    /// ```
    /// # use throughline_guide::*;
    /// # async fn run(db: &Db, ann: Student, rust: Course, date: Date) -> throughline::Result<()> {
    /// let (enrollment, outcome) = Enrollment::builder()
    ///     .student(&ann)
    ///     .course(&rust)
    ///     .enrollment_date(date)
    ///     .update_or_create(db)
    ///     .await?;
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// The model's one unique key besides the primary key decides; where there are several, say
    /// which: [`on`](CreateExt::on). On PostgreSQL and MariaDB one statement. On SQLite a transaction
    /// of one statement if the row is there and the same, else of two.
    ///
    /// # Errors
    ///
    /// As [`create`](CreateExt::create).
    fn update_or_create<E: Executor>(self, db: E) -> E::Out<(Self::Model, Outcome)>
    where
        Self: Complete,
        Self::Model: OneUniqueKey,
    {
        let db = watch::new_rows(db, Self::Model::META);
        db.run(UpsertByKey::<Self::Model>::new(
            self.into_by_key(Mode::Update),
        ))
    }

    /// Names the unique key that decides whether the row exists: `.on(Student::by_email)`.
    ///
    /// ```
    /// # use throughline_guide::*;
    /// # let School { db, eve, .. } = school()?;
    /// let (same, outcome) = Teacher::builder()
    ///     .name("Eve")
    ///     .email("eve@school.example")
    ///     .on(Teacher::by_email)
    ///     .update_or_create(&db)?;
    /// assert_eq!((same, outcome), (eve, Outcome::Unchanged));
    /// # Ok::<(), throughline::Error>(())
    /// ```
    fn on(self, key: impl FnOnce() -> UniqueKey<Self::Model>) -> OnKey<Self> {
        OnKey {
            builder: self,
            key: key(),
        }
    }

    /// Lets the primary key decide whether the row exists, for rows that bring their key along,
    /// such as those of a file. A builder that was given no key makes a new row.
    ///
    /// ```
    /// # use throughline_guide::*;
    /// # fn main() -> throughline::Result<()> {
    /// # let db = throughline::blocking::Db::memory()?;
    /// # create_tables(&db)?;
    /// let ann = |name: &str| Student::builder().id(7).name(name).on_key().update_or_create(&db);
    /// assert_eq!(ann("Ann")?.1, Outcome::Created);
    /// let (row, outcome) = ann("Anna")?;
    /// assert_eq!((row.id, row.name.as_str(), outcome), (7, "Anna", Outcome::Updated));
    /// # Ok(())
    /// # }
    /// ```
    fn on_key(self) -> OnKey<Self> {
        OnKey::from_parts(self, Self::Model::META.primary_key)
    }
}

impl<B: Builder> CreateExt for B {}

/// A builder that names the unique key which decides whether the row exists: any complete
/// builder of a model with one unique key, or one with [`on`](CreateExt::on).
///
/// ```
/// # use throughline_guide::*;
/// use throughline::{UpsertBuilder, blocking};
/// # let School { db, .. } = school()?;
/// fn upsert<B: UpsertBuilder<Model = Teacher>>(
///     db: &blocking::Db,
///     builder: B,
/// ) -> throughline::Result<Vec<(Teacher, Outcome)>> {
///     Teacher::objects().bulk_update_or_create(db, [builder])
/// }
///
/// let eve = || Teacher::builder().name("Eve").email("eve@school.example");
/// assert_eq!(upsert(&db, eve())?[0].1, Outcome::Unchanged);
/// assert_eq!(upsert(&db, eve().on(Teacher::by_email))?[0].1, Outcome::Unchanged);
/// # Ok::<(), throughline::Error>(())
/// ```
pub trait UpsertBuilder: Send + Sized + 'static {
    /// The model.
    type Model: Model;

    #[doc(hidden)]
    fn into_by_key(self, mode: Mode) -> ByKey;
}

impl<B: Complete<Model: OneUniqueKey>> UpsertBuilder for B {
    type Model = <B as Builder>::Model;

    fn into_by_key(self, mode: Mode) -> ByKey {
        let model = <Self::Model as Model>::META;
        // The compiler lets no model without such a key come here.
        let key = model.conflict_key().unwrap_or(model.primary_key);
        ByKey {
            draft: self.into_draft(),
            key,
            mode,
            owner: None,
            only: None,
        }
    }
}

impl<B: Complete> UpsertBuilder for OnKey<B> {
    type Model = B::Model;

    fn into_by_key(self, mode: Mode) -> ByKey {
        ByKey {
            draft: self.builder.into_draft(),
            key: self.key.fields,
            mode,
            owner: None,
            only: None,
        }
    }
}

/// A builder with the unique key that decides. Made by [`on`](CreateExt::on).
///
/// ```
/// # use throughline_guide::*;
/// # let School { db, .. } = school()?;
/// let eve = Teacher::builder().name("Eve").email("eve@school.example");
/// let (_, outcome) = eve.on(Teacher::by_email).get_or_create(&db)?;
/// assert_eq!(outcome, Outcome::Found);
/// # Ok::<(), throughline::Error>(())
/// ```
#[derive(Debug)]
#[must_use = "nothing is written before `get_or_create` or `update_or_create`"]
pub struct OnKey<B: Builder> {
    builder: B,
    key: UniqueKey<B::Model>,
}

impl<B: Builder> OnKey<B> {
    pub(crate) fn from_parts(builder: B, key: &'static [usize]) -> Self {
        OnKey {
            builder,
            key: UniqueKey::new(key),
        }
    }

    pub(crate) fn into_parts(self) -> (B, &'static [usize]) {
        (self.builder, self.key.fields)
    }
}

impl<B: Complete> OnKey<B> {
    /// As [`CreateExt::get_or_create`], by this key.
    ///
    /// ```
    /// # use throughline_guide::*;
    /// # let School { db, .. } = school()?;
    /// let zoe = Teacher::builder().name("Zoe").email("zoe@school.example");
    /// let (_, outcome) = zoe.on(Teacher::by_email).get_or_create(&db)?;
    /// assert_eq!(outcome, Outcome::Created);
    /// # Ok::<(), throughline::Error>(())
    /// ```
    ///
    /// # Errors
    ///
    /// As [`CreateExt::create`].
    pub fn get_or_create<E: Executor>(self, db: E) -> E::Out<(B::Model, Outcome)> {
        let db = watch::new_rows(db, B::Model::META);
        db.run(UpsertByKey::<B::Model>::new(self.into_by_key(Mode::Get)))
    }

    /// As [`CreateExt::update_or_create`], by this key.
    ///
    /// ```
    /// # use throughline_guide::*;
    /// # let School { db, .. } = school()?;
    /// let eva = Teacher::builder().name("Eva").email("eve@school.example");
    /// let (changed, outcome) = eva.on(Teacher::by_email).update_or_create(&db)?;
    /// assert_eq!((changed.name.as_str(), outcome), ("Eva", Outcome::Updated));
    /// # Ok::<(), throughline::Error>(())
    /// ```
    ///
    /// # Errors
    ///
    /// As [`CreateExt::create`].
    pub fn update_or_create<E: Executor>(self, db: E) -> E::Out<(B::Model, Outcome)> {
        let db = watch::new_rows(db, B::Model::META);
        db.run(UpsertByKey::<B::Model>::new(self.into_by_key(Mode::Update)))
    }
}

/// The statement that inserts a draft.
pub(crate) fn insert(draft: Draft, on_conflict: Option<OnConflict>) -> Insert {
    let model = draft.model();
    let (positions, values): (Vec<_>, Vec<_>) = draft.into_given().unzip();
    let fields = positions
        .into_iter()
        .map(|position| &model.fields[position])
        .collect();
    Insert {
        model,
        fields,
        values,
        on_conflict,
        counted: false,
    }
}

/// Inserts a draft and gives the row.
pub(crate) async fn insert_row<M: Model>(
    connection: &mut Connection,
    mut draft: Draft,
) -> Result<M> {
    draft.fill();
    let inserted = rows::row::<M>(connection, &insert(draft, None)).await;
    let inserted = inserted.map_err(|error| explain::write(error, M::META))?;
    inserted.ok_or_else(|| gave_no_row(M::META))
}

/// The error of a new row that does not come back.
pub(crate) fn gave_no_row(model: &'static ModelDef) -> Error {
    let message = format!("the database gave no row back for a new `{}`", model.name);
    Error::new(ErrorKind::Database, message).with_model(model.name)
}

struct Create<M> {
    draft: Draft,
    marker: PhantomData<fn() -> M>,
}

impl<M: Model> Operation for Create<M> {
    type Output = M;

    fn access(&self) -> Access {
        Access::Write
    }

    fn again(&self) -> Option<Self> {
        Some(Create {
            draft: self.draft.clone(),
            marker: PhantomData,
        })
    }

    async fn run(self, connection: &mut Connection) -> Result<M> {
        insert_row(connection, self.draft).await
    }
}
