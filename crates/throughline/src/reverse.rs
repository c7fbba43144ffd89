//! The rows whose foreign key points to a row.

mod operations;

use std::marker::PhantomData;

use throughline_core::{FieldType, Relation, SingleKey, Value};
use throughline_sql::plan::Source;

use crate::builder::{Builder, Complete, FillAt};
use crate::create::{OnKey, UpsertBuilder};
use crate::path::Target;
use crate::related::Changes;
use crate::upsert::{ByKey, Mode, UpsertByKey};
use crate::{
    Condition, CreateExt, Executor, IntoOrdering, Maybe, Model, OneUniqueKey, Outcome, QuerySet,
    link,
};
use operations::{Attach, Detach, Replace};

/// The rows of `T` whose foreign key points to one row: what the reverse accessor of a
/// [`ForeignKey`](crate::ForeignKey) gives, `student.enrollment_set()`.
///
/// A row that is made here has the key filled in. Rows are added to others and removed only
/// where the key may be missing (`K` is [`Maybe`]). `POSITION` is that of the key among the
/// fields.
///
/// ```
/// # use throughline_guide::*;
/// # let School { db, ann, eve, max, .. } = school()?;
/// assert_eq!(ann.enrollment_set().count(&db)?, 1);
/// assert_eq!(eve.mentees().all(&db)?, [max]); // the key may be missing: they can be removed
/// eve.mentees().clear(&db)?;
/// # Ok::<(), throughline::Error>(())
/// ```
#[must_use = "nothing is read before a terminal method such as `all`"]
pub struct ReverseManager<T, const POSITION: usize, K> {
    relation: Relation,
    owner: Value,
    marker: PhantomData<fn() -> (T, K)>,
}

/// What a new row of a reverse manager's query set needs: its foreign key, which is filled in.
///
/// ```
/// # use throughline_guide::*;
/// use throughline::{KeyLink, QuerySet};
/// # let School { db, ann, .. } = school()?;
/// // `student` is the field at position 1 of an enrollment.
/// let of_ann: QuerySet<Enrollment, KeyLink<1>> = ann.enrollment_set().objects();
/// assert_eq!(of_ann.count(&db)?, 1);
/// # Ok::<(), throughline::Error>(())
/// ```
#[derive(Debug, Clone, Copy)]
pub struct KeyLink<const POSITION: usize>;

/// The rows that point to the row with that key. Called by derived code.
#[doc(hidden)]
pub fn reverse<T, const POSITION: usize, K>(
    owner: Value,
    relation: Relation,
) -> ReverseManager<T, POSITION, K> {
    ReverseManager {
        relation,
        owner,
        marker: PhantomData,
    }
}

impl<T, const P: usize, K> Clone for ReverseManager<T, P, K> {
    fn clone(&self) -> Self {
        ReverseManager {
            relation: self.relation,
            owner: self.owner.clone(),
            marker: PhantomData,
        }
    }
}

impl<T, const P: usize, K> std::fmt::Debug for ReverseManager<T, P, K> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("ReverseManager")
            .field("relation", &self.relation.label())
            .finish_non_exhaustive()
    }
}

impl<T: Model, const P: usize, K> ReverseManager<T, P, K> {
    /// The rows as a query set, to filter, order, cut, change and delete.
    ///
    /// ```
    /// # use throughline_guide::*;
    /// # let School { db, ann, .. } = school()?;
    /// assert_eq!(ann.enrollment_set().objects().delete(&db)?, 1);
    /// // DELETE FROM "enrollment" WHERE "student_id" = ?
    /// # Ok::<(), throughline::Error>(())
    /// ```
    pub fn objects(&self) -> QuerySet<T, KeyLink<P>> {
        QuerySet::new(Source::Related(self.relation, self.owner.clone()))
    }

    /// All rows that point to this one. One statement.
    ///
    /// ```
    /// # use throughline_guide::*;
    /// # async fn run(db: &Db, ann: Student) -> throughline::Result<()> {
    /// let enrollments: Vec<Enrollment> = ann.enrollment_set().all(db).await?;
    /// // SELECT … FROM "enrollment" WHERE "student_id" = ?
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// The engine's.
    #[track_caller]
    pub fn all<E: Executor>(&self, db: E) -> E::Out<Vec<T>> {
        self.objects().all(db)
    }

