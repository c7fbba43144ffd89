//! Related rows beside each row: `.with(…)`.
//!
//! [`QuerySet::with`](crate::QuerySet::with) makes a [`WithSet`]; its type says what each row
//! comes with. A [`Load`] is one thing to load. A row at the end of a path to one is joined: it is
//! read with the rows themselves. All else is one statement for all rows together.

mod aggregate;
mod any;
mod children;
mod kept;
mod linked;
mod many;
mod one;
mod parents;
mod parts;
mod path;
mod related;
mod set;
mod shared;

use std::future::Future;

use throughline_backend::Connection;
use throughline_core::{Error, ErrorKind, ModelDef, Relation, Result, Row, Value};
use throughline_sql::plan::{self, Operand};

use crate::Model;

pub use any::{BoxedLoad, MappedLoad};
pub use linked::LinkedSet;
pub use many::LoadPath;
pub use one::{LoadOne, RelatedOne};
pub use parents::Parents;
pub use parts::{RelatedAfter, RelatedPage};
pub use path::LoadedBy;
pub use related::RelatedSet;
pub use set::WithSet;

/// The rows that something is loaded for: their model, and their keys in their order.
#[derive(Debug)]
pub struct Owners {
    model: &'static ModelDef,
    keys: Vec<Value>,
    /// The same rows as a query, where everything is asked for at one moment or they are known by their key.
    parents: Option<Parents>,
}

impl Owners {
    /// Those rows.
    fn of<M: Model>(rows: &[M], parents: Option<Parents>) -> Self {
        let position = M::META.primary_key[0];
        let keys = rows
            .iter()
            .map(|row| row.to_values().swap_remove(position))
            .collect();
        Owners {
            model: M::META,
            keys,
            parents,
        }
    }

    /// What a plan is to take them by, for a relation that begins at them.
    fn of_plan(&self, relation: Relation) -> plan::Owners {
        let parents = self.parents.as_ref();
        let parents = parents.and_then(|parents| parents.by(relation.near().key));
        parents.unwrap_or_else(|| crate::link::distinct(self.keys.clone()).into())
    }
}

/// Something that each row of a query set can come with: a path to a related row or to many, a
/// [`RelatedSet`] of filtered ones, or a number of them.
///
/// ```
/// # use throughline_guide::*;
/// use throughline::Load;
/// # let School { db, ann, bob, rust, .. } = school()?;
/// fn first_students(course: CoursePath) -> impl Load<Loaded = Vec<Student>> {
///     course.students().order_by(|s| s.name()).limit(2)
/// }
///
/// let (course, students) = Course::objects().with(first_students).first(&db)?.expect("there is one");
/// assert_eq!((course, students), (rust, vec![ann, bob]));
/// # Ok::<(), throughline::Error>(())
/// ```
///
/// A list of loads of one type is a load too: each row comes with a list. See
/// [`boxed`](Load::boxed).
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be loaded beside the rows of a query set",
    label = "expected a path over one relation, such as `c.students()`",
    note = "or such a path with `.filter(…)`, `.order_by(…)`, `.limit(…)`, `.with(…)` or `.count()`"
)]
pub trait Load: Send + Sync + Sized + 'static {
    /// What a row comes with.
    type Loaded: Send + 'static;
    /// What of it is read with the row itself.
    #[doc(hidden)]
    type Joined: Send + 'static;

    /// The columns that are read with the row, which is at the end of these relations to one.
    #[doc(hidden)]
    fn columns(&self, before: &[Relation], columns: &mut Vec<Operand>);

    /// Reads these columns, from that position on.
    #[doc(hidden)]
    fn joined(&self, row: &dyn Row, position: &mut usize) -> Result<Self::Joined>;

    /// What each of these rows comes with, in their order.
    #[doc(hidden)]
    fn load(
        &self,
        connection: &mut Connection,
        owners: &Owners,
        joined: Vec<Self::Joined>,
    ) -> impl Future<Output = Result<Vec<Self::Loaded>>> + Send;

    /// The same with what is loaded made into something else, as a type of one's own.
    ///
    /// ```
    /// # use throughline_guide::*;
    /// use throughline::Load;
    /// # let School { db, rust, logic, .. } = school()?;
    /// let names = |students: Vec<Student>| students.into_iter().map(|s| s.name).collect::<Vec<_>>();
    /// let courses = Course::objects().with(|c| c.students().order_by(|s| s.name()).map(names));
    /// assert_eq!(courses.all(&db)?, [(rust, vec!["Ann".into(), "Bob".into()]), (logic, vec!["Bob".into()])]);
    /// # Ok::<(), throughline::Error>(())
    /// ```
    fn map<U, F>(self, map: F) -> MappedLoad<Self, F>
    where
        U: Send + 'static,
        F: Fn(Self::Loaded) -> U + Send + Sync + 'static,
    {
        MappedLoad::new(self, map)
    }

    /// The same without its type: for things to load that are known when the program runs, as
    /// from the fields that a request asks for.
    ///
    /// ```
    /// # use throughline_guide::*;
    /// use throughline::{BoxedLoad, Load};
    /// # let School { db, rust, logic, .. } = school()?;
    /// let wanted = ["students", "enrollments"];
    /// let load = |c: CoursePath| -> Vec<BoxedLoad<usize>> {
    ///     let one = |name: &&str| match *name {
    ///         "students" => c.students().map(|students| students.len()).boxed(),
    ///         _ => c.enrollment_set().map(|enrollments| enrollments.len()).boxed(),
    ///     };
    ///     wanted.iter().map(one).collect()
    /// };
    /// assert_eq!(Course::objects().with(load).all(&db)?, [(rust, vec![2, 1]), (logic, vec![1, 0])]);
    /// # Ok::<(), throughline::Error>(())
    /// ```
    fn boxed(self) -> BoxedLoad<Self::Loaded> {
        BoxedLoad::new(self)
    }
}

