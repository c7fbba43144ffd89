//! The statements that were sent, for tests and for people.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, PoisonError, Weak};
use std::time::Duration;

/// One statement that was sent.
///
/// ```
/// # use throughline_backend::{Access, Connection, Database, Operation};
/// # struct Ask;
/// # impl Operation for Ask {
/// #     type Output = ();
/// #     fn access(&self) -> Access {
/// #         Access::Read
/// #     }
/// #     async fn run(self, connection: &mut Connection) -> throughline_core::Result<()> {
/// #         connection.execute("SELECT 1", &[]).await.map(drop)
/// #     }
/// # }
/// # let db = Database::connect_blocking("sqlite::memory:")?;
/// let recorder = db.record();
/// # db.run_blocking(Ask)?;
/// for one in recorder.all() {
///     println!("{} gave {} rows in {:?}", one.sql, one.rows, one.elapsed);
/// }
/// # Ok::<(), throughline_core::Error>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Recorded {
    /// The text, with placeholders: values are never recorded.
    pub sql: String,
    /// Rows of its result, or rows changed if it has none.
    pub rows: u64,
    /// How long the engine took, its rows read.
    pub elapsed: Duration,
    /// Whether it was sent together with the statement before it, without waiting for the answer
    /// of that one: then it costs no round trip of its own.
    pub joined: bool,
}

impl Recorded {
    /// Whether it begins, ends or divides a transaction, rather than asks for something.
    ///
    /// ```
    /// # use throughline_backend::{Access, Connection, Database, Operation};
    /// # struct Ask;
    /// # impl Operation for Ask {
    /// #     type Output = ();
    /// #     fn access(&self) -> Access {
    /// #         Access::Read
    /// #     }
    /// #     async fn run(self, connection: &mut Connection) -> throughline_core::Result<()> {
    /// #         connection.execute("SELECT 1", &[]).await.map(drop)
    /// #     }
    /// # }
    /// # let db = Database::connect_blocking("sqlite::memory:")?;
    /// let recorder = db.record();
    /// let transaction = db.begin_blocking()?;
    /// assert!(recorder.all()[0].is_transaction_control()); // BEGIN
    /// # Ok::<(), throughline_core::Error>(())
    /// ```
    #[must_use]
    pub fn is_transaction_control(&self) -> bool {
        let first = self.sql.split_whitespace().next().unwrap_or_default();
        matches!(
            first,
            "BEGIN" | "COMMIT" | "ROLLBACK" | "SAVEPOINT" | "RELEASE"
        )
    }
}

/// Records the statements of a database while it lives.
///
/// Made by `Db::record`. A statement that failed is recorded too, with no rows.
///
/// ```
/// # use throughline_backend::{Access, Connection, Database, Operation};
/// # struct Ask;
/// # impl Operation for Ask {
/// #     type Output = ();
/// #     fn access(&self) -> Access {
/// #         Access::Read
/// #     }
/// #     async fn run(self, connection: &mut Connection) -> throughline_core::Result<()> {
/// #         connection.execute("SELECT 1", &[]).await.map(drop)
/// #     }
/// # }
/// # let db = Database::connect_blocking("sqlite::memory:")?;
/// let recorder = db.record();
/// # db.run_blocking(Ask)?; // a query
/// assert_eq!(recorder.statements().len(), 1);
/// drop(recorder); // nothing is recorded any more
/// # Ok::<(), throughline_core::Error>(())
/// ```
#[derive(Debug)]
pub struct Recorder {
    log: Arc<Mutex<Vec<Recorded>>>,
}

impl Recorder {
    /// The texts so far, without those that begin and end transactions.
    ///
    /// ```
    /// # use throughline_backend::{Access, Connection, Database, Operation};
    /// # struct Ask;
    /// # impl Operation for Ask {
    /// #     type Output = ();
    /// #     fn access(&self) -> Access {
    /// #         Access::Read
    /// #     }
    /// #     async fn run(self, connection: &mut Connection) -> throughline_core::Result<()> {
    /// #         connection.execute("SELECT 1", &[]).await.map(drop)
    /// #     }
    /// # }
    /// # let db = Database::connect_blocking("sqlite::memory:")?;
    /// let recorder = db.record();
    /// # db.run_blocking(Ask)?; // a query
    /// assert_eq!(recorder.statements(), ["SELECT 1"]);
    /// # Ok::<(), throughline_core::Error>(())
    /// ```
    #[must_use]
    pub fn statements(&self) -> Vec<String> {
        let all = self.all().into_iter();
        all.filter(|one| !one.is_transaction_control())
            .map(|one| one.sql)
            .collect()
    }

    /// How often the answer of a server was waited for, by the statements so far: all of them, those
    /// that begin and end transactions too, less those that were sent [together](Recorded::joined)
    /// with others. That each connection prepares a statement once is not counted.
    ///
    /// On SQLite, where nothing travels, it is the number of statements.
    ///
    /// ```
    /// # use throughline_backend::{Access, Connection, Database, Operation};
    /// # struct Ask;
    /// # impl Operation for Ask {
    /// #     type Output = ();
    /// #     fn access(&self) -> Access {
    /// #         Access::Read
    /// #     }
    /// #     async fn run(self, connection: &mut Connection) -> throughline_core::Result<()> {
    /// #         connection.execute("SELECT 1", &[]).await.map(drop)
    /// #     }
    /// # }
    /// # let db = Database::connect_blocking("sqlite::memory:")?;
    /// let recorder = db.record();
    /// # db.run_blocking(Ask)?; // a query
    /// assert_eq!(recorder.round_trips(), 1);
    /// # Ok::<(), throughline_core::Error>(())
    /// ```
    #[must_use]
    pub fn round_trips(&self) -> usize {
        self.all().iter().filter(|one| !one.joined).count()
    }

