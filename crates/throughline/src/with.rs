//! Related rows beside each row: `.with(…)`.
//!
//! [`QuerySet::with`] makes a [`WithSet`]; its type says what each row comes with. A [`Load`] is
//! one thing to load; a tuple of them is loaded one after the other, each by one statement for
//! all rows.

mod aggregate;
mod related;
mod to_path;

use std::future::Future;
use std::marker::PhantomData;

use throughline_backend::{Access, Connection, Operation};
use throughline_core::{Error, ErrorKind, Result};
use throughline_sql::plan::Select;

use crate::{Condition, Executor, IntoOrdering, Model, QuerySet, rows};

pub use related::{LoadPath, RelatedSet};
pub use to_path::LoadedBy;

/// Something that each row of `M` can come with: a path to a related row or to many, a
/// [`RelatedSet`] of filtered ones, or a number of them.
///
/// ```
/// # use throughline_guide::*;
/// use throughline::Load;
/// # let School { db, ann, bob, rust, .. } = school()?;
/// fn first_students(course: CoursePath) -> impl Load<Course, Loaded = Vec<Student>> {
///     course.students().order_by(|s| s.name()).limit(2)
/// }
///
/// let (course, students) = Course::objects().with(first_students).first(&db)?.expect("there is one");
/// assert_eq!((course, students), (rust, vec![ann, bob]));
/// # Ok::<(), throughline::Error>(())
/// ```
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be loaded beside rows of `{M}`",
    label = "expected a path over one relation, such as `c.students()`",
    note = "or such a path with `.filter(…)`, `.order_by(…)`, `.limit(…)`, `.with(…)` or `.count()`"
)]
pub trait Load<M: Model>: Send + Sync + Sized + 'static {
    /// What a row comes with.
    type Loaded: Send + 'static;

    /// What each of these rows comes with, in their order.
    #[doc(hidden)]
    fn load(
        &self,
        connection: &mut Connection,
        rows: &[M],
    ) -> impl Future<Output = Result<Vec<Self::Loaded>>> + Send;
}

/// Several things to load, as a tuple.
///
/// ```
/// # use throughline_guide::*;
/// use throughline::{Loads, WithSet};
/// # let School { db, .. } = school()?;
/// /// The first page of a query set, whatever its rows come with.
/// fn page<M: Model, B, L: Loads<M>>(
///     db: &throughline::blocking::Db,
///     set: WithSet<M, B, L>,
/// ) -> throughline::Result<Vec<L::Row>> {
///     set.limit(10).all(db)
/// }
///
/// let students: Vec<(Student, Vec<Club>)> = page(&db, Student::objects().with(|s| s.clubs()))?;
/// assert_eq!(students.len(), 3);
/// # Ok::<(), throughline::Error>(())
/// ```
pub trait Loads<M: Model>: Send + Sync + Sized + 'static {
    /// A row with what it comes with: `M` alone, or a tuple that begins with it.
    type Row: Send + 'static;

    #[doc(hidden)]
    fn load_all(
        &self,
        connection: &mut Connection,
        rows: Vec<M>,
    ) -> impl Future<Output = Result<Vec<Self::Row>>> + Send;
}

/// A tuple with one more thing at its end: what another `with` makes of those before it.
///
/// ```
/// use throughline::Append;
///
/// fn longer<T: Append<L>, L>(loads: T, last: L) -> T::Longer {
///     loads.append(last)
/// }
///
/// assert_eq!(longer((), 1), (1,));
/// assert_eq!(longer((1, 2), 3), (1, 2, 3));
/// ```
pub trait Append<L> {
    /// The longer tuple.
    type Longer;

    #[doc(hidden)]
    fn append(self, last: L) -> Self::Longer;
}

impl<M: Model> Loads<M> for () {
    type Row = M;

    async fn load_all(&self, _: &mut Connection, rows: Vec<M>) -> Result<Vec<M>> {
        Ok(rows)
    }
}

impl<L> Append<L> for () {
    type Longer = (L,);

    fn append(self, last: L) -> (L,) {
        (last,)
    }
}

macro_rules! loads {
    ($($load:ident $loaded:ident $position:tt),*) => {
        impl<M: Model, $($load: Load<M>),*> Loads<M> for ($($load,)*) {
            type Row = (M, $($load::Loaded),*);

            async fn load_all(
                &self,
                connection: &mut Connection,
                rows: Vec<M>,
            ) -> Result<Vec<Self::Row>> {
                $(let mut $loaded = self.$position.load(connection, &rows).await?.into_iter();)*
                let mut together = Vec::with_capacity(rows.len());
                for row in rows {
                    // Each load gives as many as there are rows.
                    let ($(Some($loaded),)*) = ($($loaded.next(),)*) else { break };
                    together.push((row, $($loaded),*));
                }
                Ok(together)
            }
        }
    };
}