/// Several things to load, as a tuple.
///
/// ```
/// # use throughline_guide::*;
/// use throughline::{Loads, WithSet};
/// # let School { db, .. } = school()?;
/// /// The first page of a query set, whatever its rows come with.
/// fn page<M: Model, B: 'static, L: Loads<M>>(
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

    /// What of all that is read with the row itself.
    #[doc(hidden)]
    type Joined: Send + 'static;

    /// Makes a row one that comes alone, where nothing is loaded.
    #[doc(hidden)]
    const ALONE: Option<fn(M) -> Self::Row> = None;

    #[doc(hidden)]
    fn all_columns(&self, before: &[Relation], columns: &mut Vec<Operand>);

    #[doc(hidden)]
    fn all_joined(&self, row: &dyn Row, position: &mut usize) -> Result<Self::Joined>;

    #[doc(hidden)]
    fn load_all(
        &self,
        connection: &mut Connection,
        parents: Option<Parents>,
        rows: Vec<M>,
        joined: Vec<Self::Joined>,
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
    type Joined = ();

    const ALONE: Option<fn(M) -> M> = Some(std::convert::identity);

    fn all_columns(&self, _: &[Relation], _: &mut Vec<Operand>) {}

    fn all_joined(&self, _: &dyn Row, _: &mut usize) -> Result<()> {
        Ok(())
    }

    async fn load_all(
        &self,
        _: &mut Connection,
        _: Option<Parents>,
        rows: Vec<M>,
        _: Vec<()>,
    ) -> Result<Vec<M>> {
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
        impl<M: Model, $($load: Load),*> Loads<M> for ($($load,)*) {
            type Row = (M, $($load::Loaded),*);
            type Joined = ($($load::Joined,)*);

            fn all_columns(
                &self,
                before: &[Relation],
                columns: &mut Vec<Operand>,
            ) {
                $(self.$position.columns(before, columns);)*
            }

            fn all_joined(&self, row: &dyn Row, position: &mut usize) -> Result<Self::Joined> {
                Ok(($(self.$position.joined(row, position)?,)*))
            }

            async fn load_all(
                &self,
                connection: &mut Connection,
                parents: Option<Parents>,
                rows: Vec<M>,
                joined: Vec<Self::Joined>,
            ) -> Result<Vec<Self::Row>> {
                $(let mut $loaded = Vec::with_capacity(joined.len());)*
                for one in joined {
                    $($loaded.push(one.$position);)*
                }
                let owners = Owners::of(&rows, parents);
                $(
                    let mut $loaded = self
                        .$position
                        .load(connection, &owners, $loaded)
                        .await?
                        .into_iter();
                )*
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

/// The error of a path over several relations where one is loaded at a time.
fn one_at_a_time(model: &'static ModelDef, relations: usize) -> Error {
    let message = format!(
        "`with` on `{}` was given a path over {relations} relations, and loads one at a time",
        model.name,
    );
    Error::new(ErrorKind::InvalidValue, message)
        .with_model(model.name)
        .with_hint("nest it: `.with(|a| a.first().with(|b| b.second()))`")
}
