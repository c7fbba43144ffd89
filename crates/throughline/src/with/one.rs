//! Rows at the end of a path to one, which are joined.

use throughline_backend::Connection;
use throughline_core::{Error, ErrorKind, Relation, Result, Row, RowCursor, ValueRef};
use throughline_sql::plan::{FieldPath, Operand};

use super::{Append, Load, Loads, Owners};
use crate::path::{ModelPath, Path};
use crate::{Model, One, Single};

/// The row at the end of a path to one, with something that is related to it: made by
/// [`LoadOne::with`].
///
/// ```
/// # use throughline_guide::*;
/// use throughline::RelatedOne;
/// # let School { db, ann, chess, .. } = school()?;
/// let memberships: Vec<(Membership, (Student, Vec<Club>))> =
///     Membership::objects().with(|m| m.student().with(|s| s.clubs())).all(&db)?;
/// assert_eq!(memberships[0].1, (ann, vec![chess]));
/// # Ok::<(), throughline::Error>(())
/// ```
#[derive(Debug, Clone)]
#[must_use = "nothing is read before the query set that it is given to"]
pub struct RelatedOne<P, L = ()> {
    path: P,
    loads: L,
}

/// What a path to one row can come with. In the prelude.
///
/// ```
/// # use throughline_guide::*;
/// # let School { db, ann, .. } = school()?;
/// let enrolled = Enrollment::objects().with(|e| e.student().with(|s| s.course_set().count()));
/// let (_, (student, courses)) = enrolled.get(&db)?;
/// assert_eq!((student, courses), (ann, 1));
/// # Ok::<(), throughline::Error>(())
/// ```
pub trait LoadOne: ModelPath<Cardinality: Single> {
    /// The row with something that is related to it.
    ///
    /// ```
    /// # use throughline_guide::*;
    /// # let School { db, rust, ann, bob, .. } = school()?;
    /// let enrolled = Enrollment::objects().with(|e| e.course().with(|c| c.students()));
    /// assert_eq!(enrolled.get(&db)?.1, (rust, vec![ann, bob]));
    /// # Ok::<(), throughline::Error>(())
    /// ```
    fn with<L: Load>(
        &self,
        load: impl FnOnce(<Self::Model as Model>::Path) -> L,
    ) -> RelatedOne<Self, (L,)> {
        RelatedOne::new(self.clone()).with(load)
    }
}

impl<P: ModelPath<Cardinality: Single>> LoadOne for P {}

impl<P: ModelPath> RelatedOne<P> {
    pub(super) const fn new(path: P) -> Self {
        RelatedOne { path, loads: () }
    }
}

impl<P: ModelPath, L> RelatedOne<P, L> {
    /// One more thing that is related to the row.
    ///
    /// ```
    /// # use throughline_guide::*;
    /// # let School { db, chess, .. } = school()?;
    /// let members = Membership::objects()
    ///     .with(|m| m.student().with(|s| s.clubs()).with(|s| s.course_set().count()));
    /// let (_, (_, clubs, courses)) = members.get(&db)?;
    /// assert_eq!((clubs, courses), (vec![chess], 1));
    /// # Ok::<(), throughline::Error>(())
    /// ```
    pub fn with<N: Load>(
        self,
        load: impl FnOnce(<P::Model as Model>::Path) -> N,
    ) -> RelatedOne<P, L::Longer>
    where
        L: Append<N>,
    {
        let root = <P::Model as Model>::Path::from_path(Path::<One>::root());
        RelatedOne {
            path: self.path,
            loads: self.loads.append(load(root)),
        }
    }
}

impl<P, L> Load for RelatedOne<P, L>
where
    P: ModelPath<Cardinality: Single> + Send + Sync + 'static,
    L: Loads<P::Model>,
{
    type Loaded = <P::Cardinality as Single>::Loaded<L::Row>;
    type Joined = Option<(P::Model, L::Joined)>;

    fn columns(&self, before: &[Relation], all: &mut Vec<Operand>) {
        columns(&self.path, before, all);
        let far = [before, self.path.as_path().relations()].concat();
        self.loads.all_columns(&far, all);
    }

    fn joined(&self, row: &dyn Row, position: &mut usize) -> Result<Self::Joined> {
        let one = joined::<P::Model>(row, position)?;
        // What is behind a row that is not there is null too: its columns are passed over.
        let beyond = self.loads.all_joined(row, position);
        one.map(|one| Ok((one, beyond?))).transpose()
    }

    async fn load(
        &self,
        connection: &mut Connection,
        owners: &Owners,
        joined: Vec<Self::Joined>,
    ) -> Result<Vec<Self::Loaded>> {
        let there: Vec<_> = joined.iter().map(Option::is_some).collect();
        let (rows, beyond) = joined.into_iter().flatten().unzip();
        let path = self.path.as_path().relations();
        let parents = owners.parents.as_ref().map(|near| near.over(path));
        let rows = self.loads.load_all(connection, parents, rows, beyond);
        let rows = rows.await?;
        let mut rows = rows.into_iter();
        let loaded = there.into_iter().map(|there| {
            let row = if there { rows.next() } else { None };
            <P::Cardinality as Single>::loaded(row).ok_or_else(|| gone(&self.path))
        });
        loaded.collect()
    }
}

/// The columns of the row at the end of the path.
pub(super) fn columns<P: ModelPath>(path: &P, before: &[Relation], columns: &mut Vec<Operand>) {
    let relations = [before, path.as_path().relations()].concat();
    let fields = <P::Model as Model>::META.fields.iter();
    columns.extend(fields.map(|field| FieldPath::over(relations.clone(), field).into()));
}

/// The row whose columns are at that position; `None` if there is none.
pub(super) fn joined<T: Model>(row: &dyn Row, position: &mut usize) -> Result<Option<T>> {
    let start = *position;
    *position += T::META.fields.len();
    if matches!(row.value(start + T::META.primary_key[0])?, ValueRef::Null) {
        return Ok(None);
    }
    T::from_row(&mut RowCursor::new(row, T::META, start)).map(Some)
}

/// The database keeps foreign keys: only a row that went in between can be missing.
fn gone<P: ModelPath>(path: &P) -> Error {
    let label = path.as_path().relations().last().map(Relation::label);
    let message = format!(
        "a row that `{}` points to is gone",
        label.unwrap_or_default()
    );
    Error::new(ErrorKind::DoesNotExist, message).with_model(<P::Model as Model>::NAME)
}
