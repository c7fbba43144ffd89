//! Query sets of every kind: whose rows are models, tuples or what these are made into.
//!
//! A kind says how its plan is and how a row of it is read. What is the same for all of them is
//! made once, here and for pages and streams.

use std::future::Future;
use std::sync::Arc;

use throughline_backend::{Access, Connection, Operation, Reads};
use throughline_core::{Result, Row, RowCursor, Value};
use throughline_sql::plan::Select;

use crate::query_set::ascending_field;
use crate::{Cursor, CursorSet, Engine, Executor, Model, PageSet, QuerySet, rows};

/// A query set of any kind: of models, with what they come with, of columns, mapped.
///
/// ```
/// # use throughline_guide::*;
/// use throughline::RowSet;
/// # let School { db, .. } = school()?;
/// fn names<S: RowSet<Row = Student>>(students: S) -> impl RowSet<Row = String> {
///     students.map(|student| student.name)
/// }
///
/// assert_eq!(names(Student::objects().limit(2)).all(&db)?, ["Ann", "Bob"]);
/// # Ok::<(), throughline::Error>(())
/// ```
pub trait RowSet: Send + Sync + Sized + 'static {
    /// The model that is queried.
    type Model: Model;
    /// What it gives.
    type Row: Send + 'static;

    /// The plan of all rows.
    #[doc(hidden)]
    fn select(&self) -> Select;

    /// The rows of that plan, which is one of this set's, narrowed, with so many key columns more
    /// behind its own.
    #[doc(hidden)]
    fn read(
        &self,
        connection: &mut Connection,
        select: &Select,
        keys: usize,
    ) -> impl Future<Output = Result<Part<Self::Row>>> + Send;

    /// The same rows, each made into something else: a struct of one's own in place of a tuple.
    ///
    /// ```
    /// # use throughline_guide::*;
    /// # let School { db, .. } = school()?;
    /// #[derive(Debug, PartialEq)]
    /// struct Attendance {
    ///     title: String,
    ///     students: i64,
    /// }
    ///
    /// let all = Course::objects()
    ///     .order_by(|c| c.id())
    ///     .select(|c| (c.title(), c.students().count()))
    ///     .map(|(title, students)| Attendance { title, students })
    ///     .all(&db)?;
    /// assert_eq!(all[0], Attendance { title: "Rust".to_owned(), students: 2 });
    /// # Ok::<(), throughline::Error>(())
    /// ```
    fn map<U, F>(self, map: F) -> MappedSet<Self, F>
    where
        U: Send + 'static,
        F: Fn(Self::Row) -> U + Send + Sync + 'static,
    {
        MappedSet {
            set: self,
            map: Arc::new(map),
        }
    }

    /// All rows.
    ///
    /// ```
    /// # use throughline_guide::*;
    /// # let School { db, .. } = school()?;
    /// let names = Student::objects().map(|student| student.name).all(&db)?;
    /// assert_eq!(names, ["Ann", "Bob", "Cleo"]);
    /// # Ok::<(), throughline::Error>(())
    /// ```
    ///
    /// # Errors
    ///
    /// The engine's.
    fn all<E: Executor>(self, db: E) -> E::Out<Vec<Self::Row>> {
        db.run(ReadAll(self))
    }

    /// The one row. Reads at most two.
    ///
    /// ```
    /// # use throughline_guide::*;
    /// # let School { db, .. } = school()?;
    /// let ann = Student::objects().filter(|s| s.name().eq("Ann")).map(|student| student.id);
    /// assert_eq!(ann.get(&db)?, 1);
    /// # Ok::<(), throughline::Error>(())
    /// ```
    ///
    /// # Errors
    ///
    /// [`DoesNotExist`](crate::ErrorKind::DoesNotExist),
    /// [`MultipleFound`](crate::ErrorKind::MultipleFound).
    fn get<E: Executor>(self, db: E) -> E::Out<Self::Row> {
        db.run(ReadOne(self))
    }

    /// The first row in the order of the query set, of the model, or of the primary key.
    ///
    /// ```
    /// # use throughline_guide::*;
    /// # let School { db, .. } = school()?;
    /// let last = Student::objects().order_by(|s| s.id().desc()).map(|student| student.name);
    /// assert_eq!(last.first(&db)?.as_deref(), Some("Cleo"));
    /// # Ok::<(), throughline::Error>(())
    /// ```
    ///
    /// # Errors
    ///
    /// The engine's.
    fn first<E: Executor>(self, db: E) -> E::Out<Option<Self::Row>> {
        db.run(ReadFirst(self))
    }

    /// The page with that number, counted from 1, of pages with so many rows; with the total.
    ///
    /// ```
    /// # use throughline_guide::*;
    /// # let School { db, .. } = school()?;
    /// let page = Student::objects().order_by(|s| s.name()).page(2, 2).get(&db)?;
    /// assert_eq!((page.rows[0].name.as_str(), page.total), ("Cleo", 3));
    /// assert!(Student::objects().page(0, 2).get(&db).is_err());
    /// # Ok::<(), throughline::Error>(())
    /// ```
    fn page(self, number: u64, size: u64) -> PageSet<Self> {
        PageSet {
            set: self,
            number,
            size,
        }
    }

    /// At most so many rows behind the cursor, in the order of the query set; without a cursor
    /// the first ones. They come with the cursor behind them.
    ///
    /// ```
    /// # use throughline_guide::*;
    /// # let School { db, .. } = school()?;
    /// let by_name = || Student::objects().order_by(|s| s.name());
    /// let first = by_name().after(None, 2).get(&db)?;
    /// let second = by_name().after(first.next.as_ref(), 2).get(&db)?;
    /// assert_eq!((second.rows[0].name.as_str(), second.next), ("Cleo", None));
    /// # Ok::<(), throughline::Error>(())
    /// ```
    fn after(self, cursor: Option<&Cursor>, size: u64) -> CursorSet<Self> {
        CursorSet {
            set: self,
            cursor: cursor.cloned(),
            size,
        }
    }

    /// The rows one after the other, in bounded memory: a `Stream`, or an iterator of a blocking
    /// handle. One statement for each 1,000 rows, each behind the last row of the one before, and
    /// one more for each thing that they come with.
    ///
    /// In a transaction all rows are those of one moment. Else a row that is inserted or changed
    /// meanwhile may come or not; none comes twice unless its place in the order changes.
    ///
    /// ```
    /// # use throughline_guide::*;
    /// # let School { db, .. } = school()?;
    /// for row in Course::objects().with(|c| c.students().count()).stream(&db) {
    ///     let (course, students) = row?;
    ///     println!("{},{students}", course.title);
    /// }
    /// # Ok::<(), throughline::Error>(())
    /// ```
    ///
    /// The first row is an error [`InvalidValue`](crate::ErrorKind::InvalidValue) where rows have no
    /// place of their own: distinct values, and pairs.
    fn stream<E: Executor>(self, db: E) -> E::Rows<Self> {
        db.stream(self)
    }

    /// The statement that [`all`](RowSet::all) sends to that engine, with placeholders for the
    /// values. No connection is needed, and nothing is sent.
    ///
    /// ```
    /// # use throughline_guide::*;
    /// use throughline::Engine;
    ///
    /// let anns = Student::objects().filter(|s| s.name().eq("Ann"));
    /// assert_eq!(
    ///     anns.to_sql(Engine::Sqlite),
    ///     r#"SELECT "id", "name" FROM "student" WHERE "name" = ?"#
    /// );
    /// assert_eq!(
    ///     anns.to_sql(Engine::Postgres),
    ///     r#"SELECT "id", "name" FROM "student" WHERE "name" = $1"#
    /// );
    /// assert_eq!(
    ///     anns.to_sql(Engine::MariaDb),
    ///     "SELECT `id`, `name` FROM `student` WHERE `name` = ?"
    /// );
    /// ```
    #[must_use]
    fn to_sql(&self, engine: Engine) -> String {
        throughline_sql::render(&self.select(), engine.dialect()).sql
    }

    /// How the engine would find the rows of [`all`](RowSet::all), in its own words: the steps in
    /// lines, to be read by people. One statement, which runs nothing.
    ///
    /// ```
    /// # use throughline_guide::*;
    /// # let School { db, .. } = school()?;
    /// let of_bob = Course::objects().filter(|c| c.students().name().eq("Bob"));
    /// println!("{}", of_bob.explain(&db)?);
    /// // SEARCH course USING INTEGER PRIMARY KEY (rowid=?)
    /// // LIST SUBQUERY 1
    /// //   SCAN t1 USING COVERING INDEX …
    /// //   SEARCH t2 USING INTEGER PRIMARY KEY (rowid=?)
    /// # Ok::<(), throughline::Error>(())
    /// ```
    ///
    /// # Errors
    ///
    /// The engine's.
    fn explain<E: Executor>(self, db: E) -> E::Out<String> {
        db.run(Explain(self.select()))
    }
}

