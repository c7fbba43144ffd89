//! Rows with each of the rows that are related to them: `.each(…)`, the one place where a row comes
//! several times.

use std::marker::PhantomData;

use throughline_backend::Connection;
use throughline_core::{Relation, Result, RowCursor};
use throughline_sql::plan::{self, Each, FieldPath, Select};

use crate::dynamic;
use crate::path::{ModelPath, Path};
use crate::row_set::{self, Part, ReadAll, ReadFirst, RowSet};
use crate::{Condition, Executor, IntoOrdering, Many, Model, SelectSet, Selection};

/// Rows of `M`, each once with each row of `T` that is related to it: what
/// [`QuerySet::each`](crate::QuerySet::each) gives. Its closures get the paths of both.
///
/// ```
/// # use throughline_guide::*;
/// use throughline::EachSet;
/// # let School { db, ann, bob, rust, logic, .. } = school()?;
/// let pairs: EachSet<Course, Student> = Course::objects().each(|c| c.students());
/// let pairs = pairs.order_by(|c, s| (s.name().desc(), c.title())).all(&db)?;
/// assert_eq!(pairs, [(logic, bob.clone()), (rust.clone(), bob), (rust, ann)]);
/// # Ok::<(), throughline::Error>(())
/// ```
#[must_use = "nothing is read before a terminal method such as `all`"]
pub struct EachSet<M, T> {
    select: Select,
    /// Where the paths of the related row begin.
    start: usize,
    marker: PhantomData<fn() -> (M, T)>,
}

impl<M, T> Clone for EachSet<M, T> {
    fn clone(&self) -> Self {
        EachSet {
            select: self.select.clone(),
            start: self.start,
            marker: PhantomData,
        }
    }
}

impl<M: Model, T: Model> std::fmt::Debug for EachSet<M, T> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("EachSet")
            .field("model", &M::NAME)
            .field("related", &T::NAME)
            .finish_non_exhaustive()
    }
}

/// The joins of a path, from relation to relation to many rows.
fn joins(relations: &[Relation]) -> Vec<Each> {
    let mut joins = Vec::new();
    for part in relations.split_inclusive(Relation::is_multiple) {
        joins.push(Each {
            start: joins.len(),
            relations: part.to_vec(),
            outer: false,
        });
    }
    joins
}

impl<M: Model, T: Model> EachSet<M, T> {
    pub(crate) fn new(
        mut select: Select,
        path: &impl ModelPath<Model = T, Cardinality = Many>,
    ) -> Self {
        if select.once {
            let kept = dynamic::unordered_pairs();
            select.conditions.push(plan::Condition::Fault(kept));
            select.once = false;
        }
        select.each = joins(path.as_path().relations());
        EachSet {
            start: select.each.len(),
            select,
            marker: PhantomData,
        }
    }

    fn paths(&self) -> (M::Path, T::Path) {
        (
            M::Path::from_path(Path::<crate::One>::root()),
            T::Path::from_path(Path::<crate::One>::starting(self.start)),
        )
    }

    /// Only the pairs for which the condition is true.
    ///
    /// ```
    /// # use throughline_guide::*;
    /// # let School { db, ann, rust, .. } = school()?;
    /// let pairs = Course::objects().each(|c| c.students()).filter(|_, s| s.name().eq("Ann"));
    /// // SELECT … FROM "course" INNER JOIN "course_students" AS "t1" ON …
    /// // INNER JOIN "student" AS "t2" ON … WHERE "t2"."name" = ?
    /// assert_eq!(pairs.all(&db)?, [(rust, ann)]);
    /// # Ok::<(), throughline::Error>(())
    /// ```
    pub fn filter(mut self, condition: impl FnOnce(M::Path, T::Path) -> Condition) -> Self {
        let (row, related) = self.paths();
        self.select.conditions.push(condition(row, related).0);
        self
    }

    /// Only the pairs that `filter` would leave out.
    ///
    /// ```
    /// # use throughline_guide::*;
    /// # let School { db, .. } = school()?;
    /// let pairs = Course::objects().each(|c| c.students()).exclude(|_, s| s.name().eq("Ann"));
    /// assert_eq!(pairs.all(&db)?.len(), 2); // Bob, twice
    /// # Ok::<(), throughline::Error>(())
    /// ```
    pub fn exclude(self, condition: impl FnOnce(M::Path, T::Path) -> Condition) -> Self {
        self.filter(|row, related| !condition(row, related))
    }

