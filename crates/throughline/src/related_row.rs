//! The row that a foreign key points to.

use std::marker::PhantomData;

use throughline_backend::{Access, Connection, Operation};
use throughline_core::{FieldType, Key, Relation, Result, SingleKey};
use throughline_sql::plan::Select;

use crate::{Executor, Model, Single, instance, rows, watch};

/// The row that a foreign key points to: what the accessor of a
/// [`ForeignKey`](crate::ForeignKey) field gives.
///
/// `K` says whether there may be none: [`Maybe`](crate::Maybe) for an
/// `Option<ForeignKey<T>>`.
///
/// ```
/// # use throughline_guide::*;
/// use throughline::{Maybe, RelatedRow};
/// # let School { db, eve, max, .. } = school()?;
/// let mentor: RelatedRow<Teacher, Maybe> = max.mentor();
/// assert_eq!(mentor.get(&db)?, Some(eve));
/// # Ok::<(), throughline::Error>(())
/// ```
#[derive(Debug, Clone)]
#[must_use = "the row is not read before `get`"]
pub struct RelatedRow<T: Model, K> {
    relation: Relation,
    key: Option<T::Key>,
    marker: PhantomData<fn() -> K>,
}

/// The row that a foreign key points to. Called by derived code.
#[doc(hidden)]
pub fn related_row<T: Model, K>(relation: Relation, key: Option<T::Key>) -> RelatedRow<T, K> {
    RelatedRow {
        relation,
        key,
        marker: PhantomData,
    }
}

impl<T: Model<Key: SingleKey>, K: Single> RelatedRow<T, K> {
    /// The row; an `Option` of it where the key may be missing. One statement; none where the
    /// key is missing.
    ///
    /// ```
    /// # use throughline_guide::*;
    /// # let School { db, ann, eve, .. } = school()?;
    /// let enrollment = Enrollment::objects().get(&db)?;
    /// assert_eq!(enrollment.student().get(&db)?, ann);
    /// // SELECT "id", "name" FROM "student" WHERE "id" = ?
    /// assert_eq!(eve.mentor().get(&db)?, None); // no statement
    /// # Ok::<(), throughline::Error>(())
    /// ```
    ///
    /// # Errors
    ///
    /// [`DoesNotExist`](crate::ErrorKind::DoesNotExist) if the row has gone since the key was
    /// read.
    #[track_caller]
    pub fn get<E: Executor>(self, db: E) -> E::Out<K::Loaded<T>> {
        let key = || self.key.as_ref().map(FieldType::to_value);
        let db = watch::target(db, self.relation, key);
        let select = self
            .key
            .map(|key| instance::by_key(T::META, key.to_values()));
        db.run(Load::<T, K> {
            relation: self.relation,
            select,
            marker: PhantomData,
        })
    }
}

struct Load<T, K> {
    relation: Relation,
    select: Option<Select>,
    marker: PhantomData<fn() -> (T, K)>,
}

impl<T: Model, K: Single> Operation for Load<T, K> {
    type Output = K::Loaded<T>;

    fn access(&self) -> Access {
        Access::Read
    }

    async fn run(self, connection: &mut Connection) -> Result<K::Loaded<T>> {
        let missing = || rows::does_not_exist(T::NAME).with_field(self.relation.label());
        let row = match &self.select {
            Some(select) => Some(
                rows::row::<T>(connection, select)
                    .await?
                    .ok_or_else(missing)?,
            ),
            None => None,
        };
        K::loaded(row).ok_or_else(missing)
    }
}
