//! Query sets: rows of a model, filtered, ordered, cut, read, changed.

pub(crate) mod assign;
mod bulk;
pub(crate) mod columns;
mod find;
mod lock;
mod operations;
mod upsert;

use std::marker::PhantomData;

use throughline_core::{FieldDef, Result};
use throughline_sql::plan::{Assignment, FieldPath, Order, Output, Select, Source};

use crate::builder::{AllRows, Builder};
use crate::dynamic::Dynamic;
use crate::path::{ModelPath, Path};
use crate::related::LinkSet;
use crate::{Condition, Executor, IntoAssignments, IntoOrdering, Model, watch};
use assign::{Checked, own_assignments, unsliced};
use operations::{All, Count, DeleteRows, Exists, First, Get, UpdateRows};

pub use columns::Aggregates;
pub use upsert::NewRow;

/// Rows of a model that are asked for. Nothing is sent before a terminal method: `all`, `get`,
/// `first`, `count`, `exists`, `update`, `delete`, `get_or_create`, `update_or_create`.
///
/// `B` is what a new row of a related manager's query set needs for its link; elsewhere it means
/// nothing.
///
/// ```
/// # use throughline_guide::*;
/// # async fn run(db: &Db, ann: Student) -> throughline::Result<()> {
/// let courses: Vec<Course> = Course::objects()
///     .filter(|c| c.students().eq(&ann))
///     .exclude(|c| c.title().starts_with("Intro"))
///     .order_by(|c| c.title())
///     .limit(10)
///     .all(db)
///     .await?;
/// # Ok(())
/// # }
/// ```
#[must_use = "a query set asks nothing before a terminal method such as `all`"]
pub struct QuerySet<M, B = AllRows> {
    pub(crate) select: Select,
    /// Lookups whose words are known only when the program runs.
    pub(crate) dynamic: Option<Box<Dynamic>>,
    marker: PhantomData<fn() -> (M, B)>,
}

impl<M, B> Clone for QuerySet<M, B> {
    fn clone(&self) -> Self {
        QuerySet {
            select: self.select.clone(),
            dynamic: self.dynamic.clone(),
            marker: PhantomData,
        }
    }
}

impl<M: Model, B> std::fmt::Debug for QuerySet<M, B> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("QuerySet")
            .field("model", &M::NAME)
            .field("conditions", &self.select.conditions.len())
            .field("limit", &self.select.limit)
            .field("offset", &self.select.offset)
            .finish_non_exhaustive()
    }
}

impl<M: Model> QuerySet<M> {
    pub(crate) fn all_of_model() -> Self {
        QuerySet::new(Source::Model(M::META))
    }
}

impl<M: Model, B: Builder> QuerySet<M, B> {
    /// The rows of a related manager's query set, each with the row of the through model that
    /// links it.
    ///
    /// ```
    /// # use throughline_guide::*;
    /// # let School { db, chess, .. } = school()?;
    /// let chairs = chess.members().filter(|s| s.name().eq("Ann")).with_link();
    /// let (ann, membership) = chairs.get(&db)?;
    /// assert_eq!((ann.name.as_str(), membership.role.as_str()), ("Ann", "chair"));
    /// # Ok::<(), throughline::Error>(())
    /// ```
    pub fn with_link(self) -> LinkSet<M, B::Model> {
        LinkSet::new(self.into_select(Output::RowsWithLink))
    }
}

impl<M: Model, B> QuerySet<M, B> {
    pub(crate) fn new(source: Source) -> Self {
        QuerySet {
            select: Select::new(source),
            dynamic: None,
            marker: PhantomData,
        }
    }

    pub(crate) fn path() -> M::Path {
        M::Path::from_path(Path::<crate::One>::root())
    }

    /// Only the rows for which the condition is true. Several filters must all be.
    ///
    /// A condition whose path crosses a relation to many rows means: some related row. Each such
    /// term asks for itself; no row comes twice.
    ///
    /// ```
    /// # use throughline_guide::*;
    /// # let School { db, rust, logic, .. } = school()?;
    /// let of_bob = Course::objects().filter(|c| c.students().name().eq("Bob"));
    /// // SELECT … FROM "course" WHERE "course"."id" IN (SELECT "t1"."course_id"
    /// // FROM "course_students" AS "t1" INNER JOIN "student" AS "t2" ON … WHERE "t2"."name" = ?)
    /// assert_eq!(of_bob.all(&db)?, [rust, logic]);
    /// # Ok::<(), throughline::Error>(())
    /// ```
    pub fn filter(mut self, condition: impl FnOnce(M::Path) -> Condition) -> Self {
        self.select.conditions.push(condition(Self::path()).0);
        self
    }

    /// Only the rows that `filter` with the same condition would leave out, nulls included.
    ///
    /// ```
    /// # use throughline_guide::*;
    /// # let School { db, eve, max, .. } = school()?;
    /// let above_10 = |t: TeacherPath| t.room().gt(10);
    /// assert_eq!(Teacher::objects().filter(above_10).all(&db)?, [eve]);
    /// assert_eq!(Teacher::objects().exclude(above_10).all(&db)?, [max]); // he has no room
    /// # Ok::<(), throughline::Error>(())
    /// ```
    pub fn exclude(self, condition: impl FnOnce(M::Path) -> Condition) -> Self {
        self.filter(|path| !condition(path))
    }

