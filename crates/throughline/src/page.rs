//! Parts of a query set: by number with a total, or behind a cursor.

use throughline_backend::{Access, Connection, Operation, Reads};
use throughline_core::{Error, ErrorKind, ModelDef, Result, Value};
use throughline_sql::plan::{FieldPath, Order, Output, Select};

use crate::row_set::{self, Part, RowSet};
use crate::{Cursor, Executor, Model, rows};

/// One of the pages of a query set.
///
/// ```
/// # use throughline_guide::*;
/// use throughline::Page;
/// # let School { db, cleo, .. } = school()?;
/// let page: Page<Student> = Student::objects().order_by(|s| s.name()).page(2, 2).get(&db)?;
/// assert_eq!((page.rows.as_slice(), page.total, page.pages()), (&[cleo][..], 3, 2));
/// # Ok::<(), throughline::Error>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Page<R> {
    /// Its rows.
    pub rows: Vec<R>,
    /// How many rows all pages have together.
    pub total: u64,
    /// Its number, counted from 1.
    pub number: u64,
    /// How many rows a full page has.
    pub size: u64,
}

impl<R> Page<R> {
    /// How many pages there are.
    ///
    /// ```
    /// # use throughline_guide::*;
    /// # let School { db, .. } = school()?;
    /// assert_eq!(Student::objects().page(1, 2).get(&db)?.pages(), 2);
    /// # Ok::<(), throughline::Error>(())
    /// ```
    #[must_use]
    pub fn pages(&self) -> u64 {
        self.total.div_ceil(self.size.max(1))
    }
}

/// The rows behind a cursor, and the cursor behind these.
///
/// ```
/// # use throughline_guide::*;
/// use throughline::CursorPage;
/// # let School { db, .. } = school()?;
/// let page: CursorPage<Student> = Student::objects().after(None, 10).get(&db)?;
/// assert_eq!((page.rows.len(), page.next), (3, None));
/// # Ok::<(), throughline::Error>(())
/// ```
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub struct CursorPage<R> {
    /// The rows.
    pub rows: Vec<R>,
    /// Where to go on; `None` behind the last row.
    pub next: Option<Cursor>,
}

/// A page that is asked for: what [`RowSet::page`] gives.
///
/// ```
/// # use throughline_guide::*;
/// use throughline::PageSet;
/// # let School { db, .. } = school()?;
/// let page: PageSet<_> = Course::objects().with(|c| c.students()).page(1, 1);
/// assert_eq!(page.get(&db)?.rows[0].1.len(), 2);
/// # Ok::<(), throughline::Error>(())
/// ```
#[derive(Debug, Clone)]
#[must_use = "nothing is read before `get`"]
pub struct PageSet<S> {
    pub(crate) set: S,
    pub(crate) number: u64,
    pub(crate) size: u64,
}

/// Rows behind a cursor that are asked for: what [`RowSet::after`] gives.
///
/// ```
/// # use throughline_guide::*;
/// use throughline::CursorSet;
/// # let School { db, .. } = school()?;
/// let first: CursorSet<_> = Student::objects().order_by(|s| s.name().desc()).after(None, 1);
/// assert_eq!(first.get(&db)?.rows[0].name, "Cleo");
/// # Ok::<(), throughline::Error>(())
/// ```
#[derive(Debug, Clone)]
#[must_use = "nothing is read before `get`"]
pub struct CursorSet<S> {
    pub(crate) set: S,
    pub(crate) cursor: Option<Cursor>,
    pub(crate) size: u64,
}

