//! The same handles without async: every method returns its value. Needs no runtime.
//!
//! ```
//! use throughline::blocking::Db;
//! # use throughline_guide::*;
//!
//! # fn main() -> throughline::Result<()> {
//! let db = Db::memory()?;
//! # throughline_guide::create_tables(&db)?;
//! let ann = Student::builder().name("Ann").create(&db)?;
//! let rust = Course::builder().title("Rust").create(&db)?;
//! rust.students().add(&db, [&ann])?;
//! assert_eq!(rust.students().all(&db)?, [ann]);
//! # Ok(())
//! # }
//! ```
//!
//! On SQLite the work is done in the caller's own thread: a read by key takes a tenth of what
//! the hop to a worker thread and back costs.

use std::ops::Deref;
use std::panic::Location;

use throughline_backend::{Database, Recorder, Transaction};
use throughline_core::{Error, IntoParameters, Result};

use crate::from_row::FromRow;
use crate::hooks::Hooks;
use crate::raw::{Execute, QueryAs};
use crate::retry::{BlockingRetry, RetryPolicy};
use crate::session::Target;
use crate::{Executor, expected};

/// A database or a transaction: what a helper of yours takes. [`Db`] and [`Tx`] deref to it.
///
/// ```
/// # use throughline_guide::*;
/// use throughline::blocking::Session;
/// # use throughline_guide::school;
/// # let School { db, .. } = school()?;
/// fn names(session: &Session) -> throughline::Result<Vec<String>> {
///     let students = Student::objects().order_by(|s| s.name()).all(session)?;
///     Ok(students.into_iter().map(|student| student.name).collect())
/// }
///
/// assert_eq!(names(&db)?, ["Ann", "Bob", "Cleo"]);
/// let tx = db.begin()?;
/// assert_eq!(names(&tx)?, ["Ann", "Bob", "Cleo"]);
/// # Ok::<(), throughline::Error>(())
/// ```
#[derive(Debug, Clone)]
pub struct Session {
    pub(crate) target: Target,
}

impl Session {
    /// Begins a transaction; inside one, a savepoint. It rolls back if it is dropped before
    /// [`Tx::commit`].
    ///
    /// ```
    /// # use throughline_guide::*;
    /// # let School { db, .. } = school()?;
    /// let tx = db.begin()?;
    /// Student::builder().name("Dan").create(&tx)?;
    /// drop(tx); // or `tx.commit()?`
    /// assert_eq!(Student::objects().count(&db)?, 3);
    /// # Ok::<(), throughline::Error>(())
    /// ```
    ///
    /// # Errors
    ///
    /// [`LockTimeout`](crate::ErrorKind::LockTimeout) if another connection writes for longer
    /// than the busy timeout.
    pub fn begin(&self) -> Result<Tx> {
        let (transaction, hooks) = self.target.begin_blocking()?;
        Ok(Tx::new(transaction, hooks))
    }