    /// The rows for which the condition is true, as a query set.
    ///
    /// ```
    /// # use throughline_guide::*;
    /// # let School { db, eve, .. } = school()?;
    /// let with_a_room = eve.mentees().filter(|t| t.room().is_not_null());
    /// assert_eq!(with_a_room.count(&db)?, 0);
    /// # Ok::<(), throughline::Error>(())
    /// ```
    pub fn filter(&self, condition: impl FnOnce(T::Path) -> Condition) -> QuerySet<T, KeyLink<P>> {
        self.objects().filter(condition)
    }

    /// The rows that `filter` would leave out, as a query set.
    ///
    /// ```
    /// # use throughline_guide::*;
    /// # let School { db, eve, max, .. } = school()?;
    /// let without_a_room = eve.mentees().exclude(|t| t.room().is_not_null());
    /// assert_eq!(without_a_room.all(&db)?, [max]);
    /// # Ok::<(), throughline::Error>(())
    /// ```
    pub fn exclude(&self, condition: impl FnOnce(T::Path) -> Condition) -> QuerySet<T, KeyLink<P>> {
        self.objects().exclude(condition)
    }

    /// The rows in that order, as a query set.
    ///
    /// ```
    /// # use throughline_guide::*;
    /// # let School { db, ann, .. } = school()?;
    /// let by_date = ann.enrollment_set().order_by(|e| e.enrollment_date().desc());
    /// assert_eq!(by_date.all(&db)?.len(), 1);
    /// # Ok::<(), throughline::Error>(())
    /// ```
    pub fn order_by<O: IntoOrdering>(
        &self,
        ordering: impl FnOnce(T::Path) -> O,
    ) -> QuerySet<T, KeyLink<P>> {
        self.objects().order_by(ordering)
    }

    /// How many rows point to this one. One statement.
    ///
    /// ```
    /// # use throughline_guide::*;
    /// # let School { db, eve, .. } = school()?;
    /// assert_eq!(eve.mentees().count(&db)?, 1);
    /// // SELECT COUNT(*) FROM "teacher" WHERE "mentor_id" = ?
    /// # Ok::<(), throughline::Error>(())
    /// ```
    ///
    /// # Errors
    ///
    /// The engine's.
    #[track_caller]
    pub fn count<E: Executor>(&self, db: E) -> E::Out<u64> {
        self.objects().count(db)
    }

    /// Whether any row points to this one. One statement.
    ///
    /// ```
    /// # use throughline_guide::*;
    /// # let School { db, eve, .. } = school()?;
    /// assert!(eve.mentees().exists(&db)?);
    /// // SELECT 1 FROM "teacher" WHERE "mentor_id" = ? LIMIT ?
    /// # Ok::<(), throughline::Error>(())
    /// ```
    ///
    /// # Errors
    ///
    /// The engine's.
    #[track_caller]
    pub fn exists<E: Executor>(&self, db: E) -> E::Out<bool> {
        self.objects().exists(db)
    }

    /// Creates a row that points to this one. One statement.
    ///
    /// ```
    /// # use throughline_guide::*;
    /// # async fn run(db: &Db, ann: Student, rust: Course, day: Date) -> throughline::Result<()> {
    /// let new = Enrollment::builder().course(&rust).enrollment_date(day);
    /// let enrollment = ann.enrollment_set().create(db, new).await?;
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// As [`create`](CreateExt::create).
    pub fn create<E: Executor, R>(&self, db: E, new: R) -> E::Out<T>
    where
        R: FillAt<P, Model = T>,
        R::Out: Complete<Model = T>,
    {
        self.fill(new).create(db)
    }

    /// As [`get_or_create`](CreateExt::get_or_create) with the key filled in.
    ///
    /// ```
    /// # use throughline_guide::*;
    /// # let School { db, bob, rust, .. } = school()?;
    /// let new = || Enrollment::builder().course(&rust).enrollment_date(Date::constant(2026, 2, 1));
    /// let (enrollment, outcome) = bob.enrollment_set().get_or_create(&db, new())?;
    /// assert_eq!(outcome, Outcome::Created);
    /// assert_eq!(bob.enrollment_set().get_or_create(&db, new())?, (enrollment, Outcome::Found));
    /// # Ok::<(), throughline::Error>(())
    /// ```
    ///
    /// # Errors
    ///
    /// As [`create`](CreateExt::create).
    pub fn get_or_create<E: Executor>(
        &self,
        db: E,
        new: impl ReverseUpsert<P, Model = T>,
    ) -> E::Out<(T, Outcome)> {
        db.run(UpsertByKey::<T>::new(
            new.into_by_key(self.owner.clone(), Mode::Get),
        ))
    }