loads!(A a 0);
loads!(A a 0, B b 1);
loads!(A a 0, B b 1, C c 2);
loads!(A a 0, B b 1, C c 2, D d 3);
loads!(A a 0, B b 1, C c 2, D d 3, E e 4);
loads!(A a 0, B b 1, C c 2, D d 3, E e 4, F f 5);
loads!(A a 0, B b 1, C c 2, D d 3, E e 4, F f 5, G g 6);
loads!(A a 0, B b 1, C c 2, D d 3, E e 4, F f 5, G g 6, H h 7);

macro_rules! appends {
    ($($load:ident $position:tt),*) => {
        impl<$($load,)* L> Append<L> for ($($load,)*) {
            type Longer = ($($load,)* L);

            fn append(self, last: L) -> Self::Longer {
                ($(self.$position,)* last)
            }
        }
    };
}

appends!(A 0);
appends!(A 0, B 1);
appends!(A 0, B 1, C 2);
appends!(A 0, B 1, C 2, D 3);
appends!(A 0, B 1, C 2, D 3, E 4);
appends!(A 0, B 1, C 2, D 3, E 4, F 5);
appends!(A 0, B 1, C 2, D 3, E 4, F 5, G 6);

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
    pub fn with<L: Load<M>>(self, load: impl FnOnce(M::Path) -> L) -> WithSet<M, B, (L,)> {
        WithSet {
            set: self,
            loads: (load(Self::path()),),
        }
    }
}

impl<M: Model, B, L: Loads<M>> WithSet<M, B, L> {
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
    pub fn with<N: Load<M>>(self, load: impl FnOnce(M::Path) -> N) -> WithSet<M, B, L::Longer>
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
    /// // SELECT "t1"."course_id", "t1"."student_id", "t2"."name" FROM "course_students" AS "t1"
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
        let WithSet { set, loads } = self;
        db.run(All {
            select: set.rows_select(),
            loads,
            marker: PhantomData::<fn() -> M>,
        })
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
        let WithSet { set, loads } = self;
        db.run(Get {
            select: set.rows_select(),
            loads,
            marker: PhantomData::<fn() -> M>,
        })
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
        let WithSet { set, loads } = self;
        db.run(First {
            select: set.first_select(),
            loads,
            marker: PhantomData::<fn() -> M>,
        })
    }
}

/// The error of a path over several relations where one is loaded at a time.
fn one_at_a_time<M: Model>(relations: usize) -> Error {
    let message = format!(
        "`with` on `{}` was given a path over {relations} relations, and loads one at a time",
        M::NAME,
    );
    Error::new(ErrorKind::InvalidValue, message)
        .with_model(M::NAME)
        .with_hint("nest it: `.with(|a| a.first().with(|b| b.second()))`")
}

struct All<M, L> {
    select: Select,
    loads: L,
    marker: PhantomData<fn() -> M>,
}

impl<M: Model, L: Loads<M>> Operation for All<M, L> {
    type Output = Vec<L::Row>;

    fn access(&self) -> Access {
        Access::Read
    }

    async fn run(self, connection: &mut Connection) -> Result<Vec<L::Row>> {
        let rows = rows::rows::<M>(connection, &self.select).await?;
        self.loads.load_all(connection, rows).await
    }
}

struct Get<M, L> {
    select: Select,
    loads: L,
    marker: PhantomData<fn() -> M>,
}

impl<M: Model, L: Loads<M>> Operation for Get<M, L> {
    type Output = L::Row;

    fn access(&self) -> Access {
        Access::Read
    }

    async fn run(self, connection: &mut Connection) -> Result<L::Row> {
        let row = rows::only_row::<M>(connection, self.select).await?;
        let row = row.ok_or_else(|| rows::does_not_exist(M::NAME))?;
        let mut loaded = self.loads.load_all(connection, vec![row]).await?;
        loaded.pop().ok_or_else(|| rows::does_not_exist(M::NAME))
    }
}

struct First<M, L> {
    select: Select,
    loads: L,
    marker: PhantomData<fn() -> M>,
}

impl<M: Model, L: Loads<M>> Operation for First<M, L> {
    type Output = Option<L::Row>;

    fn access(&self) -> Access {
        Access::Read
    }

    async fn run(self, connection: &mut Connection) -> Result<Option<L::Row>> {
        let row = rows::row::<M>(connection, &self.select).await?;
        Ok(self
            .loads
            .load_all(connection, row.into_iter().collect())
            .await?
            .pop())
    }
}