    /// The order of the rows, in place of any earlier one, that of the model included.
    ///
    /// ```
    /// # use throughline_guide::*;
    /// let query = Enrollment::objects()
    ///     .order_by(|e| (e.enrollment_date().desc(), e.student().name()));
    /// ```
    pub fn order_by<O: IntoOrdering>(mut self, ordering: impl FnOnce(M::Path) -> O) -> Self {
        self.select.order = ordering(Self::path()).into_ordering();
        if let Some(dynamic) = &mut self.dynamic {
            dynamic.clear_order();
        }
        self
    }

    /// At most so many rows. It applies after all filters, in whatever order they are called.
    ///
    /// ```
    /// # use throughline_guide::*;
    /// # let School { db, ann, bob, .. } = school()?;
    /// let first_two = Student::objects().order_by(|s| s.name()).limit(2);
    /// // SELECT … FROM "student" ORDER BY "name" ASC LIMIT ?
    /// assert_eq!(first_two.all(&db)?, [ann, bob]);
    /// # Ok::<(), throughline::Error>(())
    /// ```
    pub fn limit(mut self, limit: u64) -> Self {
        self.select.limit = Some(limit);
        self
    }

    /// Without the first so many rows.
    ///
    /// ```
    /// # use throughline_guide::*;
    /// # let School { db, cleo, .. } = school()?;
    /// let after_two = Student::objects().order_by(|s| s.name()).offset(2);
    /// assert_eq!(after_two.all(&db)?, [cleo]);
    /// # Ok::<(), throughline::Error>(())
    /// ```
    pub fn offset(mut self, offset: u64) -> Self {
        self.select.offset = Some(offset);
        self
    }

    /// The query of all rows.
    pub(crate) fn rows_select(self) -> Select {
        self.into_select(Output::Rows)
    }

    /// The query of the first row.
    pub(crate) fn first_select(self) -> Select {
        let mut select = self.into_select(Output::Rows);
        if select.order.is_empty() {
            select.order = M::META.key_fields().map(ascending_field).collect();
        }
        select.limit = Some(select.limit.unwrap_or(1).min(1));
        select
    }

    /// The query as it is sent.
    pub(crate) fn into_select(self, output: Output) -> Select {
        let mut select = self.lowered(output);
        if select.order.is_empty() && matches!(select.output, Output::Rows | Output::RowsWithLink) {
            select.order = model_order::<M>();
        }
        select.limit_the_offset();
        select
    }

    /// All rows. One statement.
    ///
    /// ```
    /// # use throughline_guide::*;
    /// # let School { db, ann, bob, cleo, .. } = school()?;
    /// assert_eq!(Student::objects().all(&db)?, [ann, bob, cleo]);
    /// // SELECT "id", "name" FROM "student"
    /// # Ok::<(), throughline::Error>(())
    /// ```
    ///
    /// # Errors
    ///
    /// The engine's.
    #[track_caller]
    pub fn all<E: Executor>(self, db: E) -> E::Out<Vec<M>> {
        let db = watch::rows(db, &self.select);
        db.run(All::<M> {
            select: Box::new(self.into_select(Output::Rows)),
            marker: PhantomData,
        })
    }

    /// The one row. One statement, which reads at most two rows.
    ///
    /// ```
    /// # use throughline_guide::*;
    /// # let School { db, ann, .. } = school()?;
    /// let found = Student::objects().filter(|s| s.name().eq("Ann")).get(&db)?;
    /// // SELECT "id", "name" FROM "student" WHERE "name" = ? LIMIT ?
    /// assert_eq!(found, ann);
    /// assert!(Student::objects().get(&db).unwrap_err().is_multiple_found());
    /// # Ok::<(), throughline::Error>(())
    /// ```
    ///
    /// # Errors
    ///
    /// [`DoesNotExist`](crate::ErrorKind::DoesNotExist), [`MultipleFound`](crate::ErrorKind::MultipleFound).
    #[track_caller]
    pub fn get<E: Executor>(self, db: E) -> E::Out<M> {
        let db = watch::rows(db, &self.select);
        // One row needs no order, unless it is to be the one at some place.
        let unordered = !self.is_ordered() && !self.select.is_sliced();
        let mut select = self.into_select(Output::Rows);
        if unordered {
            select.order.clear();
        }
        db.run(Get::<M> {
            select: Box::new(select),
            marker: PhantomData,
        })
    }

