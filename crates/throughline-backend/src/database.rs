//! A database: a pool of connections that operations run on.

use std::future::Future;
use std::pin::pin;
use std::sync::Arc;

use throughline_core::Result;
use throughline_sql::dialect::Dialect;
use tokio::sync::oneshot;

use crate::answer::finish;
use crate::backend::{Backend, Lease};
use crate::connection::{Shared, lost};
use crate::row_by_row::RowByRow;
use crate::url::Url;
use crate::work::{self, Doing};
use crate::{Access, Operation, Reader, Reading, Recorder, Transaction, again};

/// A database. Clones share its connections.
#[derive(Clone)]
pub struct Database {
    pub(crate) backend: Arc<dyn Backend>,
    shared: Arc<Shared>,
    row_by_row: Arc<RowByRow>,
}

impl Database {
    /// Opens the database in this thread.
    ///
    /// # Errors
    ///
    /// `InvalidValue` if the URL is not one; `ConnectionFailed`, `Corrupt` and the like by what
    /// the engine says.
    pub fn connect_blocking(url: &str) -> Result<Self> {
        Self::open(url, true)
    }

    /// Opens the database in another thread.
    ///
    /// # Errors
    ///
    /// As [`connect_blocking`](Self::connect_blocking).
    pub async fn connect(url: &str) -> Result<Self> {
        let (sender, receiver) = oneshot::channel();
        let url = url.to_owned();
        #[cfg(feature = "server")]
        let runtime = tokio::runtime::Handle::try_current();
        std::thread::spawn(move || {
            // The first connection is for tasks of the caller's runtime.
            #[cfg(feature = "server")]
            let _entered = runtime.as_ref().map(tokio::runtime::Handle::enter);
            sender.send(Self::open(&url, false))
        });
        receiver.await.map_err(|_| lost())?
    }

    /// Opens the database in this thread, for calls that block or do not. Any may follow.
    fn open(url: &str, blocking: bool) -> Result<Self> {
        // SQLite's connections are the same for both.
        _ = blocking;
        match Url::parse(url)? {
            #[cfg(feature = "sqlite")]
            Url::Sqlite(options) => crate::sqlite::open(options),
            #[cfg(feature = "postgres")]
            Url::Postgres(options) => crate::postgres::open(options, blocking),
            #[cfg(feature = "mariadb")]
            Url::MariaDb(options) => crate::mariadb::open(&options, blocking),
        }
    }

    #[cfg(any(feature = "sqlite", feature = "server"))]
    pub(crate) fn new(backend: Arc<dyn Backend>, shared: Arc<Shared>) -> Self {
        let row_by_row = Arc::default();
        Database {
            backend,
            shared,
            row_by_row,
        }
    }

    /// The dialect of the engine.
    #[must_use]
    pub fn dialect(&self) -> &'static dyn Dialect {
        self.shared.dialect
    }

    /// Records the statements that are sent from now on, by any clone.
    #[must_use]
    pub fn record(&self) -> Recorder {
        self.shared.recorders.start()
    }

    /// Switches the warnings of reads that are made row by row. They are on in builds with debug
    /// assertions.
    pub fn warn_row_by_row(&self, on: bool) {
        self.row_by_row.switch(on);
    }

    /// Whether readings are to be told by [`note`](Self::note).
    #[must_use]
    pub fn watches_row_by_row(&self) -> bool {
        self.row_by_row.is_on()
    }

    /// Takes note of what a reader is about to read, and warns if it is one row too many.
    pub fn note(&self, reader: Reader, reading: Reading) {
        self.row_by_row.note(reader, reading);
    }

    /// Runs an operation. Nothing is sent before the first poll. If the future is dropped before
    /// the work has begun, nothing is done; after that the work is finished and its result
    /// dropped, or it is undone: on MariaDB, where the runtime that it began in ends, or is driven by
    /// nobody.
    pub fn run<O: Operation>(
        &self,
        operation: O,
    ) -> impl Future<Output = Result<O::Output>> + Send + use<O> {
        let backend = Arc::clone(&self.backend);
        let access = operation.access();
        work::done(backend, access, None, |lease| -> Doing<O::Output> {
            Box::pin(again::run(operation, lease))
        })
    }

    /// Runs an operation in this thread.
    ///
    /// # Errors
    ///
    /// The operation's.
    pub fn run_blocking<O: Operation>(&self, operation: O) -> Result<O::Output> {
        let lease = self.backend.lease_blocking(operation.access())?;
        let done = pin!(again::run(operation, lease));
        finish(self.backend.waits(), done)
    }

    /// Begins a transaction.
    ///
    /// # Errors
    ///
    /// `LockTimeout` if another connection writes for longer than the busy timeout.
    pub async fn begin(&self) -> Result<Transaction> {
        let work = |mut lease: Lease| -> Doing<Lease> {
            Box::pin(async move {
                let begun = lease.connection()?.begin_for_caller().await;
                // If nobody waits for it, it is rolled back where it is dropped.
                begun.map(|_| lease)
            })
        };
        let lease = work::done(Arc::clone(&self.backend), Access::Write, None, work).await?;
        Ok(Transaction::new(lease, self.clone()))
    }

    /// Begins a transaction in this thread.
    ///
    /// # Errors
    ///
    /// As [`begin`](Self::begin).
    pub fn begin_blocking(&self) -> Result<Transaction> {
        let mut lease = self.backend.lease_blocking(Access::Write)?;
        let begun = async { lease.connection()?.begin_for_caller().await.map(drop) };
        finish(self.backend.waits(), pin!(begun))?;
        Ok(Transaction::new(lease, self.clone()))
    }
}

impl std::fmt::Debug for Database {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Database")
            .field("engine", &self.dialect().name())
            .finish_non_exhaustive()
    }
}
