//! The rows whose foreign key points to a row.

use std::marker::PhantomData;

use throughline_core::{Relation, Value};
use throughline_sql::plan::Source;

use crate::{Condition, Executor, IntoOrdering, Model, QuerySet};

/// The rows of `T` whose foreign key points to one row: what the reverse accessor of a
/// [`ForeignKey`](crate::ForeignKey) gives, `student.enrollment_set()`.
#[must_use = "nothing is read before a terminal method such as `all`"]
pub struct ReverseManager<T> {
    relation: Relation,
    owner: Value,
    marker: PhantomData<fn() -> T>,
}

/// The rows that point to the row whose key has these values: one, as the derive makes sure.
/// Called by derived code.
#[doc(hidden)]
pub fn reverse<T>(owner: Vec<Value>, relation: Relation) -> ReverseManager<T> {
    ReverseManager {
        relation,
        owner: owner.into_iter().next().unwrap_or(Value::Null),
        marker: PhantomData,
    }
}

impl<T> Clone for ReverseManager<T> {
    fn clone(&self) -> Self {
        ReverseManager {
            relation: self.relation,
            owner: self.owner.clone(),
            marker: PhantomData,
        }
    }
}

impl<T> std::fmt::Debug for ReverseManager<T> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("ReverseManager")
            .field("relation", &self.relation.label())
            .finish_non_exhaustive()
    }
}

impl<T: Model> ReverseManager<T> {
    /// The rows as a query set, to filter, order, cut, change and delete.
    pub fn objects(&self) -> QuerySet<T> {
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
    pub fn all<E: Executor>(&self, db: E) -> E::Out<Vec<T>> {
        self.objects().all(db)
    }

    /// The rows for which the condition is true, as a query set.
    pub fn filter(&self, condition: impl FnOnce(T::Path) -> Condition) -> QuerySet<T> {
        self.objects().filter(condition)
    }

    /// The rows that `filter` would leave out, as a query set.
    pub fn exclude(&self, condition: impl FnOnce(T::Path) -> Condition) -> QuerySet<T> {
        self.objects().exclude(condition)
    }

    /// The rows in that order, as a query set.
    pub fn order_by<O: IntoOrdering>(&self, ordering: impl FnOnce(T::Path) -> O) -> QuerySet<T> {
        self.objects().order_by(ordering)
    }

    /// How many rows point to this one. One statement.
    ///
    /// # Errors
    ///
    /// The engine's.
    pub fn count<E: Executor>(&self, db: E) -> E::Out<u64> {
        self.objects().count(db)
    }

    /// Whether any row points to this one. One statement.
    ///
    /// # Errors
    ///
    /// The engine's.
    pub fn exists<E: Executor>(&self, db: E) -> E::Out<bool> {
        self.objects().exists(db)
    }
}
