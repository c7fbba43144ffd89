//! Query sets whose rows come with related ones.

use throughline_backend::Connection;
use throughline_core::{Result, RowCursor};
use throughline_sql::plan::Select;

use super::parents::steady;
use super::{Append, Load, Loads, Parents};
use crate::row_set::{self, Part, ReadAll, ReadFirst, ReadOne, RowSet};
use crate::{Condition, Executor, IntoOrdering, Model, QuerySet};

/// A query set whose rows come with related ones: what [`QuerySet::with`] gives. `L` is a tuple
/// of what is loaded.
///
/// ```
/// # use throughline_guide::*;
/// use throughline::WithSet;
/// # let School { db, ann, bob, rust, logic, .. } = school()?;
/// let courses: WithSet<Course, _, _> = Course::objects().with(|c| c.students());
/// let courses: Vec<(Course, Vec<Student>)> = courses.order_by(|c| c.title()).all(&db)?;
/// assert_eq!(courses, [(logic, vec![bob.clone()]), (rust, vec![ann, bob])]);
/// # Ok::<(), throughline::Error>(())
/// ```
#[must_use = "nothing is read before a terminal method such as `all`"]
pub struct WithSet<M, B, L> {
    set: QuerySet<M, B>,
    loads: L,
}

impl<M: Model, B, L> std::fmt::Debug for WithSet<M, B, L> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("WithSet")
            .field("set", &self.set)
            .finish_non_exhaustive()
    }
}

impl<M: Model, B> QuerySet<M, B> {
    /// Each row with something related, and the type says what: a path to many rows gives a
    /// `Vec`, a path over a foreign key the row (an `Option` of it where the key may be null), a
    /// `count()` a number. One more statement for all rows together, however many there are.
    ///
    /// ```
    /// # use throughline_guide::*;
    /// # fn main() -> throughline::Result<()> {
    /// # let db = throughline::blocking::Db::memory()?;
    /// # create_tables(&db)?;
    /// let (ann, rust) = (
    ///     Student::builder().name("Ann").create(&db)?,
    ///     Course::builder().title("Rust").create(&db)?,
    /// );
    /// rust.students().add(&db, [&ann])?;
    ///
    /// let recorder = db.record();
    /// let courses: Vec<(Course, Vec<Student>, i64)> = Course::objects()
    ///     .with(|c| c.students().order_by(|s| s.name()).limit(3))
    ///     .with(|c| c.students().count())
    ///     .all(&db)?;
    /// assert_eq!(courses, [(rust, vec![ann], 1)]);
    /// assert_eq!(recorder.statements().len(), 3);
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// It nests: `.with(|c| c.students().with(|s| s.clubs()))` gives
    /// `Vec<(Course, Vec<(Student, Vec<Club>)>)>`.
    pub fn with<L: Load>(self, load: impl FnOnce(M::Path) -> L) -> WithSet<M, B, (L,)> {
        WithSet {
            set: self,
            loads: (load(Self::path()),),
        }
    }
}

