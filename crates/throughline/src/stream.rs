//! Rows one after the other, in bounded memory: `.stream(&db)`.
//!
//! They are read in chunks, each by an operation of its own that goes on behind the last row of the
//! one before. So no connection is held while the caller works with a row, and what the rows come
//! with is read for a chunk at a time.

use std::collections::VecDeque;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};

use throughline_backend::{Access, Connection, Operation};
use throughline_core::{Result, Value};

use crate::executor::Pending;
use crate::row_set::{self, Part, RowSet};
use crate::session::Target;
use crate::{Model, cursor, page};

/// How many rows are read at a time.
pub(crate) const CHUNK: u64 = 1_000;

/// What is left to read of a stream.
struct Rest<S: RowSet> {
    set: Arc<S>,
    /// The values of the last row that was read.
    last: Option<Vec<Value>>,
    /// How many rows may still come.
    left: Option<u64>,
    rows: VecDeque<S::Row>,
    /// Whether nothing is left behind the rows that were read.
    ended: bool,
}

impl<S: RowSet> Rest<S> {
    fn new(set: S) -> Self {
        let select = set.select();
        Rest {
            set: Arc::new(set),
            last: None,
            left: select.limit,
            rows: VecDeque::new(),
            ended: false,
        }
    }

    /// The next chunk.
    fn next(&self) -> ReadChunk<S> {
        ReadChunk {
            set: Arc::clone(&self.set),
            last: self.last.clone(),
            size: self.left.unwrap_or(CHUNK).min(CHUNK),
        }
    }

    /// Takes what the next chunk was.
    fn take(&mut self, chunk: Result<Chunk<S::Row>>) -> Result<()> {
        let asked = self.left.unwrap_or(CHUNK).min(CHUNK);
        let Chunk { rows, last } = match chunk {
            Ok(chunk) => chunk,
            Err(error) => {
                self.ended = true;
                return Err(error);
            }
        };
        let read = rows.len() as u64;
        self.left = self.left.map(|left| left.saturating_sub(read));
        self.ended = read < asked || self.left == Some(0);
        self.last = last;
        self.rows = rows.into();
        Ok(())
    }
}

/// Some rows, and what the last of them is ordered by.
struct Chunk<R> {
    rows: Vec<R>,
    last: Option<Vec<Value>>,
}

struct ReadChunk<S> {
    set: Arc<S>,
    last: Option<Vec<Value>>,
    size: u64,
}

impl<S: RowSet> Operation for ReadChunk<S> {
    type Output = Chunk<S::Row>;

    fn access(&self) -> Access {
        Access::Read
    }

    async fn run(self, connection: &mut Connection) -> Result<Chunk<S::Row>> {
        let mut select = self.set.select();
        let order = page::keyed(&mut select, S::Model::META)?;
        if let Some(last) = &self.last {
            select.conditions.push(cursor::behind(&order, last));
            select.offset = None;
        }
        select.limit = Some(self.size);
        let read = row_set::read(connection, &*self.set, &select, order.len());
        let Part { rows, mut keys } = read.await?;
        let last = (!rows.is_empty()).then(|| keys.split_off(keys.len() - order.len()));
        Ok(Chunk { rows, last })
    }
}

/// The rows of a query set, one after the other: what `.stream(&db)` gives for a [`Db`](crate::Db)
/// or a [`Tx`](crate::Tx). It is a `Stream` of the crate `futures-core`.
///
/// ```
/// # use throughline_guide::*;
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> throughline::Result<()> {
/// # let db = Db::memory().await?;
/// # throughline::create_tables(&db, [Student::META, Course::META]).await?;
/// # for name in ["Ann", "Bob"] { Student::builder().name(name).create(&db).await?; }
/// let mut students = Student::objects().order_by(|s| s.name()).stream(&db);
/// let mut names = Vec::new();
/// while let Some(student) = students.next().await {
///     names.push(student?.name);
/// }
/// assert_eq!(names, ["Ann", "Bob"]);
/// # Ok(())
/// # }
/// ```
#[must_use = "a stream reads nothing before it is asked for a row"]
pub struct RowStream<S: RowSet> {
    target: Target,
    rest: Rest<S>,
    pending: Option<Pending<Chunk<S::Row>>>,
}

impl<S: RowSet> RowStream<S> {
    pub(crate) fn new(target: Target, set: S) -> Self {
        RowStream {
            target,
            rest: Rest::new(set),
            pending: None,
        }
    }

    /// The next row; `None` behind the last one.
    ///
    /// ```
    /// # use throughline_guide::*;
    /// # async fn run(db: &Db) -> throughline::Result<()> {
    /// let mut courses = Course::objects().with(|c| c.students()).stream(db);
    /// while let Some(row) = courses.next().await {
    ///     let (course, students) = row?;
    ///     println!("{}: {}", course.title, students.len());
    /// }
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// Those of the query set. Nothing comes behind an error.
    pub async fn next(&mut self) -> Option<Result<S::Row>> {
        std::future::poll_fn(|context| self.poll(context)).await
    }

    fn poll(&mut self, context: &mut Context<'_>) -> Poll<Option<Result<S::Row>>> {
        loop {
            if let Some(row) = self.rest.rows.pop_front() {
                return Poll::Ready(Some(Ok(row)));
            }
            if self.rest.ended {
                return Poll::Ready(None);
            }
            let pending = self
                .pending
                .get_or_insert_with(|| self.target.run(self.rest.next()));
            let Poll::Ready(chunk) = pending.as_mut().poll(context) else {
                return Poll::Pending;
            };
            self.pending = None;
            if let Err(error) = self.rest.take(chunk) {
                return Poll::Ready(Some(Err(error)));
            }
        }
    }
}

/// What is kept is never pinned: the pending read is in a box of its own.
impl<S: RowSet> Unpin for RowStream<S> {}

impl<S: RowSet> futures_core::Stream for RowStream<S> {
    type Item = Result<S::Row>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        self.poll(context)
    }
}

impl<S: RowSet> std::fmt::Debug for RowStream<S> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("RowStream").finish_non_exhaustive()
    }
}

/// The rows of a query set, one after the other: what `.stream(&db)` gives for a
/// [`blocking::Db`](crate::blocking::Db) or [`blocking::Tx`](crate::blocking::Tx).
///
/// ```
/// # use throughline_guide::*;
/// # let School { db, .. } = school()?;
/// let mut names = Vec::new();
/// for student in Student::objects().order_by(|s| s.name()).stream(&db) {
///     names.push(student?.name);
/// }
/// assert_eq!(names, ["Ann", "Bob", "Cleo"]);
/// # Ok::<(), throughline::Error>(())
/// ```
#[must_use = "an iterator reads nothing before it is asked for a row"]
pub struct RowIter<S: RowSet> {
    target: Target,
    rest: Rest<S>,
}

impl<S: RowSet> RowIter<S> {
    pub(crate) fn new(target: Target, set: S) -> Self {
        RowIter {
            target,
            rest: Rest::new(set),
        }
    }
}

impl<S: RowSet> Iterator for RowIter<S> {
    type Item = Result<S::Row>;

    fn next(&mut self) -> Option<Result<S::Row>> {
        if self.rest.rows.is_empty() && !self.rest.ended {
            let chunk = self.target.run_blocking(self.rest.next());
            if let Err(error) = self.rest.take(chunk) {
                return Some(Err(error));
            }
        }
        self.rest.rows.pop_front().map(Ok)
    }
}

impl<S: RowSet> std::fmt::Debug for RowIter<S> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("RowIter").finish_non_exhaustive()
    }
}
