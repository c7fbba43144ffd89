//! Paths as they are: a row for a path over a foreign key, all rows for a path to many.

use std::future::Future;

use throughline_backend::Connection;
use throughline_core::{Error, ErrorKind, ModelDef, Relation, Result, Row, RowCursor};
use throughline_sql::plan::{Condition, FieldPath, Select, Source};

use super::Load;
use super::related::{Places, RelatedSet, only_relation};
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
    fn load<M: Model, P>(
        path: &P,
        connection: &mut Connection,
        rows: &[M],
    ) -> impl Future<Output = Result<Vec<Self::Loaded<P::Model>>>> + Send
    where
        P: ModelPath<Cardinality = Self> + Send + Sync + 'static;
}

impl<M: Model, P> Load<M> for P
where
    P: ModelPath<Cardinality: LoadedBy> + Send + Sync + 'static,
{
    type Loaded = <P::Cardinality as LoadedBy>::Loaded<P::Model>;

    async fn load(&self, connection: &mut Connection, rows: &[M]) -> Result<Vec<Self::Loaded>> {
        <P::Cardinality as LoadedBy>::load(self, connection, rows).await
    }
}

impl LoadedBy for Many {
    type Loaded<T: Send + 'static> = Vec<T>;

    async fn load<M: Model, P>(
        path: &P,
        connection: &mut Connection,
        rows: &[M],
    ) -> Result<Vec<Vec<P::Model>>>
    where
        P: ModelPath<Cardinality = Self> + Send + Sync + 'static,
    {
        RelatedSet::new(path.clone()).load(connection, rows).await
    }
}

impl LoadedBy for Maybe {
    type Loaded<T: Send + 'static> = Option<T>;

    async fn load<M: Model, P>(
        path: &P,
        connection: &mut Connection,
        rows: &[M],
    ) -> Result<Vec<Option<P::Model>>>
    where
        P: ModelPath<Cardinality = Self> + Send + Sync + 'static,
    {
        let relation = only_relation::<M, P>(path)?;
        to_one::<M, P::Model>(connection, rows, relation).await
    }
}

impl LoadedBy for One {
    type Loaded<T: Send + 'static> = T;

    async fn load<M: Model, P>(
        path: &P,
        connection: &mut Connection,
        rows: &[M],
    ) -> Result<Vec<P::Model>>
    where
        P: ModelPath<Cardinality = Self> + Send + Sync + 'static,
    {
        let relation = only_relation::<M, P>(path)?;
        let found = to_one::<M, P::Model>(connection, rows, relation).await?;
        let found: Option<Vec<_>> = found.into_iter().collect();
        // The database keeps foreign keys: only a row that went in between can be missing.
        found.ok_or_else(|| {
            let message = format!("a row that `{}` points to is gone", relation.label());
            Error::new(ErrorKind::DoesNotExist, message).with_model(P::Model::NAME)
        })
    }
}

/// The far row of each row, each different one read once.
async fn to_one<M: Model, T: Model>(
    connection: &mut Connection,
    rows: &[M],
    relation: Relation,
) -> Result<Vec<Option<T>>> {
    // The key is in the rows themselves, or, of a one-to-one relation seen in reverse, in the far
    // ones.
    let near = position(M::META, relation.own_column());
    let far = position(T::META, relation.far_column());
    let keys: Vec<_> = rows
        .iter()
        .map(|row| row.to_values().swap_remove(near))
        .collect();
    let mut found: Vec<Option<T>> = rows.iter().map(|_| None).collect();
    let wanted = keys.iter().filter(|key| !key.is_null()).cloned().collect();
    let wanted = crate::link::distinct(wanted);
    if wanted.is_empty() {
        return Ok(found);
    }
    let places = Places::new(keys.iter().enumerate());
    let mut select = Select::new(Source::Model(T::META));
    select.conditions = vec![Condition::InList(
        FieldPath::own(&T::META.fields[far]).into(),
        wanted,
    )];
    let read = |row: &dyn Row| T::from_row(&mut RowCursor::new(row, T::META, 0));
    connection
        .fetch(&select, &mut |row| {
            let first = read(row)?;
            let key = first.to_values().swap_remove(far);
            for &place in places.of(&key) {
                found[place] = Some(read(row)?);
            }
            Ok(())
        })
        .await?;
    Ok(found)
}

/// The position of the field with that column; of the primary key if there is none.
fn position(model: &'static ModelDef, column: Option<&str>) -> usize {
    let field = model
        .fields
        .iter()
        .position(|field| Some(field.column) == column);
    field.unwrap_or(model.primary_key[0])
}
