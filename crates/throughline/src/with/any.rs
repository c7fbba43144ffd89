//! Loads whose result is made into something else, or whose type is left out.

use std::any::Any;
use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;

use throughline_backend::Connection;
use throughline_core::{Relation, Result, Row};
use throughline_sql::plan::Operand;

use super::{Load, Owners};

/// A load whose result is made into something else: see [`Load::map`].
///
/// ```
/// # use throughline_guide::*;
/// use throughline::Load;
/// # let School { db, rust, logic, .. } = school()?;
/// fn names(course: CoursePath) -> impl Load<Loaded = usize> {
///     course.students().map(|students| students.len())
/// }
///
/// assert_eq!(Course::objects().with(names).all(&db)?, [(rust, 2), (logic, 1)]);
/// # Ok::<(), throughline::Error>(())
/// ```
#[must_use = "nothing is read before the query set that it is given to"]
pub struct MappedLoad<L, F> {
    load: L,
    map: Arc<F>,
}

impl<L: Clone, F> Clone for MappedLoad<L, F> {
    fn clone(&self) -> Self {
        MappedLoad {
            load: self.load.clone(),
            map: Arc::clone(&self.map),
        }
    }
}

impl<L: std::fmt::Debug, F> std::fmt::Debug for MappedLoad<L, F> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_tuple("MappedLoad").field(&self.load).finish()
    }
}

impl<L, F> MappedLoad<L, F> {
    pub(super) fn new(load: L, map: F) -> Self {
        let map = Arc::new(map);
        MappedLoad { load, map }
    }
}

impl<L, U, F> Load for MappedLoad<L, F>
where
    L: Load,
    U: Send + 'static,
    F: Fn(L::Loaded) -> U + Send + Sync + 'static,
{
    type Loaded = U;
    type Joined = L::Joined;

    fn columns(&self, before: &[Relation], columns: &mut Vec<Operand>) {
        self.load.columns(before, columns);
    }

    fn joined(&self, row: &dyn Row, position: &mut usize) -> Result<Self::Joined> {
        self.load.joined(row, position)
    }

    async fn load(
        &self,
        connection: &mut Connection,
        owners: &Owners,
        joined: Vec<Self::Joined>,
    ) -> Result<Vec<U>> {
        let loaded = self.load.load(connection, owners, joined).await?;
        Ok(loaded.into_iter().map(&*self.map).collect())
    }
}

/// A load of whichever type that gives a `T`: see [`Load::boxed`]. Clones share it.
///
/// ```
/// # use throughline_guide::*;
/// use throughline::{BoxedLoad, Load};
/// # let School { db, rust, logic, .. } = school()?;
/// fn number(course: CoursePath, of: &str) -> BoxedLoad<i64> {
///     match of {
///         "students" => course.students().count().boxed(),
///         _ => course.enrollment_set().count().boxed(),
///     }
/// }
///
/// let courses = Course::objects().with(|c| number(c, "students"));
/// assert_eq!(courses.all(&db)?, [(rust, 2), (logic, 1)]);
/// # Ok::<(), throughline::Error>(())
/// ```
#[must_use = "nothing is read before the query set that it is given to"]
pub struct BoxedLoad<T>(Arc<dyn AnyLoad<T>>);

impl<T> Clone for BoxedLoad<T> {
    fn clone(&self) -> Self {
        BoxedLoad(Arc::clone(&self.0))
    }
}

impl<T> std::fmt::Debug for BoxedLoad<T> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("BoxedLoad").finish_non_exhaustive()
    }
}

impl<T: Send + 'static> BoxedLoad<T> {
    pub(super) fn new(load: impl Load<Loaded = T>) -> Self {
        BoxedLoad(Arc::new(load))
    }
}

/// What a load has joined, of whichever type.
type AnyJoined = Box<dyn Any + Send>;

/// A future that borrows what it is made of.
type Borrowed<'a, T> = Pin<Box<dyn Future<Output = Result<Vec<T>>> + Send + 'a>>;

/// [`Load`] without the types that only it knows.
trait AnyLoad<T>: Send + Sync {
    fn columns(&self, before: &[Relation], columns: &mut Vec<Operand>);
    fn joined(&self, row: &dyn Row, position: &mut usize) -> Result<AnyJoined>;
    fn load<'a>(
        &'a self,
        connection: &'a mut Connection,
        owners: &'a Owners,
        joined: Vec<AnyJoined>,
    ) -> Borrowed<'a, T>;
}

impl<L: Load> AnyLoad<L::Loaded> for L {
    fn columns(&self, before: &[Relation], columns: &mut Vec<Operand>) {
        Load::columns(self, before, columns);
    }

    fn joined(&self, row: &dyn Row, position: &mut usize) -> Result<AnyJoined> {
        Ok(Box::new(Load::joined(self, row, position)?))
    }

    fn load<'a>(
        &'a self,
        connection: &'a mut Connection,
        owners: &'a Owners,
        joined: Vec<AnyJoined>,
    ) -> Borrowed<'a, L::Loaded> {
        // Each was made by `joined` above.
        let joined = joined.into_iter();
        let joined = joined.filter_map(|one| one.downcast::<L::Joined>().ok().map(|one| *one));
        Box::pin(Load::load(self, connection, owners, joined.collect()))
    }
}

impl<T: Send + 'static> Load for BoxedLoad<T> {
    type Loaded = T;
    type Joined = AnyJoined;

    fn columns(&self, before: &[Relation], columns: &mut Vec<Operand>) {
        self.0.columns(before, columns);
    }

    fn joined(&self, row: &dyn Row, position: &mut usize) -> Result<AnyJoined> {
        self.0.joined(row, position)
    }

    async fn load(
        &self,
        connection: &mut Connection,
        owners: &Owners,
        joined: Vec<AnyJoined>,
    ) -> Result<Vec<T>> {
        self.0.load(connection, owners, joined).await
    }
}

/// A list of loads: each row comes with what each of them gives.
impl<L: Load> Load for Vec<L> {
    type Loaded = Vec<L::Loaded>;
    type Joined = Vec<L::Joined>;

    fn columns(&self, before: &[Relation], columns: &mut Vec<Operand>) {
        self.iter().for_each(|load| load.columns(before, columns));
    }

    fn joined(&self, row: &dyn Row, position: &mut usize) -> Result<Self::Joined> {
        self.iter().map(|load| load.joined(row, position)).collect()
    }

    async fn load(
        &self,
        connection: &mut Connection,
        owners: &Owners,
        joined: Vec<Self::Joined>,
    ) -> Result<Vec<Self::Loaded>> {
        let mut all: Vec<_> = joined
            .iter()
            .map(|_| Vec::with_capacity(self.len()))
            .collect();
        let mut joined: Vec<_> = joined.into_iter().map(Vec::into_iter).collect();
        for load in self {
            let own = joined.iter_mut().filter_map(Iterator::next).collect();
            let loaded = load.load(connection, owners, own).await?;
            for (row, one) in all.iter_mut().zip(loaded) {
                row.push(one);
            }
        }
        Ok(all)
    }
}