/// Rows of a query set, and the values of the key columns that were asked for with them: row
/// after row.
#[doc(hidden)]
#[derive(Debug)]
pub struct Part<R> {
    pub(crate) rows: Vec<R>,
    pub(crate) keys: Vec<Value>,
}

impl<R> Part<R> {
    pub(crate) const fn new() -> Self {
        Part {
            rows: Vec::new(),
            keys: Vec::new(),
        }
    }
}

/// Takes so many values of a row, from that position on, to those of other rows.
pub(crate) fn take_values(
    row: &dyn Row,
    position: usize,
    count: usize,
    values: &mut Vec<Value>,
) -> Result<()> {
    for position in position..position + count {
        values.push(row.value(position)?.to_value());
    }
    Ok(())
}

impl<M: Model, B: 'static> RowSet for QuerySet<M, B> {
    type Model = M;
    type Row = M;

    fn select(&self) -> Select {
        self.clone().rows_select()
    }

    async fn read(
        &self,
        connection: &mut Connection,
        select: &Select,
        keys: usize,
    ) -> Result<Part<M>> {
        let mut part = Part::new();
        connection
            .fetch(select, &mut |row| {
                part.rows
                    .push(M::from_row(&mut RowCursor::new(row, M::META, 0))?);
                take_values(row, M::META.fields.len(), keys, &mut part.keys)
            })
            .await?;
        Ok(part)
    }
}

