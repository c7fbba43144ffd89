//! Paths as they are: a row for a path to one, all rows for a path to many.

use std::future::Future;

use throughline_backend::Connection;
use throughline_core::{Relation, Result, Row};
use throughline_sql::plan::Operand;

use super::one::{self, RelatedOne};
use super::related::RelatedSet;
use super::{Load, Owners};
use crate::path::ModelPath;
use crate::{Cardinality, Many, Maybe, Model, One};

/// How a path of this cardinality is loaded: [`One`] row, [`Maybe`] one, or [`Many`].
///
/// ```
/// # use throughline_guide::*;
/// # let School { db, .. } = school()?;
/// let _: Vec<(Membership, Student)> = Membership::objects().with(|m| m.student()).all(&db)?; // One
/// let _: Vec<(Teacher, Option<Teacher>)> = Teacher::objects().with(|t| t.mentor()).all(&db)?; // Maybe
/// let _: Vec<(Student, Vec<Club>)> = Student::objects().with(|s| s.clubs()).all(&db)?; // Many
/// # Ok::<(), throughline::Error>(())
/// ```
pub trait LoadedBy: Cardinality {
    /// What a row comes with.
    type Loaded<T: Send + 'static>: Send + 'static;
    #[doc(hidden)]
    type Joined<T: Send + 'static>: Send + 'static;

    #[doc(hidden)]
    fn columns<P>(path: &P, before: &[Relation], columns: &mut Vec<Operand>)
    where
        P: ModelPath<Cardinality = Self>;

    #[doc(hidden)]
    fn joined<T: Model>(row: &dyn Row, position: &mut usize) -> Result<Self::Joined<T>>;

    #[doc(hidden)]
    fn load<P>(
        path: &P,
        connection: &mut Connection,
        owners: &Owners,
        joined: Vec<Self::Joined<P::Model>>,
    ) -> impl Future<Output = Result<Vec<Self::Loaded<P::Model>>>> + Send
    where
        P: ModelPath<Cardinality = Self> + Send + Sync + 'static;
}

impl<P> Load for P
where
    P: ModelPath<Cardinality: LoadedBy> + Send + Sync + 'static,
{
    type Loaded = <P::Cardinality as LoadedBy>::Loaded<P::Model>;
    type Joined = <P::Cardinality as LoadedBy>::Joined<P::Model>;

    fn columns(&self, before: &[Relation], columns: &mut Vec<Operand>) {
        <P::Cardinality as LoadedBy>::columns(self, before, columns);
    }

    fn joined(&self, row: &dyn Row, position: &mut usize) -> Result<Self::Joined> {
        <P::Cardinality as LoadedBy>::joined::<P::Model>(row, position)
    }

    async fn load(
        &self,
        connection: &mut Connection,
        owners: &Owners,
        joined: Vec<Self::Joined>,
    ) -> Result<Vec<Self::Loaded>> {
        <P::Cardinality as LoadedBy>::load(self, connection, owners, joined).await
    }
}

impl LoadedBy for Many {
    type Loaded<T: Send + 'static> = Vec<T>;
    type Joined<T: Send + 'static> = ();

    fn columns<P: ModelPath<Cardinality = Self>>(_: &P, _: &[Relation], _: &mut Vec<Operand>) {}

    fn joined<T: Model>(_: &dyn Row, _: &mut usize) -> Result<()> {
        Ok(())
    }

    async fn load<P>(
        path: &P,
        connection: &mut Connection,
        owners: &Owners,
        joined: Vec<()>,
    ) -> Result<Vec<Vec<P::Model>>>
    where
        P: ModelPath<Cardinality = Self> + Send + Sync + 'static,
    {
        let set = RelatedSet::new(path.clone());
        set.load(connection, owners, joined).await
    }
}

/// A path to one row, or perhaps none: joined.
macro_rules! to_one {
    ($($cardinality:ident: $loaded:ty;)*) => {$(
        impl LoadedBy for $cardinality {
            type Loaded<T: Send + 'static> = $loaded;
            type Joined<T: Send + 'static> = Option<T>;

            fn columns<P>(path: &P, before: &[Relation], columns: &mut Vec<Operand>)
            where
                P: ModelPath<Cardinality = Self>,
            {
                one::columns(path, before, columns);
            }

            fn joined<T: Model>(row: &dyn Row, position: &mut usize) -> Result<Option<T>> {
                one::joined(row, position)
            }

            async fn load<P>(
                path: &P,
                connection: &mut Connection,
                owners: &Owners,
                joined: Vec<Option<P::Model>>,
            ) -> Result<Vec<Self::Loaded<P::Model>>>
            where
                P: ModelPath<Cardinality = Self> + Send + Sync + 'static,
            {
                let joined = joined.into_iter().map(|row| row.map(|row| (row, ())));
                let one = RelatedOne::new(path.clone());
                one.load(connection, owners, joined.collect()).await
            }
        }
    )*};
}

to_one! {
    One: T;
    Maybe: Option<T>;
}