    /// Everything so far.
    ///
    /// ```
    /// # use throughline_backend::{Access, Connection, Database, Operation};
    /// # struct Ask;
    /// # impl Operation for Ask {
    /// #     type Output = ();
    /// #     fn access(&self) -> Access {
    /// #         Access::Read
    /// #     }
    /// #     async fn run(self, connection: &mut Connection) -> throughline_core::Result<()> {
    /// #         connection.execute("SELECT 1", &[]).await.map(drop)
    /// #     }
    /// # }
    /// # let db = Database::connect_blocking("sqlite::memory:")?;
    /// let recorder = db.record();
    /// # db.run_blocking(Ask)?; // a query
    /// assert_eq!(recorder.all()[0].rows, 1);
    /// assert_eq!(recorder.all().len(), 1); // it is still there
    /// # Ok::<(), throughline_core::Error>(())
    /// ```
    #[must_use]
    pub fn all(&self) -> Vec<Recorded> {
        self.log
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .clone()
    }

    /// Everything so far, and begins anew.
    ///
    /// ```
    /// # use throughline_backend::{Access, Connection, Database, Operation};
    /// # struct Ask;
    /// # impl Operation for Ask {
    /// #     type Output = ();
    /// #     fn access(&self) -> Access {
    /// #         Access::Read
    /// #     }
    /// #     async fn run(self, connection: &mut Connection) -> throughline_core::Result<()> {
    /// #         connection.execute("SELECT 1", &[]).await.map(drop)
    /// #     }
    /// # }
    /// # let db = Database::connect_blocking("sqlite::memory:")?;
    /// let recorder = db.record();
    /// # db.run_blocking(Ask)?; // a query
    /// assert_eq!(recorder.take().len(), 1);
    /// assert_eq!(recorder.all(), []); // begun anew
    /// # Ok::<(), throughline_core::Error>(())
    /// ```
    #[must_use]
    pub fn take(&self) -> Vec<Recorded> {
        std::mem::take(&mut *self.log.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

/// The recorders of a database.
#[derive(Debug, Default)]
pub(crate) struct Recorders {
    /// Looked at before each statement: without a recorder it costs one load.
    count: AtomicUsize,
    logs: Mutex<Vec<Weak<Mutex<Vec<Recorded>>>>>,
}

impl Recorders {
    pub(crate) fn start(&self) -> Recorder {
        let log = Arc::default();
        let mut logs = self.logs.lock().unwrap_or_else(PoisonError::into_inner);
        logs.push(Arc::downgrade(&log));
        self.count.store(logs.len(), Ordering::Release);
        Recorder { log }
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.count.load(Ordering::Acquire) == 0
    }

    pub(crate) fn record(&self, recorded: &Recorded) {
        let mut logs = self.logs.lock().unwrap_or_else(PoisonError::into_inner);
        logs.retain(|log| {
            let Some(log) = log.upgrade() else {
                return false;
            };
            log.lock()
                .unwrap_or_else(PoisonError::into_inner)
                .push(recorded.clone());
            true
        });
        self.count.store(logs.len(), Ordering::Release);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn recorded(sql: &str) -> Recorded {
        Recorded {
            sql: sql.to_owned(),
            rows: 1,
            elapsed: Duration::from_micros(7),
            joined: false,
        }
    }

    #[test]
    fn a_recorder_sees_what_is_sent_while_it_lives() {
        let recorders = Recorders::default();
        assert!(recorders.is_empty());
        let first = recorders.start();
        recorders.record(&recorded("SELECT 1"));
        let second = recorders.start();
        recorders.record(&recorded("SELECT 2"));
        assert_eq!(first.statements(), ["SELECT 1", "SELECT 2"]);
        assert_eq!(second.statements(), ["SELECT 2"]);
        assert!(!recorders.is_empty());
    }

    #[test]
    fn a_recorder_that_is_dropped_costs_nothing_any_more() {
        let recorders = Recorders::default();
        let (dropped, kept) = (recorders.start(), recorders.start());
        drop(dropped);
        recorders.record(&recorded("SELECT 1"));
        assert_eq!(recorders.count.load(Ordering::Acquire), 1);
        drop(kept);
        recorders.record(&recorded("SELECT 2"));
        assert!(recorders.is_empty(), "the next statement finds no recorder");
        assert_eq!(recorders.logs.lock().unwrap().len(), 0, "its log is freed");
    }

    #[test]
    fn what_was_sent_together_is_one_round_trip() {
        let recorders = Recorders::default();
        let recorder = recorders.start();
        for joined in [false, true, true, false] {
            recorders.record(&Recorded {
                joined,
                ..recorded("SELECT 1")
            });
        }
        assert_eq!(recorder.round_trips(), 2);
    }

    #[test]
    fn statements_leave_transaction_control_out_and_all_does_not() {
        let recorders = Recorders::default();
        let recorder = recorders.start();
        for sql in [
            "BEGIN IMMEDIATE",
            "SAVEPOINT a",
            "SELECT 1",
            "RELEASE a",
            "COMMIT",
        ] {
            recorders.record(&recorded(sql));
        }
        assert_eq!(recorder.statements(), ["SELECT 1"]);
        assert_eq!(recorder.all().len(), 5);
        assert_eq!(recorder.take().len(), 5);
        assert_eq!(recorder.all(), [], "taken");
    }
}
