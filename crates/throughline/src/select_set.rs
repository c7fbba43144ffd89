//! Columns of rows: `.select(…)`, as tuples whose types are those of the columns.

use std::marker::PhantomData;

use throughline_backend::{Access, Connection, Operation};
use throughline_core::{Error, FieldType, Result, Row};
use throughline_sql::plan::{Operand, Output, Select};

use crate::row_set::{self, Part, ReadAll, ReadFirst, ReadOne, RowSet};
use crate::{Column, Executor, Model, PerRow, Single, rows};

/// What [`QuerySet::select`](crate::QuerySet::select) takes: a column, or a tuple of up to eight.
///
/// A column of a path that may lead to no row gives an `Option`.
///
/// ```
/// # use throughline_guide::*;
/// # let School { db, .. } = school()?;
/// let teachers: Vec<(String, Option<String>)> =
///     Teacher::objects().order_by(|t| t.id()).select(|t| (t.name(), t.mentor().name())).all(&db)?;
/// assert_eq!(teachers[0], ("Eve".to_owned(), None));
/// assert_eq!(teachers[1], ("Max".to_owned(), Some("Eve".to_owned())));
/// # Ok::<(), throughline::Error>(())
/// ```
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be selected",
    label = "expected a column, or a tuple of columns",
    note = "a whole related row beside each row is loaded by `.with(…)`"
)]
pub trait Selection: Send + 'static {
    /// What a row is.
    type Row: Send + 'static;

    #[doc(hidden)]
    fn operands(self) -> Vec<Operand>;

    #[doc(hidden)]
    fn read(row: &dyn Row, position: &mut usize, model: &'static str) -> Result<Self::Row>;
}

impl<T, K, E> Selection for Column<T, K, E>
where
    T: FieldType + 'static,
    K: Single,
    K::Selected<T>: Send + 'static,
    E: PerRow,
{
    type Row = K::Selected<T>;

    fn operands(self) -> Vec<Operand> {
        vec![self.into_operand()]
    }

    fn read(row: &dyn Row, position: &mut usize, model: &'static str) -> Result<Self::Row> {
        let value = row.value(*position)?;
        *position += 1;
        K::Selected::<T>::from_value(value)
            .map_err(|error| Error::decode(model, "a selected column", error, value))
    }
}

macro_rules! selections {
    ($($part:ident $position:tt),*) => {
        impl<$($part: Selection),*> Selection for ($($part,)*) {
            type Row = ($($part::Row,)*);

            fn operands(self) -> Vec<Operand> {
                let mut operands = Vec::new();
                $(operands.extend(self.$position.operands());)*
                operands
            }

            fn read(
                row: &dyn Row,
                position: &mut usize,
                model: &'static str,
            ) -> Result<Self::Row> {
                Ok(($($part::read(row, position, model)?,)*))
            }
        }
    };
}

selections!(A 0);
selections!(A 0, B 1);
selections!(A 0, B 1, C 2);
selections!(A 0, B 1, C 2, D 3);
selections!(A 0, B 1, C 2, D 3, E 4);
selections!(A 0, B 1, C 2, D 3, E 4, F 5);
selections!(A 0, B 1, C 2, D 3, E 4, F 5, G 6);
selections!(A 0, B 1, C 2, D 3, E 4, F 5, G 6, H 7);

/// Columns of the rows of a query set: what [`QuerySet::select`](crate::QuerySet::select) gives.
///
/// Filter and order the query set before. It is also what
/// [`is_in`](Column::is_in) takes.
///
/// ```
/// # use throughline_guide::*;
/// use throughline::SelectSet;
/// # let School { db, .. } = school()?;
/// let titles: SelectSet<Course, _> = Course::objects().select(|c| c.title());
/// assert_eq!(titles.all(&db)?, ["Rust", "Logic"]);
/// # Ok::<(), throughline::Error>(())
/// ```
#[must_use = "nothing is read before a terminal method such as `all`"]
pub struct SelectSet<M, S> {
    select: Select,
    marker: PhantomData<fn() -> (M, S)>,
}

impl<M, S> Clone for SelectSet<M, S> {
    fn clone(&self) -> Self {
        SelectSet {
            select: self.select.clone(),
            marker: PhantomData,
        }
    }
}

impl<M: Model, S> std::fmt::Debug for SelectSet<M, S> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("SelectSet")
            .field("model", &M::NAME)
            .finish_non_exhaustive()
    }
}

impl<M: Model, S: Selection> SelectSet<M, S> {
    pub(crate) fn new(mut select: Select, selection: S) -> Self {
        select.output = Output::Columns(selection.operands());
        SelectSet {
            select,
            marker: PhantomData,
        }
    }

    /// Results that are equal come once. Order by selected columns then.
    ///
    /// ```
    /// # use throughline_guide::*;
    /// # let School { db, .. } = school()?;
    /// let roles = Membership::objects().order_by(|m| m.role()).select(|m| m.role()).distinct();
    /// // SELECT DISTINCT "role" FROM "membership" ORDER BY "role" ASC
    /// assert_eq!(roles.all(&db)?, ["chair"]);
    /// # Ok::<(), throughline::Error>(())
    /// ```
    pub fn distinct(mut self) -> Self {
        self.select.distinct = true;
        self
    }