/// A query set whose rows are made into something else: what [`RowSet::map`] gives.
///
/// ```
/// # use throughline_guide::*;
/// # let School { db, .. } = school()?;
/// let names = Student::objects().order_by(|s| s.name().desc()).map(|student| student.name);
/// assert_eq!(names.first(&db)?.as_deref(), Some("Cleo"));
/// # Ok::<(), throughline::Error>(())
/// ```
#[must_use = "nothing is read before a terminal method such as `all`"]
pub struct MappedSet<S, F> {
    set: S,
    map: Arc<F>,
}

impl<S: Clone, F> Clone for MappedSet<S, F> {
    fn clone(&self) -> Self {
        MappedSet {
            set: self.set.clone(),
            map: Arc::clone(&self.map),
        }
    }
}

impl<S: std::fmt::Debug, F> std::fmt::Debug for MappedSet<S, F> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_tuple("MappedSet").field(&self.set).finish()
    }
}

impl<S, U, F> RowSet for MappedSet<S, F>
where
    S: RowSet,
    U: Send + 'static,
    F: Fn(S::Row) -> U + Send + Sync + 'static,
{
    type Model = S::Model;
    type Row = U;

    fn select(&self) -> Select {
        self.set.select()
    }

    async fn read(
        &self,
        connection: &mut Connection,
        select: &Select,
        keys: usize,
    ) -> Result<Part<U>> {
        let Part { rows, keys } = self.set.read(connection, select, keys).await?;
        let rows = rows.into_iter().map(&*self.map).collect();
        Ok(Part { rows, keys })
    }
}

/// The rows of a plan of the set, with all that they come with at one moment where the engine
/// pipelines.
pub(crate) async fn read<S: RowSet>(
    connection: &mut Connection,
    set: &S,
    select: &Select,
    keys: usize,
) -> Result<Part<S::Row>> {
    connection
        .read_together(&ReadRows { set, select, keys })
        .await
}

struct ReadRows<'a, S> {
    set: &'a S,
    select: &'a Select,
    keys: usize,
}

impl<S: RowSet> Reads for ReadRows<'_, S> {
    type Output = Part<S::Row>;

    async fn read(&self, connection: &mut Connection) -> Result<Part<S::Row>> {
        self.set.read(connection, self.select, self.keys).await
    }
}

/// All rows.
pub(crate) struct ReadAll<S>(pub(crate) S);

impl<S: RowSet> Operation for ReadAll<S> {
    type Output = Vec<S::Row>;

    fn access(&self) -> Access {
        Access::Read
    }

    async fn run(self, connection: &mut Connection) -> Result<Vec<S::Row>> {
        let select = self.0.select();
        Ok(read(connection, &self.0, &select, 0).await?.rows)
    }
}

/// The one row. Reads at most two.
pub(crate) struct ReadOne<S>(pub(crate) S);

impl<S: RowSet> Operation for ReadOne<S> {
    type Output = S::Row;

    fn access(&self) -> Access {
        Access::Read
    }

    async fn run(self, connection: &mut Connection) -> Result<S::Row> {
        let mut select = self.0.select();
        select.limit = Some(select.limit.unwrap_or(2).min(2));
        let mut rows = read(connection, &self.0, &select, 0).await?.rows;
        if rows.len() > 1 {
            return Err(rows::multiple_found(S::Model::NAME));
        }
        rows.pop()
            .ok_or_else(|| rows::does_not_exist(S::Model::NAME))
    }
}

/// The first row in the order of the query set, or of the primary key.
pub(crate) struct ReadFirst<S>(pub(crate) S);

impl<S: RowSet> Operation for ReadFirst<S> {
    type Output = Option<S::Row>;

    fn access(&self) -> Access {
        Access::Read
    }

    async fn run(self, connection: &mut Connection) -> Result<Option<S::Row>> {
        let mut select = self.0.select();
        if select.order.is_empty() && !select.distinct {
            let keys = S::Model::META.key_fields();
            select.order = keys.map(ascending_field).collect();
        }
        select.limit = Some(select.limit.unwrap_or(1).min(1));
        Ok(read(connection, &self.0, &select, 0).await?.rows.pop())
    }
}

/// How the engine would find the rows.
struct Explain(Select);

impl Operation for Explain {
    type Output = String;

    fn access(&self) -> Access {
        Access::Read
    }

    async fn run(self, connection: &mut Connection) -> Result<String> {
        connection.explain(&self.0).await
    }
}
