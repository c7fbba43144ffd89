//! What a terminal method is given: a database or a transaction, async or blocking.

use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;

use throughline_backend::{Database, Operation, Reader, Reading};
use throughline_core::Result;

use crate::watch::Watched;
use crate::{Db, RowIter, RowSet, RowStream, Session, Tx, blocking};

/// The future of a terminal method. It can be sent to another thread, and owns what it needs.
///
/// ```
/// # use throughline_guide::*;
/// use throughline::Pending;
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> throughline::Result<()> {
/// # let db = Db::memory().await?;
/// # throughline::create_tables(&db, [Student::META, Course::META]).await?;
/// let create: Pending<Student> = Student::builder().name("Ann").create(&db);
/// // Nothing has been sent yet; the future owns its data, so it can go to another task.
/// let ann = tokio::spawn(create).await.unwrap()?;
/// assert_eq!(ann.name, "Ann");
/// # Ok(())
/// # }
/// ```
pub type Pending<T> = Pin<Box<dyn Future<Output = Result<T>> + Send>>;

/// A database or a transaction, as every terminal method takes it: `&Db`, `&Tx`, `&Session`, and
/// the same of [`blocking`]. Sealed.
///
/// [`Out`](Executor::Out) is a future for the async ones and the result itself for the blocking
/// ones, so that there is one method for both:
///
/// ```
/// # use throughline_guide::*;
/// # async fn run(db: &Db, blocking: &throughline::blocking::Db) -> throughline::Result<()> {
/// let ann = Student::get(db, 1).await?;
/// let ann = Student::get(blocking, 1)?;
/// # Ok(())
/// # }
/// ```
#[diagnostic::on_unimplemented(
    message = "`{Self}` is no database",
    label = "expected `&db` or `&tx`",
    note = "give a reference to a `Db`, a `Tx` or a `Session`, or to one of `throughline::blocking`"
)]
pub trait Executor: sealed::Sealed {
    /// What a terminal method gives: a future, or the result.
    type Out<T: Send + 'static>;
    /// What [`stream`](RowSet::stream) gives: a stream, or an iterator.
    type Rows<S: RowSet>;

    #[doc(hidden)]
    fn stream<S: RowSet>(&self, set: S) -> Self::Rows<S>;

    #[doc(hidden)]
    fn run<O: Operation>(&self, operation: O) -> Self::Out<O::Output>;

    /// As [`run`](Executor::run), for an operation that reads this.
    #[doc(hidden)]
    fn run_reading<O: Operation>(&self, operation: O, reading: Reading) -> Self::Out<O::Output>;

    #[doc(hidden)]
    fn database(&self) -> &Database;
}

impl Executor for Session {
    type Out<T: Send + 'static> = Pending<T>;
    type Rows<S: RowSet> = RowStream<S>;
    fn stream<S: RowSet>(&self, set: S) -> RowStream<S> {
        RowStream::new(self.target.clone(), set)
    }

    fn run<O: Operation>(&self, operation: O) -> Pending<O::Output> {
        self.target.run(operation)
    }

    fn run_reading<O: Operation>(&self, operation: O, reading: Reading) -> Pending<O::Output> {
        let database = self.database().clone();
        let operation = self.target.run(operation);
        Box::pin(async move {
            database.note(Reader::task().await, reading);
            operation.await
        })
    }

    fn database(&self) -> &Database {
        self.target.database()
    }
}

impl Executor for blocking::Session {
    type Out<T: Send + 'static> = Result<T>;
    type Rows<S: RowSet> = RowIter<S>;
    fn stream<S: RowSet>(&self, set: S) -> RowIter<S> {
        RowIter::new(self.target.clone(), set)
    }

    fn run<O: Operation>(&self, operation: O) -> Result<O::Output> {
        self.target.run_blocking(operation)
    }

    fn run_reading<O: Operation>(&self, operation: O, reading: Reading) -> Result<O::Output> {
        self.database().note(Reader::thread(), reading);
        self.run(operation)
    }

    fn database(&self) -> &Database {
        self.target.database()
    }
}

/// Handles that deref to a session.
macro_rules! as_session {
    ($($handle:ty => $session:ty, $out:ident, $rows:ident;)*) => {$(
        impl sealed::Sealed for $handle {}
        impl Executor for $handle {
            type Out<T: Send + 'static> = $out<T>;
            type Rows<S: RowSet> = $rows<S>;
            fn stream<S: RowSet>(&self, set: S) -> $rows<S> {
                <$session as Executor>::stream(self, set)
            }
            fn run<O: Operation>(&self, operation: O) -> $out<O::Output> {
                <$session as Executor>::run(self, operation)
            }
            fn run_reading<O: Operation>(&self, operation: O, reading: Reading) -> $out<O::Output> {
                <$session as Executor>::run_reading(self, operation, reading)
            }
            fn database(&self) -> &Database {
                <$session as Executor>::database(self)
            }
        }
    )*};
}

as_session! {
    Db => Session, Pending, RowStream;
    Tx => Session, Pending, RowStream;
    blocking::Db => blocking::Session, Result, RowIter;
    blocking::Tx => blocking::Session, Result, RowIter;
}

macro_rules! as_inner {
    ($($pointer:ty),*) => {$(
        impl<E: Executor + ?Sized> sealed::Sealed for $pointer {}
        impl<E: Executor + ?Sized> Executor for $pointer {
            type Out<T: Send + 'static> = E::Out<T>;
            type Rows<S: RowSet> = E::Rows<S>;
            fn stream<S: RowSet>(&self, set: S) -> E::Rows<S> {
                (**self).stream(set)
            }
            fn run<O: Operation>(&self, operation: O) -> E::Out<O::Output> {
                (**self).run(operation)
            }
            fn run_reading<O: Operation>(
                &self,
                operation: O,
                reading: Reading,
            ) -> E::Out<O::Output> {
                (**self).run_reading(operation, reading)
            }
            fn database(&self) -> &Database {
                (**self).database()
            }
        }
    )*};
}

as_inner!(&E, Arc<E>);

impl<E: Executor> Executor for Watched<E> {
    type Out<T: Send + 'static> = E::Out<T>;
    type Rows<S: RowSet> = E::Rows<S>;

    fn stream<S: RowSet>(&self, set: S) -> E::Rows<S> {
        self.inner.stream(set)
    }

    fn run<O: Operation>(&self, operation: O) -> E::Out<O::Output> {
        match &self.reading {
            Some(reading) => self.inner.run_reading(operation, reading.clone()),
            None => self.inner.run(operation),
        }
    }

    fn run_reading<O: Operation>(&self, operation: O, reading: Reading) -> E::Out<O::Output> {
        self.inner.run_reading(operation, reading)
    }

    fn database(&self) -> &Database {
        self.inner.database()
    }
}

impl<E: Executor> sealed::Sealed for Watched<E> {}
impl sealed::Sealed for Session {}
impl sealed::Sealed for blocking::Session {}

mod sealed {
    #[allow(
        unreachable_pub,
        reason = "public in a private module: that is what seals the trait"
    )]
    pub trait Sealed {}
}