    /// The order of the pairs, in place of any earlier one.
    ///
    /// ```
    /// # use throughline_guide::*;
    /// # let School { db, bob, logic, .. } = school()?;
    /// let pairs = Course::objects().each(|c| c.students()).order_by(|c, s| (s.name().desc(), c.title()));
    /// assert_eq!(pairs.first(&db)?, Some((logic, bob)));
    /// # Ok::<(), throughline::Error>(())
    /// ```
    pub fn order_by<O: IntoOrdering>(
        mut self,
        ordering: impl FnOnce(M::Path, T::Path) -> O,
    ) -> Self {
        let (row, related) = self.paths();
        self.select.order = ordering(row, related).into_ordering();
        self
    }

    /// At most so many pairs.
    ///
    /// ```
    /// # use throughline_guide::*;
    /// # let School { db, .. } = school()?;
    /// assert_eq!(Course::objects().each(|c| c.students()).limit(2).all(&db)?.len(), 2);
    /// # Ok::<(), throughline::Error>(())
    /// ```
    pub fn limit(mut self, limit: u64) -> Self {
        self.select.limit = Some(limit);
        self
    }

    /// Columns of the pairs.
    ///
    /// ```
    /// # use throughline_guide::*;
    /// # let School { db, .. } = school()?;
    /// let names = Course::objects().each(|c| c.students()).order_by(|_, s| s.name());
    /// let names = names.select(|_, s| s.name()).distinct();
    /// assert_eq!(names.all(&db)?, ["Ann", "Bob"]);
    /// # Ok::<(), throughline::Error>(())
    /// ```
    pub fn select<S: Selection>(
        self,
        columns: impl FnOnce(M::Path, T::Path) -> S,
    ) -> SelectSet<M, S> {
        let (row, related) = self.paths();
        SelectSet::new(self.select, columns(row, related))
    }

    /// All pairs. One statement.
    ///
    /// ```
    /// # use throughline_guide::*;
    /// # let School { db, .. } = school()?;
    /// assert_eq!(Course::objects().each(|c| c.students()).all(&db)?.len(), 3);
    /// # Ok::<(), throughline::Error>(())
    /// ```
    ///
    /// # Errors
    ///
    /// The engine's.
    pub fn all<E: Executor>(self, db: E) -> E::Out<Vec<(M, T)>> {
        db.run(ReadAll(self))
    }

    /// The first pair. One statement.
    ///
    /// ```
    /// # use throughline_guide::*;
    /// # let School { db, rust, ann, .. } = school()?;
    /// let pairs = Course::objects().each(|c| c.students()).order_by(|c, s| (c.id(), s.id()));
    /// assert_eq!(pairs.first(&db)?, Some((rust, ann)));
    /// # Ok::<(), throughline::Error>(())
    /// ```
    ///
    /// # Errors
    ///
    /// The engine's.
    pub fn first<E: Executor>(self, db: E) -> E::Out<Option<(M, T)>> {
        db.run(ReadFirst(self))
    }
}

impl<M: Model, T: Model> RowSet for EachSet<M, T> {
    type Model = M;
    type Row = (M, T);

    fn select(&self) -> Select {
        let mut select = self.select.clone();
        let columns = T::META.fields.iter().map(|field| FieldPath {
            start: self.start,
            ..FieldPath::own(field)
        });
        select.extra.extend(columns.map(plan::Operand::Column));
        select
    }

    async fn read(
        &self,
        connection: &mut Connection,
        select: &Select,
        keys: usize,
    ) -> Result<Part<(M, T)>> {
        let between = M::META.fields.len();
        let mut part = Part::new();
        connection
            .fetch(select, &mut |row| {
                let one = M::from_row(&mut RowCursor::new(row, M::META, 0))?;
                let related = T::from_row(&mut RowCursor::new(row, T::META, between))?;
                part.rows.push((one, related));
                let position = between + T::META.fields.len();
                row_set::take_values(row, position, keys, &mut part.keys)
            })
            .await?;
        Ok(part)
    }
}