    /// This session with transactions that are begun again where that may succeed: see
    /// [`BlockingRetry::transaction`].
    ///
    /// ```
    /// # use throughline_guide::*;
    /// use throughline::RetryPolicy;
    /// # let School { db, .. } = school()?;
    /// let dan = db
    ///     .retry(RetryPolicy::default().attempts(5))
    ///     .transaction(|tx| Student::builder().name("Dan").create(&tx))?;
    /// assert_eq!(dan.id, 4);
    /// # Ok::<(), throughline::Error>(())
    /// ```
    pub fn retry(&self, policy: RetryPolicy) -> BlockingRetry<'_> {
        BlockingRetry {
            session: self,
            policy,
        }
    }

    /// Runs the body in a transaction: committed if it gives `Ok`, else rolled back. Inside a
    /// transaction, a savepoint.
    ///
    /// ```
    /// # use throughline_guide::*;
    /// # let School { db, logic, .. } = school()?;
    /// let dan = db.transaction(|tx| {
    ///     let dan = Student::builder().name("Dan").create(&tx)?;
    ///     logic.students().add(&tx, [&dan])?;
    ///     Ok::<_, throughline::Error>(dan)
    /// })?;
    /// assert!(logic.students().contains(&db, &dan)?);
    /// # Ok::<(), throughline::Error>(())
    /// ```
    ///
    /// # Errors
    ///
    /// The body's; or that of the beginning or the commit.
    pub fn transaction<T, E: From<Error>>(
        &self,
        body: impl FnOnce(Tx) -> Result<T, E>,
    ) -> Result<T, E> {
        let tx = self.begin()?;
        match body(tx.clone()) {
            Ok(value) => tx.commit().map(|()| value).map_err(E::from),
            Err(error) => {
                // The body's error is the one that explains; the drop rolls back what is left.
                tx.rollback().ok();
                Err(error)
            }
        }
    }

    /// Sends a query of your own and gives its rows, as [`crate::Session::query_as`] does. One
    /// statement.
    ///
    /// ```
    /// # use throughline_guide::*;
    /// # let School { db, bob, .. } = school()?;
    /// let sql = "SELECT name, id FROM student WHERE id > ? AND name LIKE ?";
    /// assert_eq!(db.query_as::<Student>(sql, (1, "B%"))?, [bob]);
    ///
    /// let counts: Vec<(i64,)> = db.query_as("SELECT count(*) FROM student", ())?;
    /// assert_eq!(counts, [(3,)]);
    /// # Ok::<(), throughline::Error>(())
    /// ```
    ///
    /// # Errors
    ///
    /// As [`crate::Session::query_as`].
    pub fn query_as<T: FromRow>(
        &self,
        sql: impl Into<String>,
        parameters: impl IntoParameters,
    ) -> Result<Vec<T>> {
        self.run(QueryAs::<T>::new(sql, parameters))
    }

    /// Sends a statement of your own, as [`crate::Session::execute`] does. Gives the number of
    /// rows that it changed. One statement.
    ///
    /// ```
    /// # use throughline_guide::*;
    /// # let School { db, ann, .. } = school()?;
    /// let sql = "UPDATE student SET name = ? WHERE id = ?";
    /// assert_eq!(db.execute(sql, ("Anna", ann.id))?, 1);
    /// assert_eq!(ann.refresh(&db)?.name, "Anna");
    /// # Ok::<(), throughline::Error>(())
    /// ```
    ///
    /// # Errors
    ///
    /// As [`crate::Session::execute`].
    pub fn execute(&self, sql: impl Into<String>, parameters: impl IntoParameters) -> Result<u64> {
        self.run(Execute::new(sql, parameters))
    }

    /// For tests: runs the body and panics unless it sends exactly so many statements, as
    /// [`crate::Session::expect_statements`] does. Gives what the body gives.
    ///
    /// ```
    /// # use throughline_guide::*;
    /// # let School { db, rust, .. } = school()?;
    /// let number = db.expect_statements(1, || rust.students().count(&db))?;
    /// assert_eq!(number, 2);
    /// # Ok::<(), throughline::Error>(())
    /// ```
    ///
    /// # Panics
    ///
    /// If more or fewer are sent; the message lists them.
    #[track_caller]
    pub fn expect_statements<T>(&self, number: usize, body: impl FnOnce() -> T) -> T {
        let recorder = self.target.database().record();
        let result = body();
        expected::check(number, &recorder, Location::caller());
        result
    }
}

/// A database: a pool of connections. Clones share it. See [`crate::Db`].
///
/// ```
/// # use throughline_guide::*;
/// let db = throughline::blocking::Db::memory()?;
/// throughline::create_tables(&db, [Student::META])?;
/// let ann = Student::builder().name("Ann").create(&db)?;
/// assert_eq!(Student::get(&db.clone(), ann.id)?, ann);
/// # Ok::<(), throughline::Error>(())
/// ```
#[derive(Debug, Clone)]
pub struct Db {
    session: Session,
    database: Database,
}

impl Db {
    /// Opens the database of that URL, as [`crate::Db::connect`] does.
    ///
    /// ```
    /// # use throughline_guide::*;
    /// # let folder = tempfile::tempdir().unwrap();
    /// # std::env::set_current_dir(&folder).unwrap();
    /// let db = throughline::blocking::Db::connect("sqlite://school.db?busy_timeout=1000")?;
    /// # Ok::<(), throughline::Error>(())
    /// ```
    ///
    /// # Errors
    ///
    /// As [`crate::Db::connect`].
    pub fn connect(url: &str) -> Result<Self> {
        let database = Database::connect_blocking(url)?;
        let session = Session {
            target: Target::Database(database.clone()),
        };
        Ok(Db { session, database })
    }

    /// A database in memory, empty, for this handle and its clones alone.
    ///
    /// ```
    /// # use throughline_guide::*;
    /// let db = throughline::blocking::Db::memory()?;
    /// throughline::create_tables(&db, [Student::META])?;
    /// assert_eq!(Student::objects().count(&db)?, 0);
    /// # Ok::<(), throughline::Error>(())
    /// ```
    ///
    /// # Errors
    ///
    /// If there is no memory.
    pub fn memory() -> Result<Self> {
        Db::connect("sqlite::memory:")
    }

    /// Records the statements that are sent from now on, through any handle of this database.
    ///
    /// ```
    /// # use throughline_guide::*;
    /// # let School { db, rust, .. } = school()?;
    /// let recorder = db.record();
    /// rust.students().count(&db)?;
    /// assert_eq!(
    ///     recorder.statements(),
    ///     [r#"SELECT COUNT(*) FROM "course_students" WHERE "course_id" = ?"#],
    /// );
    /// # Ok::<(), throughline::Error>(())
    /// ```
    #[must_use]
    pub fn record(&self) -> Recorder {
        self.database.record()
    }

