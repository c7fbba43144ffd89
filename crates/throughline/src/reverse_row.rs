//! The row whose one-to-one key points to a row.

use std::marker::PhantomData;

use throughline_core::{Relation, Value};
use throughline_sql::plan::Source;

use crate::builder::{Builder, Complete, FillAt};
use crate::{CreateExt, Executor, Model, QuerySet};

/// The row of `T`, if there is one, whose one-to-one key points to one row: what the reverse
/// accessor of a [`OneToOne`](crate::OneToOne) field gives. `POSITION` is that of the key among
/// the fields.
///
/// ```
/// # use throughline_guide::*;
/// # let School { db, ann, bob, .. } = school()?;
/// let locker = ann.locker().get(&db)?;
/// assert_eq!(locker.map(|locker| locker.number), Some(7));
/// assert_eq!(bob.locker().create(&db, Locker::builder().number(8))?.number, 8);
/// # Ok::<(), throughline::Error>(())
/// ```
#[must_use = "the row is not read before `get`"]
pub struct ReverseRow<T, const POSITION: usize> {
    relation: Relation,
    owner: Value,
    marker: PhantomData<fn() -> T>,
}

/// The row that points to the one with that key. Called by derived code.
#[doc(hidden)]
pub fn reverse_row<T, const POSITION: usize>(
    owner: Value,
    relation: Relation,
) -> ReverseRow<T, POSITION> {
    ReverseRow {
        relation,
        owner,
        marker: PhantomData,
    }
}

impl<T, const P: usize> std::fmt::Debug for ReverseRow<T, P> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("ReverseRow")
            .field("relation", &self.relation.label())
            .finish_non_exhaustive()
    }
}

impl<T: Model, const P: usize> ReverseRow<T, P> {
    /// The row, if there is one. One statement.
    ///
    /// ```
    /// # use throughline_guide::*;
    /// # let School { db, ann, bob, .. } = school()?;
    /// assert_eq!(ann.locker().get(&db)?.expect("Ann has one").number, 7);
    /// // SELECT … FROM "locker" WHERE "student_id" = ? ORDER BY "id" ASC LIMIT ?
    /// assert_eq!(bob.locker().get(&db)?, None);
    /// # Ok::<(), throughline::Error>(())
    /// ```
    ///
    /// # Errors
    ///
    /// The engine's.
    #[track_caller]
    pub fn get<E: Executor>(self, db: E) -> E::Out<Option<T>> {
        QuerySet::<T>::new(Source::Related(self.relation, self.owner)).first(db)
    }

    /// Creates the row that points to this one. One statement.
    ///
    /// ```
    /// # use throughline_guide::*;
    /// # let School { db, bob, .. } = school()?;
    /// let locker = bob.locker().create(&db, Locker::builder().number(8))?;
    /// assert_eq!(*locker.student.key(), bob.id);
    /// let second = bob.locker().create(&db, Locker::builder().number(9)).unwrap_err();
    /// assert!(second.is_unique_violation());
    /// # Ok::<(), throughline::Error>(())
    /// ```
    ///
    /// # Errors
    ///
    /// As [`create`](CreateExt::create); [`UniqueViolation`](crate::ErrorKind::UniqueViolation)
    /// if there is one already.
    pub fn create<E: Executor, R>(self, db: E, new: R) -> E::Out<T>
    where
        R: FillAt<P, Model = T>,
        R::Out: Complete<Model = T>,
    {
        let mut draft = new.into_draft();
        draft.set_value(P, self.owner);
        R::Out::from_draft(draft).create(db)
    }
}
