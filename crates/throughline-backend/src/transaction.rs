//! Transactions: a connection that is kept, and savepoints in it.

use std::future::Future;
use std::pin::pin;
use std::sync::{Arc, Weak};

use throughline_core::{Error, ErrorKind, Result};
use tokio::sync::Mutex;

use crate::answer::{block_on, finish};
use crate::backend::Lease;
use crate::connection::{Connection, Level};
use crate::work::{self, Doing};
use crate::{Access, Database, Operation};

/// A transaction, or a savepoint in one. Clones are handles to the same.
///
/// It rolls back if its last handle is dropped before it was committed.
#[derive(Clone)]
pub struct Transaction {
    state: Arc<State>,
    /// How many savepoints are around this handle: 0 for the transaction itself.
    depth: usize,
    /// Lives as long as a handle of this level does.
    alive: Arc<()>,
}

struct State {
    database: Database,
    slot: Mutex<Slot>,
}

/// The connection of a transaction, and what is open on it.
enum Slot {
    Open(Open),
    /// An operation was dropped in the middle: what it did is not known, so nothing may follow.
    Poisoned,
    Closed,
}

struct Open {
    lease: Lease,
    savepoints: Vec<Savepoint>,
}

struct Savepoint {
    level: Level,
    alive: Weak<()>,
}

impl Transaction {
    pub(crate) fn new(lease: Lease, database: Database) -> Self {
        let slot = Mutex::new(Slot::Open(Open {
            lease,
            savepoints: Vec::new(),
        }));
        let state = Arc::new(State { database, slot });
        Transaction {
            state,
            depth: 0,
            alive: Arc::new(()),
        }
    }

    /// The database that the transaction is in.
    #[must_use]
    pub fn database(&self) -> &Database {
        &self.state.database
    }

    /// Runs an operation in the transaction. Nothing is sent before the first poll. If the future
    /// is dropped after that and before its end, the transaction is given up: the next call is
    /// an error, and everything is rolled back.
    pub fn run<O: Operation>(
        &self,
        operation: O,
    ) -> impl Future<Output = Result<O::Output>> + Send + use<O> {
        let this = self.clone();
        async move { this.with(Run(operation)).await }
    }

    /// Runs an operation in the transaction, in this thread.
    ///
    /// # Errors
    ///
    /// The operation's; [`ErrorKind::TransactionClosed`] if the transaction has ended.
    pub fn run_blocking<O: Operation>(&self, operation: O) -> Result<O::Output> {
        self.with_blocking(Run(operation))
    }

    /// Begins a savepoint.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::TransactionClosed`] if the transaction has ended.
    pub async fn begin(&self) -> Result<Transaction> {
        let alive = Arc::new(());
        self.with(Nest(Arc::downgrade(&alive))).await?;
        Ok(self.nested(alive))
    }

    /// Begins a savepoint, in this thread.
    ///
    /// # Errors
    ///
    /// As [`begin`](Self::begin).
    pub fn begin_blocking(&self) -> Result<Transaction> {
        let alive = Arc::new(());
        self.with_blocking(Nest(Arc::downgrade(&alive)))?;
        Ok(self.nested(alive))
    }

    fn nested(&self, alive: Arc<()>) -> Transaction {
        Transaction {
            state: Arc::clone(&self.state),
            depth: self.depth + 1,
            alive,
        }
    }

    /// Ends it: keeps or undoes what was done since it was begun.
    ///
    /// # Errors
    ///
    /// The engine's; [`ErrorKind::TransactionClosed`] if the transaction has ended.
    pub async fn end(&self, commit: bool) -> Result<()> {
        self.with(End {
            commit,
            root: self.depth == 0,
        })
        .await
    }

    /// Ends it, in this thread.
    ///
    /// # Errors
    ///
    /// As [`end`](Self::end).
    pub fn end_blocking(&self, commit: bool) -> Result<()> {
        self.with_blocking(End {
            commit,
            root: self.depth == 0,
        })
    }