    /// The first row in the order of the query set, of the model, or of the primary key. One
    /// statement.
    ///
    /// ```
    /// # use throughline_guide::*;
    /// # let School { db, cleo, .. } = school()?;
    /// let last_by_name = Student::objects().order_by(|s| s.name().desc()).first(&db)?;
    /// // SELECT "id", "name" FROM "student" ORDER BY "name" DESC LIMIT ?
    /// assert_eq!(last_by_name, Some(cleo));
    /// assert_eq!(Student::objects().filter(|s| s.name().eq("Zoe")).first(&db)?, None);
    /// # Ok::<(), throughline::Error>(())
    /// ```
    ///
    /// # Errors
    ///
    /// The engine's.
    #[track_caller]
    pub fn first<E: Executor>(self, db: E) -> E::Out<Option<M>> {
        let db = watch::rows(db, &self.select);
        let select = self.first_select();
        db.run(First::<M> {
            select: Box::new(select),
            marker: PhantomData,
        })
    }

    /// How many rows there are. One statement.
    ///
    /// ```
    /// # use throughline_guide::*;
    /// # let School { db, .. } = school()?;
    /// assert_eq!(Student::objects().count(&db)?, 3);
    /// // SELECT COUNT(*) FROM "student"
    /// # Ok::<(), throughline::Error>(())
    /// ```
    ///
    /// # Errors
    ///
    /// The engine's.
    #[track_caller]
    pub fn count<E: Executor>(self, db: E) -> E::Out<u64> {
        let db = watch::count(db, &self.select);
        db.run(Count {
            select: self.into_select(Output::Count),
        })
    }

    /// Whether there is any row. One statement, which reads at most one row.
    ///
    /// ```
    /// # use throughline_guide::*;
    /// # let School { db, .. } = school()?;
    /// assert!(Student::objects().filter(|s| s.name().eq("Ann")).exists(&db)?);
    /// // SELECT 1 FROM "student" WHERE "name" = ? LIMIT ?
    /// # Ok::<(), throughline::Error>(())
    /// ```
    ///
    /// # Errors
    ///
    /// The engine's.
    #[track_caller]
    pub fn exists<E: Executor>(self, db: E) -> E::Out<bool> {
        let db = watch::count(db, &self.select);
        let mut select = self.into_select(Output::Exists);
        select.limit = Some(select.limit.unwrap_or(1).min(1));
        db.run(Exists { select })
    }

    /// Changes all rows of the query set. Gives their number. One statement. Fields with
    /// `auto_now` are set to the present moment.
    ///
    /// ```
    /// # use throughline_guide::*;
    /// # async fn run(db: &Db) -> throughline::Result<()> {
    /// Student::objects()
    ///     .filter(|s| s.name().eq("Ann"))
    ///     .update(db, |s| s.name().set("Anna"))
    ///     .await?;
    /// // UPDATE "student" SET "name" = ? WHERE "name" = ?
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// [`InvalidValue`](crate::ErrorKind::InvalidValue) if a field of another model is assigned, or
    /// the query set is sliced by `limit` or `offset`; the kind of a violated constraint.
    pub fn update<E: Executor, A: IntoAssignments>(
        self,
        db: E,
        changes: impl FnOnce(M::Path) -> A,
    ) -> E::Out<u64> {
        let assignments = own_assignments::<M>(changes(Self::path()));
        self.update_rows(db, assignments)
    }

    pub(crate) fn update_rows<E: Executor>(
        self,
        db: E,
        assignments: Result<Vec<Assignment>>,
    ) -> E::Out<u64> {
        let assignments = assignments.and_then(|assignments| {
            unsliced::<M>(&self.select, "update")?;
            Ok(assignments)
        });
        db.run(Checked(assignments.map(|assignments| UpdateRows::<M> {
            select: self.lowered(Output::Rows),
            assignments,
            marker: PhantomData,
        })))
    }

    /// Deletes all rows of the query set. Gives their number. One statement; the database
    /// cascades. On a related manager's query set the *rows* go, not their links alone: for
    /// these there are `remove` and `clear`.
    ///
    /// ```
    /// # use throughline_guide::*;
    /// # let School { db, ann, bob, .. } = school()?;
    /// let attending_nothing = Student::objects().exclude(|s| s.course_set().id().is_not_null());
    /// assert_eq!(attending_nothing.delete(&db)?, 1);
    /// assert_eq!(Student::objects().all(&db)?, [ann, bob]);
    /// # Ok::<(), throughline::Error>(())
    /// ```
    ///
    /// # Errors
    ///
    /// [`ForeignKeyViolation`](crate::ErrorKind::ForeignKeyViolation) if a row that may not be deleted
    /// with one of them points to it; [`InvalidValue`](crate::ErrorKind::InvalidValue) if the query
    /// set is sliced by `limit` or `offset`.
    pub fn delete<E: Executor>(self, db: E) -> E::Out<u64> {
        let checked = unsliced::<M>(&self.select, "delete");
        db.run(Checked(checked.map(|()| DeleteRows::<M> {
            select: self.lowered(Output::Rows),
            marker: PhantomData,
        })))
    }
}

/// The smallest of that field first.
pub(crate) fn ascending_field(field: &'static FieldDef) -> Order {
    Order::by(FieldPath::own(field), false)
}

pub(crate) fn model_order<M: Model>() -> Vec<Order> {
    let order = M::META.ordering.iter();
    order
        .map(|order| {
            let field = &M::META.fields[order.field];
            Order::by(FieldPath::own(field), order.descending)
        })
        .collect()
}