impl<M: Model, B: 'static, L: Loads<M>> WithSet<M, B, L> {
    /// One more thing for each row, at the end of the tuple: up to eight.
    ///
    /// ```
    /// # use throughline_guide::*;
    /// # let School { db, .. } = school()?;
    /// let students: Vec<(Student, i64, Option<Locker>)> = Student::objects()
    ///     .with(|s| s.course_set().count())
    ///     .with(|s| s.locker())
    ///     .all(&db)?;
    /// let counts: Vec<_> = students.iter().map(|(_, courses, _)| *courses).collect();
    /// assert_eq!(counts, [1, 2, 0]);
    /// assert_eq!(students[0].2.as_ref().map(|locker| locker.number), Some(7));
    /// # Ok::<(), throughline::Error>(())
    /// ```
    pub fn with<N: Load>(self, load: impl FnOnce(M::Path) -> N) -> WithSet<M, B, L::Longer>
    where
        L: Append<N>,
    {
        let load = load(QuerySet::<M, B>::path());
        WithSet {
            set: self.set,
            loads: self.loads.append(load),
        }
    }

    /// As [`QuerySet::filter`].
    ///
    /// ```
    /// # use throughline_guide::*;
    /// # let School { db, ann, bob, rust, .. } = school()?;
    /// let of_ann = Course::objects().with(|c| c.students()).filter(|c| c.students().eq(&ann));
    /// assert_eq!(of_ann.all(&db)?, [(rust, vec![ann, bob])]); // the courses are fewer, not their students
    /// # Ok::<(), throughline::Error>(())
    /// ```
    pub fn filter(mut self, condition: impl FnOnce(M::Path) -> Condition) -> Self {
        self.set = self.set.filter(condition);
        self
    }

    /// As [`QuerySet::exclude`].
    ///
    /// ```
    /// # use throughline_guide::*;
    /// # let School { db, bob, logic, .. } = school()?;
    /// let others = Course::objects().with(|c| c.students()).exclude(|c| c.title().eq("Rust"));
    /// assert_eq!(others.all(&db)?, [(logic, vec![bob])]);
    /// # Ok::<(), throughline::Error>(())
    /// ```
    pub fn exclude(mut self, condition: impl FnOnce(M::Path) -> Condition) -> Self {
        self.set = self.set.exclude(condition);
        self
    }

    /// As [`QuerySet::order_by`].
    ///
    /// ```
    /// # use throughline_guide::*;
    /// # let School { db, rust, logic, .. } = school()?;
    /// let courses = Course::objects().with(|c| c.students().count()).order_by(|c| c.title());
    /// assert_eq!(courses.all(&db)?, [(logic, 1), (rust, 2)]);
    /// # Ok::<(), throughline::Error>(())
    /// ```
    pub fn order_by<O: IntoOrdering>(mut self, ordering: impl FnOnce(M::Path) -> O) -> Self {
        self.set = self.set.order_by(ordering);
        self
    }

    /// As [`QuerySet::limit`].
    ///
    /// ```
    /// # use throughline_guide::*;
    /// # let School { db, ann, chess, .. } = school()?;
    /// let first = Student::objects().with(|s| s.clubs()).order_by(|s| s.name()).limit(1);
    /// assert_eq!(first.all(&db)?, [(ann, vec![chess])]);
    /// # Ok::<(), throughline::Error>(())
    /// ```
    pub fn limit(mut self, limit: u64) -> Self {
        self.set = self.set.limit(limit);
        self
    }

    /// As [`QuerySet::offset`].
    ///
    /// ```
    /// # use throughline_guide::*;
    /// # let School { db, cleo, .. } = school()?;
    /// let last = Student::objects().with(|s| s.clubs()).order_by(|s| s.name()).offset(2);
    /// assert_eq!(last.all(&db)?, [(cleo, vec![])]);
    /// # Ok::<(), throughline::Error>(())
    /// ```
    pub fn offset(mut self, offset: u64) -> Self {
        self.set = self.set.offset(offset);
        self
    }

    /// All rows, each with what was asked for. One statement, and one more for each thing that is
    /// loaded; none of these where there are no rows.
    ///
    /// ```
    /// # use throughline_guide::*;
    /// # let School { db, ann, bob, rust, logic, .. } = school()?;
    /// let courses = Course::objects().order_by(|c| c.id()).with(|c| c.students()).all(&db)?;
    /// // SELECT "id", "title" FROM "course" ORDER BY "id" ASC
    /// // SELECT "t1"."course_id", "t2"."id", "t2"."name" FROM "course_students" AS "t1"
    /// // INNER JOIN "student" AS "t2" ON "t2"."id" = "t1"."student_id"
    /// // WHERE "t1"."course_id" IN (SELECT "value" FROM json_each(?) AS "t")
    /// assert_eq!(courses, [(rust, vec![ann, bob.clone()]), (logic, vec![bob])]);
    /// # Ok::<(), throughline::Error>(())
    /// ```
    ///
    /// # Errors
    ///
    /// [`InvalidValue`](crate::ErrorKind::InvalidValue) if a path goes over several relations at
    /// once: `with` nests instead.
    pub fn all<E: Executor>(self, db: E) -> E::Out<Vec<L::Row>> {
        db.run(ReadAll(self))
    }

    /// The one row with what was asked for.
    ///
    /// ```
    /// # use throughline_guide::*;
    /// # let School { db, ann, chess, .. } = school()?;
    /// let chairs = Membership::objects().filter(|m| m.role().eq("chair"));
    /// let (_, student, club) = chairs.with(|m| m.student()).with(|m| m.club()).get(&db)?;
    /// assert_eq!((student, club), (ann, chess));
    /// # Ok::<(), throughline::Error>(())
    /// ```
    ///
    /// # Errors
    ///
    /// [`DoesNotExist`](crate::ErrorKind::DoesNotExist),
    /// [`MultipleFound`](crate::ErrorKind::MultipleFound); as [`all`](WithSet::all).
    pub fn get<E: Executor>(self, db: E) -> E::Out<L::Row> {
        db.run(ReadOne(self))
    }

    /// The first row in the order of the query set, of the model, or of the primary key, with
    /// what was asked for.
    ///
    /// ```
    /// # use throughline_guide::*;
    /// # let School { db, eve, max, zoo, .. } = school()?;
    /// let by_name = Teacher::objects().order_by(|t| t.name().desc());
    /// let first = by_name.with(|t| t.mentor()).with(|t| t.trips()).first(&db)?;
    /// assert_eq!(first, Some((max, Some(eve), vec![zoo])));
    /// # Ok::<(), throughline::Error>(())
    /// ```
    ///
    /// # Errors
    ///
    /// As [`all`](WithSet::all).
    pub fn first<E: Executor>(self, db: E) -> E::Out<Option<L::Row>> {
        db.run(ReadFirst(self))
    }
}

impl<M: Model, B: 'static, L: Loads<M>> RowSet for WithSet<M, B, L> {
    type Model = M;
    type Row = L::Row;

    fn select(&self) -> Select {
        let mut select = self.set.clone().rows_select();
        self.loads.all_columns(&[], &mut select.extra);
        select
    }

    async fn read(
        &self,
        connection: &mut Connection,
        select: &Select,
        keys: usize,
    ) -> Result<Part<L::Row>> {
        let (mut rows, mut joined, mut found) = (Vec::new(), Vec::new(), Vec::new());
        let mut select = select.clone();
        let mut parents = None;
        if connection.reads_together() {
            steady(&mut select, M::META);
            parents = Parents::found(&select);
        } else if !connection.dialect().capabilities().in_process {
            parents = Parents::by_keys_alone(&select, M::META);
        }
        connection
            .fetch(&select, &mut |row| {
                rows.push(M::from_row(&mut RowCursor::new(row, M::META, 0))?);
                let mut position = M::META.fields.len();
                joined.push(self.loads.all_joined(row, &mut position)?);
                row_set::take_values(row, position, keys, &mut found)
            })
            .await?;
        let rows = self.loads.load_all(connection, parents, rows, joined);
        let rows = rows.await?;
        Ok(Part { rows, keys: found })
    }
}