    async fn with<S: Step>(&self, step: S) -> Result<S::Output> {
        let mut slot = self.state.slot.lock().await;
        let Open { lease, savepoints } = slot.take()?;
        let depth = self.depth;
        let work = move |lease| -> Doing<(Option<Open>, Result<S::Output>)> {
            Box::pin(async move {
                let mut open = Open { lease, savepoints };
                let result = match open.ready(depth).await {
                    Ok(()) => step.run(&mut open).await,
                    Err(error) => Err(error),
                };
                // If nobody waits for it, it is rolled back where it is dropped.
                Ok((open.is_usable::<S>().then_some(open), result))
            })
        };
        let backend = Arc::clone(&self.state.database.backend);
        // Dropped here, the slot stays poisoned, and the lease rolls back where it is dropped.
        let (open, result) = work::done(backend, Access::Write, Some(lease), work).await?;
        *slot = open.map_or(Slot::Closed, Slot::Open);
        result
    }

    fn with_blocking<S: Step>(&self, step: S) -> Result<S::Output> {
        let mut slot = block_on(self.state.slot.lock());
        let mut open = slot.take()?;
        let waits = self.state.database.backend.waits();
        let turn = async {
            open.ready(self.depth).await?;
            step.run(&mut open).await
        };
        let result = finish(waits, pin!(turn));
        if open.is_usable::<S>() {
            *slot = Slot::Open(open);
        } else {
            *slot = Slot::Closed;
        }
        result
    }
}

impl std::fmt::Debug for Transaction {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Transaction")
            .field("depth", &self.depth)
            .field("handles", &Arc::strong_count(&self.alive))
            .finish_non_exhaustive()
    }
}

impl Slot {
    /// The connection, for one step. Until it is put back the transaction counts as poisoned.
    fn take(&mut self) -> Result<Open> {
        match std::mem::replace(self, Slot::Poisoned) {
            Slot::Open(open) => Ok(open),
            Slot::Poisoned => Err(closed(
                "an operation of the transaction was dropped in the middle",
            )
            .with_hint("await each operation to its end, or begin the transaction anew")),
            Slot::Closed => {
                *self = Slot::Closed;
                Err(closed("the transaction has ended"))
            }
        }
    }
}

fn closed(message: &'static str) -> Error {
    Error::new(ErrorKind::TransactionClosed, message)
}

impl Open {
    /// Makes it ready for a step of the handle at that depth: savepoints within it whose handles are gone are undone.
    async fn ready(&mut self, depth: usize) -> Result<()> {
        if self.savepoints.len() < depth {
            return Err(closed("the savepoint has ended"));
        }
        while self.savepoints.len() > depth {
            let inner = self
                .savepoints
                .last()
                .is_some_and(|inner| inner.alive.upgrade().is_some());
            if inner {
                return Err(closed("a savepoint inside the transaction is still open")
                    .with_hint("use the inner handle until it is committed or dropped"));
            }
            if let Some(inner) = self.savepoints.pop() {
                let connection = self.lease.connection()?;
                // In a box, as it is seldom: every step would have to make room for it.
                Box::pin(connection.rollback(&inner.level)).await?;
            }
        }
        Ok(())
    }

    /// Whether the transaction goes on after a step.
    fn is_usable<S: Step>(&mut self) -> bool {
        self.lease
            .connection()
            .is_ok_and(|connection| !connection.is_idle())
    }
}

/// Something that is done on the connection of a transaction.
trait Step: Send + 'static {
    type Output: Send + 'static;
    fn run(self, open: &mut Open) -> impl Future<Output = Result<Self::Output>> + Send;
}

/// An operation.
struct Run<O>(O);

impl<O: Operation> Step for Run<O> {
    type Output = O::Output;
    async fn run(self, open: &mut Open) -> Result<O::Output> {
        self.0.run(open.lease.connection()?).await
    }
}

/// A savepoint.
struct Nest(Weak<()>);

impl Step for Nest {
    type Output = ();
    async fn run(self, open: &mut Open) -> Result<()> {
        let level = open.lease.connection()?.begin().await?;
        open.savepoints.push(Savepoint {
            level,
            alive: self.0,
        });
        Ok(())
    }
}

/// The end of a transaction or a savepoint.
struct End {
    commit: bool,
    root: bool,
}

impl Step for End {
    type Output = ();
    async fn run(self, open: &mut Open) -> Result<()> {
        let level = if self.root {
            Level::Transaction
        } else {
            open.savepoints
                .pop()
                .map_or(Level::Transaction, |savepoint| savepoint.level)
        };
        let connection: &mut Connection = open.lease.connection()?;
        if self.commit {
            connection.commit(&level).await
        } else {
            connection.rollback(&level).await
        }
    }
}