    /// Switches the warnings of reads that are made row by row, as [`crate::Db::warn_row_by_row`]
    /// does.
    ///
    /// ```
    /// # use throughline_guide::*;
    /// # let School { db, .. } = school()?;
    /// db.warn_row_by_row(false);
    /// for course in Course::objects().all(&db)? {
    ///     println!("{}", course.students().count(&db)?);
    /// }
    /// # Ok::<(), throughline::Error>(())
    /// ```
    pub fn warn_row_by_row(&self, on: bool) {
        self.database.warn_row_by_row(on);
    }

    /// For tests: a handle of this database inside one transaction, which is rolled back when the
    /// last clone of it is dropped, as [`crate::Db::rolled_back`] gives it.
    ///
    /// ```
    /// # use throughline_guide::*;
    /// # let School { db, .. } = school()?;
    /// let test = db.rolled_back()?;
    /// assert_eq!(Student::objects().delete(&test)?, 3);
    /// drop(test);
    /// assert_eq!(Student::objects().count(&db)?, 3);
    /// # Ok::<(), throughline::Error>(())
    /// ```
    ///
    /// # Errors
    ///
    /// As [`crate::Db::rolled_back`].
    pub fn rolled_back(&self) -> Result<Db> {
        let (transaction, _) = self.target.begin_blocking()?;
        let target = Target::RolledBack(transaction);
        Ok(Db {
            session: Session { target },
            database: self.database.clone(),
        })
    }
}

impl Deref for Db {
    type Target = Session;
    fn deref(&self) -> &Session {
        &self.session
    }
}

/// A transaction, or a savepoint in one. See [`crate::Tx`].
///
/// ```
/// # use throughline_guide::*;
/// # let School { db, .. } = school()?;
/// let tx = db.begin()?;
/// Student::builder().name("Dan").create(&tx)?;
/// let savepoint = tx.begin()?;
/// Student::builder().name("Eli").create(&savepoint)?;
/// savepoint.rollback()?;
/// tx.commit()?;
/// assert_eq!(Student::objects().count(&db)?, 4);
/// # Ok::<(), throughline::Error>(())
/// ```
#[derive(Debug, Clone)]
pub struct Tx {
    session: Session,
    transaction: Transaction,
    hooks: Hooks,
}

impl Tx {
    fn new(transaction: Transaction, hooks: Hooks) -> Self {
        let target = Target::Transaction(transaction.clone(), hooks.clone());
        Tx {
            session: Session { target },
            transaction,
            hooks,
        }
    }

    /// Calls the closure after the transaction has been committed, as
    /// [`crate::Tx::after_commit`] does.
    ///
    /// ```
    /// # use throughline_guide::*;
    /// # let School { db, .. } = school()?;
    /// let (welcome, welcomed) = std::sync::mpsc::channel();
    /// let tx = db.begin()?;
    /// let dan = Student::builder().name("Dan").create(&tx)?;
    /// tx.after_commit(move || welcome.send(dan.name).expect("somebody listens"));
    /// assert!(welcomed.try_recv().is_err(), "not yet");
    /// tx.commit()?;
    /// assert_eq!(welcomed.recv().as_deref(), Ok("Dan"));
    /// # Ok::<(), throughline::Error>(())
    /// ```
    pub fn after_commit(&self, hook: impl FnOnce() + Send + 'static) {
        self.hooks.push(Box::new(hook));
    }

    /// Keeps what was done.
    ///
    /// ```
    /// # use throughline_guide::*;
    /// # let School { db, .. } = school()?;
    /// let tx = db.begin()?;
    /// Student::builder().name("Dan").create(&tx)?;
    /// tx.commit()?;
    /// assert_eq!(Student::objects().count(&db)?, 4);
    /// # Ok::<(), throughline::Error>(())
    /// ```
    ///
    /// # Errors
    ///
    /// The engine's, and then nothing is kept;
    /// [`TransactionClosed`](crate::ErrorKind::TransactionClosed) if it has ended.
    pub fn commit(&self) -> Result<()> {
        self.transaction.end_blocking(true)?;
        self.hooks.committed();
        Ok(())
    }

    /// Undoes what was done.
    ///
    /// ```
    /// # use throughline_guide::*;
    /// # let School { db, .. } = school()?;
    /// let tx = db.begin()?;
    /// Student::objects().delete(&tx)?;
    /// tx.rollback()?;
    /// assert_eq!(Student::objects().count(&db)?, 3);
    /// # Ok::<(), throughline::Error>(())
    /// ```
    ///
    /// # Errors
    ///
    /// As [`commit`](Tx::commit).
    pub fn rollback(&self) -> Result<()> {
        self.hooks.rolled_back();
        self.transaction.end_blocking(false)
    }
}

impl Deref for Tx {
    type Target = Session;
    fn deref(&self) -> &Session {
        &self.session
    }
}
