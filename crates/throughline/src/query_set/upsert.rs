//! `get_or_create` and `update_or_create` by a filter.

use std::marker::PhantomData;

use throughline_sql::plan::Output;

use super::QuerySet;
use super::assign::{Checked, own_assignments};
use crate::builder::{AllRows, Builder, Complete, FillAt, SimpleLink};
use crate::related::{CompleteLink, start_link};
use crate::reverse::KeyLink;
use crate::upsert::UpsertByFilter;
use crate::{Executor, IntoAssignments, Model, Outcome};

impl<M: Model, B> QuerySet<M, B> {
    /// The one row of the query set, or the new one if there is none. Looks among the rows of
    /// the query set only; a new row need not be one of them. On a related manager's query set a
    /// new row is linked.
    ///
    /// In a transaction that holds the write lock: one statement if the row is there.
    ///
    /// ```
    /// # use throughline_guide::*;
    /// # let School { db, .. } = school()?;
    /// let zoe = || Student::builder().name("Zoe");
    /// let by_name = || Student::objects().filter(|s| s.name().iexact("zoe"));
    /// let (row, outcome) = by_name().get_or_create(&db, zoe())?;
    /// assert_eq!(outcome, Outcome::Created);
    /// assert_eq!(by_name().get_or_create(&db, zoe())?, (row, Outcome::Found));
    /// # Ok::<(), throughline::Error>(())
    /// ```
    ///
    /// # Errors
    ///
    /// [`MultipleFound`](crate::ErrorKind::MultipleFound); as
    /// [`create`](crate::CreateExt::create) for the new row.
    pub fn get_or_create<E: Executor>(
        self,
        db: E,
        new: impl NewRow<B, Model = M>,
    ) -> E::Out<(M, Outcome)>
    where
        B: CompleteLink,
    {
        db.run(UpsertByFilter::<M> {
            select: self.lowered(Output::Rows),
            changes: None,
            draft: new.into_draft(),
            link: B::start().into_link_draft(),
            marker: PhantomData,
        })
    }

    /// Changes the one row of the query set, or creates the new one if there is none. Django's
    /// `update_or_create` on any lookup, unique or not.
    ///
    /// ```
    /// # use throughline_guide::*;
    /// # async fn run(db: &Db) -> throughline::Result<()> {
    /// let (student, outcome) = Student::objects()
    ///     .filter(|s| s.name().iexact("ann"))
    ///     .update_or_create(db, |s| s.name().set("Ann"), Student::builder().name("Ann"))
    ///     .await?;
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// In a transaction that holds the write lock: one statement to look, one to change or
    /// create.
    ///
    /// # Errors
    ///
    /// [`MultipleFound`](crate::ErrorKind::MultipleFound); as [`update`](QuerySet::update) and
    /// [`create`](crate::CreateExt::create).
    pub fn update_or_create<E: Executor, A: IntoAssignments>(
        self,
        db: E,
        changes: impl FnOnce(M::Path) -> A,
        new: impl NewRow<B, Model = M>,
    ) -> E::Out<(M, Outcome)>
    where
        B: CompleteLink,
    {
        let changes = own_assignments::<M>(changes(Self::path()));
        db.run(Checked(changes.map(|changes| UpsertByFilter::<M> {
            select: self.lowered(Output::Rows),
            changes: Some(changes),
            draft: new.into_draft(),
            link: B::start().into_link_draft(),
            marker: PhantomData,
        })))
    }
}

/// The forms for relations whose through model has columns of its own.
impl<M: Model, B: Builder> QuerySet<M, B> {
    /// As [`get_or_create`](QuerySet::get_or_create), with values for the columns of the through
    /// model in the link of a *new* row.
    ///
    /// ```
    /// # use throughline_guide::*;
    /// # let School { db, chess, .. } = school()?;
    /// let since = Date::constant(2026, 2, 1);
    /// let bob = || chess.members().filter(|s| s.name().eq("Bob"));
    /// let new = || Student::builder().name("Bob");
    /// // There is a Bob, but he is no member: another is made.
    /// let (row, outcome) = bob().get_or_create_with(&db, new(), |link| link.joined(since))?;
    /// assert_eq!(outcome, Outcome::Created);
    /// let again = bob().get_or_create_with(&db, new(), |link| link.joined(since))?;
    /// assert_eq!(again, (row, Outcome::Found));
    /// # Ok::<(), throughline::Error>(())
    /// ```
    ///
    /// # Errors
    ///
    /// As [`get_or_create`](QuerySet::get_or_create).
    pub fn get_or_create_with<E: Executor, C: Complete<Model = B::Model>>(
        self,
        db: E,
        new: impl Complete<Model = M>,
        link: impl FnOnce(B) -> C,
    ) -> E::Out<(M, Outcome)> {
        db.run(UpsertByFilter::<M> {
            select: self.select,
            changes: None,
            draft: new.into_draft(),
            link: Some(link(start_link()).into_draft()),
            marker: PhantomData,
        })
    }

    /// As [`update_or_create`](QuerySet::update_or_create), with values for the columns of the
    /// through model in the link of a *new* row.
    ///
    /// ```
    /// # use throughline_guide::*;
    /// # let School { db, chess, ann, .. } = school()?;
    /// let since = Date::constant(2026, 2, 1);
    /// let found = chess.members().filter(|s| s.name().eq("Ann"));
    /// let new = Student::builder().name("Anna");
    /// let (anna, outcome) = found
    ///     .update_or_create_with(&db, |s| s.name().set("Anna"), new, |link| link.joined(since))?;
    /// assert_eq!((anna.id, outcome), (ann.id, Outcome::Updated));
    /// let (_, membership) = chess.members().with_link().get(&db)?;
    /// assert_ne!(membership.joined, since); // a link that is there keeps its columns
    /// # Ok::<(), throughline::Error>(())
    /// ```
    ///
    /// # Errors
    ///
    /// As [`update_or_create`](QuerySet::update_or_create).
    pub fn update_or_create_with<E: Executor, A: IntoAssignments, C: Complete<Model = B::Model>>(
        self,
        db: E,
        changes: impl FnOnce(M::Path) -> A,
        new: impl Complete<Model = M>,
        link: impl FnOnce(B) -> C,
    ) -> E::Out<(M, Outcome)> {
        let changes = own_assignments::<M>(changes(Self::path()));
        db.run(Checked(changes.map(|changes| UpsertByFilter::<M> {
            select: self.select,
            changes: Some(changes),
            draft: new.into_draft(),
            link: Some(link(start_link()).into_draft()),
            marker: PhantomData,
        })))
    }
}

/// A builder of a row for a query set: complete, but for the foreign key that a reverse manager
/// fills in.
///
/// ```
/// # use throughline_guide::*;
/// # let School { db, bob, rust, .. } = school()?;
/// // The student is filled in by the manager of which the query set is.
/// let rust_row = Enrollment::builder().course(&rust).enrollment_date(Date::constant(2026, 2, 1));
/// let of_rust = bob.enrollment_set().filter(|e| e.course().eq(&rust));
/// let (enrollment, outcome) = of_rust.get_or_create(&db, rust_row)?;
/// assert_eq!((*enrollment.student.key(), outcome), (bob.id, Outcome::Created));
/// # Ok::<(), throughline::Error>(())
/// ```
pub trait NewRow<B>: Builder {}

impl<R: Complete> NewRow<AllRows> for R {}

impl<R: Complete> NewRow<SimpleLink> for R {}

impl<R: Complete, L: Complete> NewRow<L> for R {}

impl<const P: usize, R: FillAt<P>> NewRow<KeyLink<P>> for R where R::Out: Complete {}