    /// As [`update_or_create`](CreateExt::update_or_create) with the key filled in.
    ///
    /// ```
    /// # use throughline_guide::*;
    /// # let School { db, ann, rust, .. } = school()?;
    /// let since = Date::constant(2026, 2, 1);
    /// let new = Enrollment::builder().course(&rust).enrollment_date(since);
    /// let (enrollment, outcome) = ann.enrollment_set().update_or_create(&db, new)?;
    /// assert_eq!((enrollment.enrollment_date, outcome), (since, Outcome::Updated));
    /// # Ok::<(), throughline::Error>(())
    /// ```
    ///
    /// # Errors
    ///
    /// As [`create`](CreateExt::create).
    pub fn update_or_create<E: Executor>(
        &self,
        db: E,
        new: impl ReverseUpsert<P, Model = T>,
    ) -> E::Out<(T, Outcome)> {
        db.run(UpsertByKey::<T>::new(
            new.into_by_key(self.owner.clone(), Mode::Update),
        ))
    }

    fn fill<R: FillAt<P, Model = T>>(&self, new: R) -> R::Out {
        filled(new, self.owner.clone())
    }
}

/// The builder with the key given.
fn filled<const P: usize, R: FillAt<P>>(new: R, owner: Value) -> R::Out {
    let mut draft = new.into_draft();
    draft.set_value(P, owner);
    R::Out::from_draft(draft)
}

/// A builder that needs at most the foreign key of a reverse manager, and names the unique key
/// which decides whether the row exists.
///
/// ```
/// # use throughline_guide::*;
/// # let School { db, eve, .. } = school()?;
/// // A teacher's unique key is `email`; the mentor is filled in.
/// let zoe = Teacher::builder().name("Zoe").email("zoe@school.example");
/// let (zoe, outcome) = eve.mentees().get_or_create(&db, zoe.on(Teacher::by_email))?;
/// assert_eq!((zoe.mentor().get(&db)?, outcome), (Some(eve), Outcome::Created));
/// # Ok::<(), throughline::Error>(())
/// ```
pub trait ReverseUpsert<const POSITION: usize> {
    /// The model.
    type Model: Model;

    #[doc(hidden)]
    fn into_by_key(self, owner: Value, mode: Mode) -> ByKey;
}

impl<const P: usize, R> ReverseUpsert<P> for R
where
    R: FillAt<P, Model: OneUniqueKey>,
    R::Out: Complete,
{
    type Model = <R as Builder>::Model;

    fn into_by_key(self, owner: Value, mode: Mode) -> ByKey {
        let by_key = UpsertBuilder::into_by_key(filled(self, owner.clone()), mode);
        ByKey {
            owner: Some((P, owner)),
            ..by_key
        }
    }
}

impl<const P: usize, R> ReverseUpsert<P> for OnKey<R>
where
    R: FillAt<P>,
    R::Out: Complete,
{
    type Model = R::Model;

    fn into_by_key(self, owner: Value, mode: Mode) -> ByKey {
        let (builder, key) = self.into_parts();
        let builder = OnKey::from_parts(filled(builder, owner.clone()), key);
        let by_key = UpsertBuilder::into_by_key(builder, mode);
        ByKey {
            owner: Some((P, owner)),
            ..by_key
        }
    }
}

/// A row, or a reference to one: what changes its foreign key is named by the row, not by a bare
/// key.
///
/// ```
/// # use throughline_guide::*;
/// # let School { db, eve, max, .. } = school()?;
/// assert_eq!(max.mentees().add(&db, [&eve])?, [eve.id]); // `[eve.id]` does not compile
/// # Ok::<(), throughline::Error>(())
/// ```
#[diagnostic::on_unimplemented(
    message = "`{Self}` is no row of `{T}`",
    label = "expected a `{T}` or a `&{T}`",
    note = "the rows of a reverse manager are changed themselves, so they are given as rows"
)]
pub trait RowTarget<T: Model>: Target<T> {}

impl<T: Model> RowTarget<T> for T {}

#[diagnostic::do_not_recommend]
impl<T: Model> RowTarget<T> for &T {}

/// A foreign key that may be missing, by its cardinality: [`Maybe`].
///
/// ```
/// # use throughline_guide::*;
/// # let School { db, eve, max, .. } = school()?;
/// // A mentor may be missing. A student of an enrollment may not: for it `remove` does not compile.
/// assert_eq!(eve.mentees().remove(&db, [&max])?, [max.id]);
/// # Ok::<(), throughline::Error>(())
/// ```
#[diagnostic::on_unimplemented(
    message = "the foreign key of these rows is never null, so they cannot be added to another row \
               or removed from one",
    label = "needs a foreign key that may be null",
    note = "declare it as an `Option<ForeignKey<…>>`; rows whose key is never null are moved by an \
            update: `update(&db, |row| row.key().set(…))`"
)]
pub trait NullableKey {}

