//! Rows of a query set by their place and by their keys: `last` and `in_bulk`.

use std::collections::HashMap;
use std::marker::PhantomData;

use throughline_backend::{Access, Connection, Operation};
use throughline_core::{FieldType, Result, SingleKey};
use throughline_sql::plan::{Condition, FieldPath, Nulls, Output, Select};

use super::operations::First;
use super::{QuerySet, ascending_field};
use crate::path::Target;
use crate::{Executor, Model, link, rows, watch};

impl<M: Model, B> QuerySet<M, B> {
    /// The last row in the order of the query set, of the model, or of the primary key: the first
    /// one of the reverse order. One statement, which reads one row; where the query set has a
    /// `limit` or an `offset`, all of these rows.
    ///
    /// ```
    /// # use throughline_guide::*;
    /// # let School { db, bob, cleo, .. } = school()?;
    /// assert_eq!(Student::objects().order_by(|s| s.name()).last(&db)?, Some(cleo));
    /// // SELECT "id", "name" FROM "student" ORDER BY "name" DESC LIMIT ?
    /// let first_two = Student::objects().order_by(|s| s.name()).limit(2);
    /// assert_eq!(first_two.last(&db)?, Some(bob));
    /// assert_eq!(Student::objects().filter(|s| s.name().eq("Zoe")).last(&db)?, None);
    /// # Ok::<(), throughline::Error>(())
    /// ```
    ///
    /// # Errors
    ///
    /// The engine's.
    #[track_caller]
    pub fn last<E: Executor>(self, db: E) -> E::Out<Option<M>> {
        let db = watch::rows(db, &self.select);
        let sliced = self.select.is_sliced();
        let mut select = self.into_select(Output::Rows);
        // At the last of its places a row comes elsewhere than at the first.
        let sliced = sliced || select.once;
        if select.order.is_empty() {
            select.order = M::META.key_fields().map(ascending_field).collect();
        }
        let marker = PhantomData;
        if sliced {
            return db.run(LastOfSlice::<M> { select, marker });
        }
        for order in &mut select.order {
            // Where nothing is said, nulls change sides with the direction.
            order.nulls = order.nulls.map(|nulls| match nulls {
                Nulls::First => Nulls::Last,
                Nulls::Last => Nulls::First,
            });
            order.descending = !order.descending;
        }
        select.limit = Some(1);
        let select = Box::new(select);
        db.run(First::<M> { select, marker })
    }

    /// The rows of the query set that have these keys, by their keys; a key without a row is left
    /// out. One statement, however many keys there are; none for an empty list.
    ///
    /// ```
    /// # use throughline_guide::*;
    /// # let School { db, ann, bob, .. } = school()?;
    /// let found = Student::objects().in_bulk(&db, [1, 2, 99])?;
    /// // SELECT "id", "name" FROM "student" WHERE "id" IN (SELECT "value" FROM json_each(?) AS "t")
    /// assert_eq!(found.len(), 2);
    /// assert_eq!((&found[&1], &found[&2]), (&ann, &bob));
    /// # Ok::<(), throughline::Error>(())
    /// ```
    ///
    /// # Errors
    ///
    /// The engine's.
    #[track_caller]
    pub fn in_bulk<E: Executor, T: Target<M>>(
        self,
        db: E,
        keys: impl IntoIterator<Item = T>,
    ) -> E::Out<HashMap<M::Key, M>>
    where
        M::Key: SingleKey,
    {
        let db = watch::rows(db, &self.select);
        let keys = keys.into_iter().map(|key| key.target_key().into_value());
        let keys = link::distinct(keys.collect());
        let mut select = self.into_select(Output::Rows);
        // The map has an order of its own. A part by its place needs the one that it is taken by.
        if !select.is_sliced() {
            select.order.clear();
        }
        let path = FieldPath::own(M::META.key()).into();
        select.conditions.push(Condition::InList(path, keys));
        let marker = PhantomData;
        db.run(InBulk::<M> { select, marker })
    }
}

/// The last of the rows that a query with a limit or an offset gives.
struct LastOfSlice<M> {
    select: Select,
    marker: PhantomData<fn() -> M>,
}

impl<M: Model> Operation for LastOfSlice<M> {
    type Output = Option<M>;

    fn access(&self) -> Access {
        Access::Read
    }

    async fn run(self, connection: &mut Connection) -> Result<Option<M>> {
        Ok(rows::rows::<M>(connection, &self.select).await?.pop())
    }
}

struct InBulk<M> {
    select: Select,
    marker: PhantomData<fn() -> M>,
}

impl<M: Model<Key: SingleKey>> Operation for InBulk<M> {
    type Output = HashMap<M::Key, M>;

    fn access(&self) -> Access {
        Access::Read
    }

    async fn run(self, connection: &mut Connection) -> Result<HashMap<M::Key, M>> {
        let rows = rows::rows::<M>(connection, &self.select).await?;
        Ok(rows.into_iter().map(|row| (row.key(), row)).collect())
    }
}