impl<S: RowSet> PageSet<S> {
    /// The page. One statement, and one more for the total where the page does not show it: both
    /// in one go.
    ///
    /// A page behind the last one has no rows. The order is made one without ties by the primary
    /// key.
    ///
    /// ```
    /// # use throughline_guide::*;
    /// # let School { db, ann, .. } = school()?;
    /// let page = Student::objects().order_by(|s| s.name()).page(1, 1).get(&db)?;
    /// // SELECT … FROM "student" ORDER BY "name" ASC, "id" ASC LIMIT ? OFFSET ?
    /// // SELECT COUNT(*) FROM "student"
    /// assert_eq!((page.rows, page.total), (vec![ann], 3));
    /// # Ok::<(), throughline::Error>(())
    /// ```
    ///
    /// # Errors
    ///
    /// [`InvalidValue`](ErrorKind::InvalidValue) for a page or a size of 0, and for a query set that
    /// is a part by `limit` or `offset` already.
    pub fn get<E: Executor>(self, db: E) -> E::Out<Page<S::Row>> {
        db.run(ReadPage(self))
    }
}

impl<S: RowSet> CursorSet<S> {
    /// The rows behind the cursor; the first ones without one. One statement.
    ///
    /// The time it takes does not grow with the place: an index on the columns of the order finds
    /// it. Rows that are inserted or deleted meanwhile move no other row to another page.
    ///
    /// ```
    /// # use throughline_guide::*;
    /// # let School { db, .. } = school()?;
    /// let mut cursor = None;
    /// let mut names = Vec::new();
    /// loop {
    ///     let page = Student::objects().order_by(|s| s.name()).after(cursor.as_ref(), 2).get(&db)?;
    ///     // … WHERE "name" >= ? AND (("name" > ?) OR ("name" = ? AND "id" > ?)) ORDER BY … LIMIT ?
    ///     names.extend(page.rows.into_iter().map(|student| student.name));
    ///     cursor = page.next;
    ///     if cursor.is_none() {
    ///         break;
    ///     }
    /// }
    /// assert_eq!(names, ["Ann", "Bob", "Cleo"]);
    /// # Ok::<(), throughline::Error>(())
    /// ```
    ///
    /// # Errors
    ///
    /// [`InvalidValue`](ErrorKind::InvalidValue) for a cursor of another order, a size of 0, and a
    /// query set whose rows have no place of their own: one of distinct values, of pairs, or a
    /// part already.
    pub fn get<E: Executor>(self, db: E) -> E::Out<CursorPage<S::Row>> {
        db.run(ReadAfter(self))
    }
}

struct ReadPage<S>(PageSet<S>);

impl<S: RowSet> Operation for ReadPage<S> {
    type Output = Page<S::Row>;

    fn access(&self) -> Access {
        Access::Read
    }

    async fn run(self, connection: &mut Connection) -> Result<Page<S::Row>> {
        let PageSet { set, number, size } = self.0;
        let mut select = set.select();
        let offset = first_place(S::Model::META, number, size)?;
        refuse_part(&select)?;
        if !select.distinct {
            decide_ties(&mut select.order, S::Model::META);
        }
        (select.limit, select.offset) = (Some(size), Some(offset));
        let counted = counted(select.clone());
        let place = Place {
            set: &set,
            select,
            counted,
            offset,
            size,
        };
        let (rows, total) = connection.read_together(&place).await?;
        Ok(Page {
            rows,
            total,
            number,
            size,
        })
    }
}

/// A page and the total, as plans.
struct Place<'a, S> {
    set: &'a S,
    select: Select,
    counted: Select,
    offset: u64,
    size: u64,
}

impl<S: RowSet> Reads for Place<'_, S> {
    type Output = (Vec<S::Row>, u64);

    /// What is asked for at the same moment as the page is asked for whatever the page shows.
    async fn read(&self, connection: &mut Connection) -> Result<(Vec<S::Row>, u64)> {
        let rows = self.set.read(connection, &self.select, 0).await?.rows;
        let total = match total_shown(rows.len(), self.offset, self.size) {
            Some(total) if !connection.reads_together() => total,
            _ => rows::count(connection, &self.counted).await?,
        };
        Ok((rows, total))
    }
}

struct ReadAfter<S>(CursorSet<S>);

impl<S: RowSet> Operation for ReadAfter<S> {
    type Output = CursorPage<S::Row>;

    fn access(&self) -> Access {
        Access::Read
    }