impl NullableKey for Maybe {}

impl<T: Model<Key: SingleKey>, const P: usize, K> ReverseManager<T, P, K> {
    /// Points these rows to this one, wherever they pointed before. Gives the keys of those that
    /// did not point here. A transaction of two statements; none for an empty list.
    ///
    /// ```
    /// # use throughline_guide::*;
    /// # let School { db, eve, max, .. } = school()?;
    /// assert_eq!(max.mentees().add(&db, [&eve])?, [eve.id]);
    /// assert_eq!(eve.refresh(&db)?.mentor().get(&db)?, Some(max));
    /// # Ok::<(), throughline::Error>(())
    /// ```
    ///
    /// # Errors
    ///
    /// [`DoesNotExist`](crate::ErrorKind::DoesNotExist) if one of the rows is gone; then none is
    /// changed.
    pub fn add<E: Executor, R: RowTarget<T>>(
        &self,
        db: E,
        rows: impl IntoIterator<Item = R>,
    ) -> E::Out<Vec<T::Key>>
    where
        K: NullableKey,
    {
        let (relation, owner) = (self.relation, self.owner.clone());
        db.run(Attach::<T>::new(relation, owner, keys(rows)))
    }

    /// Makes these rows point to nothing. Gives their keys. One statement, in a transaction; none
    /// for an empty list.
    ///
    /// ```
    /// # use throughline_guide::*;
    /// # let School { db, eve, max, .. } = school()?;
    /// assert_eq!(eve.mentees().remove(&db, [&max])?, [max.id]);
    /// assert_eq!(max.refresh(&db)?.mentor, None);
    /// # Ok::<(), throughline::Error>(())
    /// ```
    ///
    /// # Errors
    ///
    /// [`DoesNotExist`](crate::ErrorKind::DoesNotExist) if one of the rows does not point here;
    /// then none is changed.
    pub fn remove<E: Executor, R: RowTarget<T>>(
        &self,
        db: E,
        rows: impl IntoIterator<Item = R>,
    ) -> E::Out<Vec<T::Key>>
    where
        K: NullableKey,
    {
        let (relation, owner) = (self.relation, self.owner.clone());
        db.run(Detach::<T>::new(relation, owner, Some(keys(rows))))
    }

    /// Makes all rows that point here point to nothing. Gives their keys. One statement.
    ///
    /// ```
    /// # use throughline_guide::*;
    /// # let School { db, eve, max, .. } = school()?;
    /// assert_eq!(eve.mentees().clear(&db)?, [max.id]);
    /// assert!(!eve.mentees().exists(&db)?);
    /// # Ok::<(), throughline::Error>(())
    /// ```
    ///
    /// # Errors
    ///
    /// The engine's.
    pub fn clear<E: Executor>(&self, db: E) -> E::Out<Vec<T::Key>>
    where
        K: NullableKey,
    {
        let (relation, owner) = (self.relation, self.owner.clone());
        db.run(Detach::<T>::new(relation, owner, None))
    }

    /// Makes exactly these rows point here: the others that did point to nothing. A transaction
    /// of three statements.
    ///
    /// ```
    /// # use throughline_guide::*;
    /// # let School { db, eve, max, .. } = school()?;
    /// let zoe = Teacher::builder().name("Zoe").email("zoe@school.example").create(&db)?;
    /// let changes = eve.mentees().set(&db, [&zoe])?;
    /// assert_eq!((changes.added, changes.removed), (vec![zoe.id], vec![max.id]));
    /// # Ok::<(), throughline::Error>(())
    /// ```
    ///
    /// # Errors
    ///
    /// [`DoesNotExist`](crate::ErrorKind::DoesNotExist) if one of the rows is gone; then none is
    /// changed.
    pub fn set<E: Executor, R: RowTarget<T>>(
        &self,
        db: E,
        rows: impl IntoIterator<Item = R>,
    ) -> E::Out<Changes<T::Key>>
    where
        K: NullableKey,
    {
        let (relation, owner) = (self.relation, self.owner.clone());
        db.run(Replace::<T>::new(relation, owner, keys(rows)))
    }
}

fn keys<T: Model<Key: SingleKey>, R: Target<T>>(rows: impl IntoIterator<Item = R>) -> Vec<Value> {
    link::distinct(
        rows.into_iter()
            .map(|row| row.target_key().into_value())
            .collect(),
    )
}
