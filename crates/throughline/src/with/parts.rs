//! Parts of the related rows of each row: by number with a total, or behind a cursor.

use throughline_backend::Connection;
use throughline_core::{Relation, Result, Row};
use throughline_sql::plan::{ChildOutput, Operand};

use super::children::Keyed;
use super::{Load, Loads, Owners, RelatedSet};
use crate::page::{self, cut};
use crate::path::ModelPath;
use crate::row_set::Part;
use crate::{Cursor, CursorPage, Many, Model, Page};

/// A page of the related rows of each row: made by [`RelatedSet::page`].
///
/// ```
/// # use throughline_guide::*;
/// use throughline::Page;
/// # let School { db, .. } = school()?;
/// let courses: Vec<(Course, Page<Student>)> =
///     Course::objects().with(|c| c.students().order_by(|s| s.name()).page(1, 1)).all(&db)?;
/// assert_eq!((courses[0].1.rows[0].name.as_str(), courses[0].1.total), ("Ann", 2));
/// # Ok::<(), throughline::Error>(())
/// ```
#[derive(Debug, Clone)]
#[must_use = "nothing is read before the query set that it is given to"]
pub struct RelatedPage<P: ModelPath, L> {
    set: RelatedSet<P, L>,
    number: u64,
    size: u64,
}

/// The related rows of each row behind a cursor: made by [`RelatedSet::after`].
///
/// ```
/// # use throughline_guide::*;
/// use throughline::CursorPage;
/// # let School { db, .. } = school()?;
/// let courses: Vec<(Course, CursorPage<Student>)> =
///     Course::objects().with(|c| c.students().order_by(|s| s.name()).after(None, 1)).all(&db)?;
/// assert!(courses[0].1.next.is_some() && courses[1].1.next.is_none());
/// # Ok::<(), throughline::Error>(())
/// ```
#[derive(Debug, Clone)]
#[must_use = "nothing is read before the query set that it is given to"]
pub struct RelatedAfter<P: ModelPath, L> {
    set: RelatedSet<P, L>,
    cursor: Option<Cursor>,
    size: u64,
}

impl<P: ModelPath, L> RelatedSet<P, L> {
    /// The page with that number, counted from 1, of each row's; with the total of each. Two
    /// statements for all rows.
    ///
    /// ```
    /// # use throughline_guide::*;
    /// # let School { db, .. } = school()?;
    /// let second = Course::objects().with(|c| c.students().order_by(|s| s.name()).page(2, 1));
    /// let (_, page) = second.first(&db)?.expect("there is a course");
    /// assert_eq!((page.rows[0].name.as_str(), page.total, page.pages()), ("Bob", 2, 2));
    /// # Ok::<(), throughline::Error>(())
    /// ```
    ///
    /// The query set fails with [`InvalidValue`](crate::ErrorKind::InvalidValue) for a page or a
    /// size of 0.
    pub fn page(self, number: u64, size: u64) -> RelatedPage<P, L> {
        RelatedPage {
            set: self,
            number,
            size,
        }
    }

    /// At most so many of each row's behind the cursor; without one, the first ones. Each part has
    /// the cursor behind it, with which the related manager's query set goes on. One statement
    /// for all rows.
    ///
    /// ```
    /// # use throughline_guide::*;
    /// # let School { db, rust, bob, .. } = school()?;
    /// let first = Course::objects().with(|c| c.students().order_by(|s| s.name()).after(None, 1));
    /// let (course, page) = first.first(&db)?.expect("there is a course");
    /// let rest = course.students().order_by(|s| s.name()).after(page.next.as_ref(), 10).get(&db)?;
    /// assert_eq!((course, rest.rows), (rust, vec![bob]));
    /// # Ok::<(), throughline::Error>(())
    /// ```
    ///
    /// The query set fails with [`InvalidValue`](crate::ErrorKind::InvalidValue) for a cursor of
    /// another order and a size of 0.
    pub fn after(self, cursor: Option<&Cursor>, size: u64) -> RelatedAfter<P, L> {
        RelatedAfter {
            set: self,
            cursor: cursor.cloned(),
            size,
        }
    }
}

impl<P, L> Load for RelatedPage<P, L>
where
    P: ModelPath<Cardinality = Many> + Send + Sync + 'static,
    L: Loads<P::Model>,
{
    type Loaded = Page<L::Row>;
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
    ) -> Result<Vec<Page<L::Row>>> {
        let offset = page::first_place(<P::Model as Model>::META, self.number, self.size)?;
        let part = Keyed {
            limit: Some(self.size),
            offset: Some(offset),
            ..Keyed::all(&self.set)
        };
        let nothing = |_: &dyn Row, _: &mut usize| Ok(());
        let found = self
            .set
            .children(connection, owners, ChildOutput::Rows, &part, nothing)
            .await?;
        let totals: Vec<i64> = self
            .set
            .number_of_rows()
            .load(connection, owners, owners.keys.iter().map(|_| ()).collect())
            .await?;
        let pages = found.into_iter().zip(totals).map(|(children, total)| Page {
            rows: children.rows.into_iter().map(|(row, ())| row).collect(),
            total: u64::try_from(total).unwrap_or(0),
            number: self.number,
            size: self.size,
        });
        Ok(pages.collect())
    }
}

impl<P, L> Load for RelatedAfter<P, L>
where
    P: ModelPath<Cardinality = Many> + Send + Sync + 'static,
    L: Loads<P::Model>,
{
    type Loaded = CursorPage<L::Row>;
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
    ) -> Result<Vec<CursorPage<L::Row>>> {
        page::refuse_empty(self.size)?;
        let mut part = Keyed::all(&self.set);
        page::decide_ties(&mut part.order, <P::Model as Model>::META);
        if let Some(cursor) = &self.cursor {
            part.condition = Some(cursor.condition(&part.order)?);
        }
        part.keyed = true;
        part.limit = Some(self.size.saturating_add(1).min(i64::MAX.unsigned_abs()));
        let nothing = |_: &dyn Row, _: &mut usize| Ok(());
        let found = self
            .set
            .children(connection, owners, ChildOutput::Rows, &part, nothing)
            .await?;
        let pages = found.into_iter().map(|children| {
            let rows = children.rows.into_iter().map(|(row, ())| row).collect();
            let part_of = Part {
                rows,
                keys: children.keys,
            };
            cut(part_of, &part.order, self.size)
        });
        Ok(pages.collect())
    }
}