    async fn run(self, connection: &mut Connection) -> Result<CursorPage<S::Row>> {
        let CursorSet { set, cursor, size } = self.0;
        let mut select = set.select();
        refuse_empty(size)?;
        refuse_part(&select)?;
        let order = keyed(&mut select, S::Model::META)?;
        if let Some(cursor) = cursor {
            select.conditions.push(cursor.condition(&order)?);
        }
        // One more shows whether there is a next page.
        select.limit = Some(size.saturating_add(1).min(i64::MAX.unsigned_abs()));
        let part = row_set::read(connection, &set, &select, order.len()).await?;
        Ok(cut(part, &order, size))
    }
}

/// At most so many rows, and the cursor behind the last one if there was another.
pub(crate) fn cut<R>(part: Part<R>, order: &[Order], size: u64) -> CursorPage<R> {
    let Part { mut rows, mut keys } = part;
    let size = usize::try_from(size).unwrap_or(usize::MAX);
    if rows.len() <= size {
        return CursorPage { rows, next: None };
    }
    rows.truncate(size);
    let last: Vec<Value> = keys
        .drain((size - 1) * order.len()..size * order.len())
        .collect();
    let next = Some(Cursor::new(order, last));
    CursorPage { rows, next }
}

/// Asks for the values that the rows are ordered by, behind all columns. Gives the order, without
/// ties.
pub(crate) fn keyed(select: &mut Select, model: &'static ModelDef) -> Result<Vec<Order>> {
    if select.distinct || select.once || !select.each.is_empty() {
        let message = "rows of distinct values and of pairs have no place of their own";
        return Err(Error::new(ErrorKind::InvalidValue, message)
            .with_model(model.name)
            .with_hint("take pages by their number: `.page(1, 20)`"));
    }
    decide_ties(&mut select.order, model);
    let operands = select.order.iter().map(|order| order.operand.clone());
    select.extra.extend(operands);
    Ok(select.order.clone())
}

/// Makes the order one without ties: the primary key decides.
pub(crate) fn decide_ties(order: &mut Vec<Order>, model: &'static ModelDef) {
    for field in model.key_fields() {
        let by = |order: &Order| {
            let path = order.operand.path();
            path.is_some_and(|path| {
                path.start == 0 && path.relations.is_empty() && path.field.name == field.name
            })
        };
        if !order.iter().any(by) {
            order.push(Order::by(FieldPath::own(field), false));
        }
    }
}

/// The total, if a page shows it: one that is not full is the last one.
pub(crate) fn total_shown(rows: usize, offset: u64, size: u64) -> Option<u64> {
    let rows = rows as u64;
    (rows < size && (rows > 0 || offset == 0)).then(|| offset + rows)
}

fn counted(select: Select) -> Select {
    let output = match select.output {
        Output::Columns(columns) if select.distinct => Output::CountColumns(columns),
        _ => Output::Count,
    };
    Select {
        output,
        limit: None,
        offset: None,
        extra: Vec::new(),
        order: Vec::new(),
        ..select
    }
}

/// The place of a page's first row, counted from 0.
pub(crate) fn first_place(model: &'static ModelDef, number: u64, size: u64) -> Result<u64> {
    refuse_empty(size)?;
    let Some(before) = number.checked_sub(1) else {
        return Err(
            Error::new(ErrorKind::InvalidValue, "pages are counted from 1")
                .with_model(model.name)
                .with_hint("ask for page 1 first"),
        );
    };
    Ok(before.saturating_mul(size).min(i64::MAX.unsigned_abs()))
}

pub(crate) fn refuse_empty(size: u64) -> Result<()> {
    if size > 0 {
        return Ok(());
    }
    Err(
        Error::new(ErrorKind::InvalidValue, "a page has one row at least")
            .with_hint("give the number of rows of a page"),
    )
}

fn refuse_part(select: &Select) -> Result<()> {
    if !select.is_sliced() {
        return Ok(());
    }
    let message = "a page of a query set that is a part of one by `limit` or `offset`";
    Err(Error::new(ErrorKind::InvalidValue, message)
        .with_model(select.model().name)
        .with_hint("leave `limit` and `offset` to the page"))
}