    /// At most so many results.
    ///
    /// ```
    /// # use throughline_guide::*;
    /// # let School { db, .. } = school()?;
    /// let first = Student::objects().order_by(|s| s.name()).select(|s| s.name()).limit(1);
    /// assert_eq!(first.all(&db)?, ["Ann"]);
    /// # Ok::<(), throughline::Error>(())
    /// ```
    pub fn limit(mut self, limit: u64) -> Self {
        self.select.limit = Some(limit);
        self
    }

    /// Without the first so many results.
    ///
    /// ```
    /// # use throughline_guide::*;
    /// # let School { db, .. } = school()?;
    /// let last = Student::objects().order_by(|s| s.name()).select(|s| s.name()).offset(2);
    /// assert_eq!(last.all(&db)?, ["Cleo"]);
    /// # Ok::<(), throughline::Error>(())
    /// ```
    pub fn offset(mut self, offset: u64) -> Self {
        self.select.offset = Some(offset);
        self
    }

    /// All results. One statement.
    ///
    /// ```
    /// # use throughline_guide::*;
    /// # let School { db, .. } = school()?;
    /// let courses = Course::objects()
    ///     .order_by(|c| c.students().count().desc())
    ///     .select(|c| (c.title(), c.students().count()));
    /// // SELECT "course"."title", COALESCE("t1"."value", 0) FROM "course" LEFT JOIN (SELECT
    /// // "t2"."course_id" AS "near", COUNT(*) AS "value" FROM … GROUP BY …) AS "t1" ON …
    /// assert_eq!(courses.all(&db)?, [("Rust".to_owned(), 2), ("Logic".to_owned(), 1)]);
    /// # Ok::<(), throughline::Error>(())
    /// ```
    ///
    /// # Errors
    ///
    /// The engine's.
    pub fn all<E: Executor>(self, db: E) -> E::Out<Vec<S::Row>> {
        db.run(ReadAll(self))
    }

    /// The one result. One statement, which reads at most two.
    ///
    /// ```
    /// # use throughline_guide::*;
    /// # let School { db, ann, .. } = school()?;
    /// let id = Student::objects().filter(|s| s.name().eq("Ann")).select(|s| s.id()).get(&db)?;
    /// assert_eq!(id, ann.id);
    /// # Ok::<(), throughline::Error>(())
    /// ```
    ///
    /// # Errors
    ///
    /// [`DoesNotExist`](crate::ErrorKind::DoesNotExist),
    /// [`MultipleFound`](crate::ErrorKind::MultipleFound).
    pub fn get<E: Executor>(self, db: E) -> E::Out<S::Row> {
        db.run(ReadOne(self))
    }

    /// The first result in the order of the query set, or of the primary key. One statement.
    ///
    /// ```
    /// # use throughline_guide::*;
    /// # let School { db, .. } = school()?;
    /// let first = Student::objects().order_by(|s| s.name().desc()).select(|s| s.name());
    /// assert_eq!(first.first(&db)?.as_deref(), Some("Cleo"));
    /// # Ok::<(), throughline::Error>(())
    /// ```
    ///
    /// # Errors
    ///
    /// The engine's.
    pub fn first<E: Executor>(self, db: E) -> E::Out<Option<S::Row>> {
        db.run(ReadFirst(self))
    }

    /// How many results there are; after [`distinct`](SelectSet::distinct), different ones. One
    /// statement.
    ///
    /// ```
    /// # use throughline_guide::*;
    /// # let School { db, .. } = school()?;
    /// let roles = Membership::objects().select(|m| m.role()).distinct();
    /// // SELECT COUNT(*) FROM (SELECT DISTINCT "role" AS "c0" FROM "membership") AS "t1"
    /// assert_eq!(roles.count(&db)?, 1);
    /// # Ok::<(), throughline::Error>(())
    /// ```
    ///
    /// # Errors
    ///
    /// The engine's.
    pub fn count<E: Executor>(self, db: E) -> E::Out<u64> {
        db.run(Count(self.select()))
    }
}

impl<M: Model, S: Selection> RowSet for SelectSet<M, S> {
    type Model = M;
    type Row = S::Row;

    fn select(&self) -> Select {
        let mut select = self.select.clone();
        select.limit_the_offset();
        select
    }

    async fn read(
        &self,
        connection: &mut Connection,
        select: &Select,
        keys: usize,
    ) -> Result<Part<S::Row>> {
        let mut part = Part::new();
        connection
            .fetch(select, &mut |row| {
                let mut position = 0;
                part.rows.push(S::read(row, &mut position, M::NAME)?);
                row_set::take_values(row, position, keys, &mut part.keys)
            })
            .await?;
        Ok(part)
    }
}

struct Count(Select);

impl Operation for Count {
    type Output = u64;

    fn access(&self) -> Access {
        Access::Read
    }

    async fn run(self, connection: &mut Connection) -> Result<u64> {
        let mut select = self.0;
        if let Output::Columns(columns) = select.output {
            select.output = Output::CountColumns(columns);
        }
        rows::count(connection, &select).await
    }
}
