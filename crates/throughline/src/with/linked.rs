//! Related rows with the rows of the through model that link them.

use std::marker::PhantomData;

use throughline_backend::Connection;
use throughline_core::{Error, ErrorKind, Relation, Result, Row, RowCursor};
use throughline_sql::plan::{ChildOutput, Operand};

use super::children::Keyed;
use super::{Load, Loads, Owners, RelatedSet};
use crate::path::ModelPath;
use crate::{Many, Model};

/// The rows at the end of a path to many, each with the row of the through model `W` that links
/// it: made by [`LoadPath::with_link`](crate::LoadPath::with_link).
///
/// ```
/// # use throughline_guide::*;
/// # let School { db, chess, .. } = school()?;
/// let students = Student::objects().with(|s| s.clubs().with_link::<Membership>()).limit(1);
/// let (_, clubs) = students.get(&db)?;
/// assert_eq!((&clubs[0].0, clubs[0].1.role.as_str()), (&chess, "chair"));
/// # Ok::<(), throughline::Error>(())
/// ```
#[must_use = "nothing is read before the query set that it is given to"]
pub struct LinkedSet<P: ModelPath, W, L = ()> {
    set: RelatedSet<P, L>,
    marker: PhantomData<fn() -> W>,
}

impl<P: ModelPath, W, L: Clone> Clone for LinkedSet<P, W, L> {
    fn clone(&self) -> Self {
        LinkedSet::new(self.set.clone())
    }
}

impl<P: ModelPath, W: Model, L> std::fmt::Debug for LinkedSet<P, W, L> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("LinkedSet")
            .field("model", &<P::Model as Model>::NAME)
            .field("through", &W::NAME)
            .finish_non_exhaustive()
    }
}

impl<P: ModelPath, W, L> LinkedSet<P, W, L> {
    pub(super) const fn new(set: RelatedSet<P, L>) -> Self {
        LinkedSet {
            set,
            marker: PhantomData,
        }
    }
}

impl<P, W, L> Load for LinkedSet<P, W, L>
where
    P: ModelPath<Cardinality = Many> + Send + Sync + 'static,
    W: Model,
    L: Loads<P::Model>,
{
    type Loaded = Vec<(L::Row, W)>;
    type Joined = ();

    fn columns(&self, _: &[Relation], _: &mut Vec<Operand>) {}

    fn joined(&self, _: &dyn Row, _: &mut usize) -> Result<()> {
        Ok(())
    }

    async fn load(
        &self,
        connection: &mut Connection,
        owners: &Owners,
        _: Vec<()>,
    ) -> Result<Vec<Self::Loaded>> {
        let relation = self.set.path.as_path().relations().last();
        let link = relation.and_then(Relation::link);
        if link.and_then(|link| link.through) != Some(W::META) {
            return Err(other_model::<W>(
                relation,
                link.and_then(|link| link.through),
            ));
        }
        let link = |row: &dyn Row, position: &mut usize| {
            let start = *position;
            *position += W::META.fields.len();
            W::from_row(&mut RowCursor::new(row, W::META, start))
        };
        let output = ChildOutput::RowsWithLink;
        let part = Keyed::all(&self.set);
        let found = self
            .set
            .children(connection, owners, output, &part, link)
            .await?;
        Ok(found.into_iter().map(|found| found.rows).collect())
    }
}

/// The error of a through model that is not that of the relation.
fn other_model<W: Model>(
    relation: Option<&Relation>,
    through: Option<&'static throughline_core::ModelDef>,
) -> Error {
    let message = crate::link::not_linked_by(relation, W::NAME);
    let error = Error::new(ErrorKind::InvalidValue, message);
    match through {
        Some(through) => error.with_hint(format!("say `.with_link::<{}>()`", through.name)),
        None => error.with_hint("its links have no columns of their own: leave `with_link` out"),
    }
}
