//! Handles: a database, a transaction, and what is common to both.

use std::future::Future;
use std::ops::Deref;
use std::panic::Location;

use throughline_backend::{Database, Operation, Recorder, Transaction};
use throughline_core::{Error, IntoParameters, Result};

use crate::executor::Pending;
use crate::from_row::FromRow;
use crate::hooks::Hooks;
use crate::raw::{Execute, QueryAs};
use crate::retry::{Retry, RetryPolicy};
use crate::rolled_back::Contained;
use crate::{Executor, expected};

/// A database or a transaction: what a helper of yours takes.
///
/// [`Db`] and [`Tx`] deref to it, so that `helper(&db)` and `helper(&tx)` both compile:
///
/// ```
/// # use throughline_guide::*;
/// async fn ann(session: &Session) -> throughline::Result<Student> {
///     Student::objects().filter(|s| s.name().eq("Ann")).get(session).await
/// }
/// # async fn run(db: &Db, tx: &Tx) -> throughline::Result<()> {
/// ann(db).await?;
/// ann(tx).await?;
/// # Ok(())
/// # }
/// ```
#[derive(Debug, Clone)]
pub struct Session {
    pub(crate) target: Target,
}

/// Where operations go.
#[derive(Debug, Clone)]
pub(crate) enum Target {
    Database(Database),
    Transaction(Transaction, Hooks),
    /// A transaction that stands for a database, and is rolled back at the end.
    RolledBack(Transaction),
}

impl Target {
    pub(crate) fn run<O: Operation>(&self, operation: O) -> Pending<O::Output> {
        match self {
            Target::Database(database) => Box::pin(database.run(operation)),
            Target::Transaction(transaction, _) => Box::pin(transaction.run(operation)),
            Target::RolledBack(transaction) => Box::pin(transaction.run(Contained(operation))),
        }
    }

    pub(crate) fn run_blocking<O: Operation>(&self, operation: O) -> Result<O::Output> {
        match self {
            Target::Database(database) => database.run_blocking(operation),
            Target::Transaction(transaction, _) => transaction.run_blocking(operation),
            Target::RolledBack(transaction) => transaction.run_blocking(Contained(operation)),
        }
    }

    async fn begin(&self) -> Result<(Transaction, Hooks)> {
        Ok(match self {
            Target::Database(database) => (database.begin().await?, Hooks::default()),
            Target::Transaction(transaction, hooks) => (transaction.begin().await?, hooks.nested()),
            Target::RolledBack(transaction) => (transaction.begin().await?, Hooks::default()),
        })
    }

    pub(crate) fn begin_blocking(&self) -> Result<(Transaction, Hooks)> {
        Ok(match self {
            Target::Database(database) => (database.begin_blocking()?, Hooks::default()),
            Target::Transaction(transaction, hooks) => {
                (transaction.begin_blocking()?, hooks.nested())
            }
            Target::RolledBack(transaction) => (transaction.begin_blocking()?, Hooks::default()),
        })
    }

    pub(crate) fn is_transaction(&self) -> bool {
        matches!(self, Target::Transaction(..))
    }

    #[cfg(feature = "migrations")]
    pub(crate) fn is_rolled_back(&self) -> bool {
        matches!(self, Target::RolledBack(_))
    }

    pub(crate) fn database(&self) -> &Database {
        match self {
            Target::Database(database) => database,
            Target::Transaction(transaction, _) | Target::RolledBack(transaction) => {
                transaction.database()
            }
        }
    }
}

impl Session {
    /// Begins a transaction; inside one, a savepoint. It rolls back if it is dropped before
    /// [`Tx::commit`].
    ///
    /// ```
    /// # use throughline_guide::*;
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> throughline::Result<()> {
    /// # let db = Db::memory().await?;
    /// # throughline::create_tables(&db, [Student::META, Course::META]).await?;
    /// let tx = db.begin().await?;
    /// Student::builder().name("Ann").create(&tx).await?;
    /// drop(tx); // or `tx.commit().await?`
    /// assert_eq!(Student::objects().count(&db).await?, 0);
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// [`LockTimeout`](crate::ErrorKind::LockTimeout) if another connection writes for longer
    /// than the busy timeout.
    pub async fn begin(&self) -> Result<Tx> {
        let (transaction, hooks) = self.target.begin().await?;
        Ok(Tx::new(transaction, hooks))
    }

    /// This session with transactions that are begun again where that may succeed: see
    /// [`Retry::transaction`].
    ///
    /// ```
    /// # use throughline_guide::*;
    /// use throughline::RetryPolicy;
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> throughline::Result<()> {
    /// # let db = Db::memory().await?;
    /// # throughline::create_tables(&db, [Student::META, Course::META]).await?;
    /// let ann = db
    ///     .retry(RetryPolicy::default().attempts(5))
    ///     .transaction(async |tx| Student::builder().name("Ann").create(&tx).await)
    ///     .await?;
    /// assert_eq!(ann.id, 1);
    /// # Ok(())
    /// # }
    /// ```
    pub fn retry(&self, policy: RetryPolicy) -> Retry<'_> {
        Retry {
            session: self,
            policy,
        }
    }

    /// Runs the body in a transaction: committed if it gives `Ok`, else rolled back. Inside a
    /// transaction, a savepoint.
    ///
    /// ```
    /// # use throughline_guide::*;
    /// # async fn run(db: &Db) -> throughline::Result<()> {
    /// let ann = db
    ///     .transaction(async |tx| {
    ///         let ann = Student::builder().name("Ann").create(&tx).await?;
    ///         let course = Course::builder().title("Rust").create(&tx).await?;
    ///         course.students().add(&tx, [&ann]).await?;
    ///         Ok::<_, throughline::Error>(ann)
    ///     })
    ///     .await?;
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// The body's; or that of the beginning or the commit.
    pub async fn transaction<T, E, F>(&self, body: impl FnOnce(Tx) -> F) -> Result<T, E>
    where
        F: Future<Output = Result<T, E>> + Send,
        E: From<Error>,
    {
        let tx = self.begin().await?;
        match body(tx.clone()).await {
            Ok(value) => tx.commit().await.map(|()| value).map_err(E::from),
            Err(error) => {
                // The body's error is the one that explains; the drop rolls back what is left.
                tx.rollback().await.ok();
                Err(error)
            }
        }
    }

    /// Sends a query of your own and gives its rows, as models or as structs with
    /// [`#[derive(Row)]`](derive@crate::Row), known by the names of the columns, or as tuples, by
    /// their places. One statement, sent as it is: its placeholders are those of the engine, and
    /// their values are always bound.
    ///
    /// ```
    /// # use throughline_guide::*;
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> throughline::Result<()> {
    /// # let db = Db::memory().await?;
    /// # throughline::create_tables(&db, [Student::META, Course::META]).await?;
    /// # Student::builder().name("Ann").create(&db).await?;
    /// let sql = "SELECT name, id FROM student WHERE id < ? AND name LIKE ?";
    /// let students = db.query_as::<Student>(sql, (10, "A%")).await?;
    /// assert_eq!(students[0].name, "Ann");
    ///
    /// let counts: Vec<(i64,)> = db.query_as("SELECT count(*) FROM student", ()).await?;
    /// assert_eq!(counts, [(1,)]);
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// A statement that surely only reads is sent by a connection that reads: one that begins
    /// with `SELECT`, `VALUES` or `WITH`, and has no word such as `INSERT`, `UPDATE`, `INTO` or
    /// `FOR` in it. Any other goes to the connection that writes. In a transaction it is the
    /// transaction's.
    ///
    /// # Errors
    ///
    /// [`Decode`](crate::ErrorKind::Decode) if a row lacks a column, or holds something else in it
    /// than its field; [`InvalidValue`](crate::ErrorKind::InvalidValue) if the number of values is
    /// not that of the placeholders; the engine's.
    pub fn query_as<T: FromRow>(
        &self,
        sql: impl Into<String>,
        parameters: impl IntoParameters,
    ) -> Pending<Vec<T>> {
        self.run(QueryAs::<T>::new(sql, parameters))
    }

    /// Sends a statement of your own. Gives the number of rows that it changed, or that of the
    /// rows of its result where it has one. One statement, by the connection that writes; its
    /// values are always bound.
    ///
    /// ```
    /// # use throughline_guide::*;
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> throughline::Result<()> {
    /// # let db = Db::memory().await?;
    /// # throughline::create_tables(&db, [Student::META, Course::META]).await?;
    /// # Student::builder().name("Ann").create(&db).await?;
    /// let sql = "UPDATE student SET name = ? WHERE id = ?";
    /// assert_eq!(db.execute(sql, ("Anna", 1)).await?, 1);
    /// assert_eq!(Student::get(&db, 1).await?.name, "Anna");
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// A transaction is begun by [`begin`](Session::begin) or [`transaction`](Session::transaction),
    /// not by a statement: one that is left open is rolled back.
    ///
    /// # Errors
    ///
    /// [`InvalidValue`](crate::ErrorKind::InvalidValue) if the number of values is not that of the
    /// placeholders; the engine's.
    pub fn execute(&self, sql: impl Into<String>, parameters: impl IntoParameters) -> Pending<u64> {
        self.run(Execute::new(sql, parameters))
    }

    /// For tests: runs the body and panics unless it sends exactly so many statements, those that
    /// begin, divide and end transactions not counted. Gives what the body gives.
    ///
    /// ```
    /// # use throughline_guide::*;
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> throughline::Result<()> {
    /// # let db = Db::memory().await?;
    /// # throughline::create_tables(&db, [Student::META, Course::META]).await?;
    /// # Course::builder().title("Rust").create(&db).await?;
    /// let courses = db
    ///     .expect_statements(2, async || Course::objects().with(|c| c.students()).all(&db).await)
    ///     .await?;
    /// # assert_eq!(courses.len(), 1);
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// What is sent through any handle of the database while the body runs is counted.
    ///
    /// # Panics
    ///
    /// If more or fewer are sent; the message lists them, and says from where this was called.
    #[track_caller]
    pub fn expect_statements<T, F: Future<Output = T>>(
        &self,
        number: usize,
        body: impl FnOnce() -> F,
    ) -> impl Future<Output = T> {
        let caller = Location::caller();
        async move {
            let recorder = self.target.database().record();
            let result = body().await;
            expected::check(number, &recorder, caller);
            result
        }
    }
}

/// A database: a pool of connections. Clones share it.
///
/// ```
/// use throughline::Db;
///
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> throughline::Result<()> {
/// let db = Db::memory().await?;                     // SQLite in memory
/// # let folder = tempfile::tempdir().unwrap();
/// # std::env::set_current_dir(&folder).unwrap();
/// let db = Db::connect("sqlite://school.db").await?; // a file, made if it is not there
/// # Ok(())
/// # }
/// ```
#[derive(Debug, Clone)]
pub struct Db {
    session: Session,
    database: Database,
}

impl Db {
    fn new(database: Database) -> Self {
        let session = Session {
            target: Target::Database(database.clone()),
        };
        Db { session, database }
    }

    /// Opens the database of that URL: `sqlite://school.db`, `sqlite:///srv/school.db`,
    /// `sqlite::memory:`; behind it `?mode=rwc|rw|ro`, `busy_timeout=MILLISECONDS` (5,000 if it
    /// is not given), `readers=N` (4) and `max_pages=N` (a quota on the size of the file).
    ///
    /// With the feature `postgres` also `postgres://USER:PASSWORD@HOST:PORT/DATABASE`, with `mariadb`
    /// the same with `mariadb://`; behind it `?connections=N` (10), `wait_timeout` and
    /// `connect_timeout` (for one of them: 30,000 and 10,000 milliseconds), `statement_timeout`,
    /// `lock_timeout`, `application_name`, `tls=on|off`, `tls_certificates=FILE`; `host=/FOLDER` or
    /// `socket=FILE` for a socket; `search_path` on PostgreSQL; and how far transactions are kept
    /// apart: `isolation=read-committed|repeatable-read|serializable`. If nothing is said it is
    /// `read-committed`, unless the server of PostgreSQL has it otherwise.
    ///
    /// What the library does by itself in one call holds at each level. Under `serializable` the
    /// server ends transactions that do not fit each other: a call that is alone is done again,
    /// and for transactions of your own there is [`retry`](Session::retry). Under `repeatable-read`
    /// a transaction of your own sees what was there at its first look, and its calls with it.
    ///
    /// ```
    /// # use throughline_guide::*;
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> throughline::Result<()> {
    /// # let folder = tempfile::tempdir().unwrap();
    /// # std::env::set_current_dir(&folder).unwrap();
    /// let db = Db::connect("sqlite://school.db").await?; // made if it is not there
    /// let again = Db::connect("sqlite://school.db?mode=ro&readers=2").await?;
    /// let error = Db::connect("sqlite://none.db?mode=rw").await.unwrap_err();
    /// assert_eq!(error.kind(), throughline::ErrorKind::ConnectionFailed);
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// [`InvalidValue`](crate::ErrorKind::InvalidValue) for a wrong URL,
    /// [`ConnectionFailed`](crate::ErrorKind::ConnectionFailed),
    /// [`Corrupt`](crate::ErrorKind::Corrupt) and the like.
    pub async fn connect(url: &str) -> Result<Self> {
        Database::connect(url).await.map(Db::new)
    }

    /// A database in memory, empty, for this handle and its clones alone.
    ///
    /// ```
    /// # use throughline_guide::*;
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> throughline::Result<()> {
    /// let db = Db::memory().await?;
    /// throughline::create_tables(&db, [Student::META]).await?;
    /// assert_eq!(Student::objects().count(&db).await?, 0);
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// If there is no memory.
    pub async fn memory() -> Result<Self> {
        Db::connect("sqlite::memory:").await
    }

    /// Records the statements that are sent from now on, through any handle of this database.
    ///
    /// ```
    /// # use throughline_guide::*;
    /// # async fn run(db: &Db, course: Course) -> throughline::Result<()> {
    /// let recorder = db.record();
    /// course.students().count(db).await?;
    /// assert_eq!(
    ///     recorder.statements(),
    ///     [r#"SELECT COUNT(*) FROM "course_students" WHERE "course_id" = ?"#],
    /// );
    /// # Ok(())
    /// # }
    /// ```
    #[must_use]
    pub fn record(&self) -> Recorder {
        self.database.record()
    }

    /// Switches the warnings of reads that are made row by row, for all handles of this database.
    /// They are on in builds with debug assertions, which are those without `--release`; what
    /// listens is a subscriber of `tracing`.
    ///
    /// One relation that is read from one place in the program for more than five different rows,
    /// one soon after the other, by a related manager or the accessor of a foreign key, is one
    /// `WARN` with the target `throughline::n_plus_one`. Its fields are `relation`, `rows` (six, as
    /// it comes with the sixth), `file` and `line` of the call, and `instead`: what reads all of it
    /// by one statement. A place is told once while the program runs.
    ///
    /// ```
    /// # use throughline_guide::*;
    /// # async fn run(db: &Db) -> throughline::Result<()> {
    /// db.warn_row_by_row(true);
    /// for course in Course::objects().all(db).await? {
    ///     println!("{}", course.students().all(db).await?.len());
    /// }
    /// // WARN throughline::n_plus_one: `Course.students` is read row by row at src/main.rs:7:
    /// // `.with(|c| c.students())` reads it for all rows at once
    /// for (course, students) in Course::objects().with(|c| c.students()).all(db).await? {
    ///     println!("{}", students.len());
    /// }
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// Reads that are more than a second apart do not count together, nor do those of different
    /// tasks or threads. Neither do those between which rows of the model were read by themselves
    /// or made: one row and what is related to it, time after time, is not row by row.
    pub fn warn_row_by_row(&self, on: bool) {
        self.database.warn_row_by_row(on);
    }

    /// For tests: a handle of this database inside one transaction, which is rolled back when the
    /// last clone of it is dropped.
    ///
    /// To what is given it, it is a database as any other: each operation is kept or undone by
    /// itself, its transactions are savepoints, their [`after_commit`](Tx::after_commit) is called
    /// when they are committed, and [`record`](Db::record) records.
    ///
    /// ```
    /// # use throughline_guide::*;
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> throughline::Result<()> {
    /// # let db = Db::memory().await?;
    /// # throughline::create_tables(&db, [Student::META, Course::META]).await?;
    /// let test = db.rolled_back().await?;
    /// Student::builder().name("Ann").create(&test).await?;
    /// test.transaction(async |tx| Student::builder().name("Bob").create(&tx).await).await?;
    /// assert_eq!(Student::objects().count(&test).await?, 2);
    /// drop(test);
    /// assert_eq!(Student::objects().count(&db).await?, 0);
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// There is one connection behind it: until it is dropped, what other handles of the database
    /// write waits for it, and while one of its transactions is open, it is that transaction's.
    /// Tables are made before: [`migrate`](Db::migrate) is
    /// [`Unsupported`](crate::ErrorKind::Unsupported) on it. A future of it that is dropped in the
    /// middle ends it, as it ends a [`Tx`].
    ///
    /// # Errors
    ///
    /// [`LockTimeout`](crate::ErrorKind::LockTimeout) if another connection writes for longer
    /// than the busy timeout.
    pub async fn rolled_back(&self) -> Result<Db> {
        let (transaction, _) = self.target.begin().await?;
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

/// A transaction, or a savepoint in one. Clones are handles to the same.
///
/// It rolls back when its last handle is dropped before [`commit`](Tx::commit). A handle that is
/// kept after the end gives [`TransactionClosed`](crate::ErrorKind::TransactionClosed). If a
/// future is dropped in the middle, the transaction is given up: the next call is an error, and
/// everything is rolled back.
///
/// ```
/// # use throughline_guide::*;
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> throughline::Result<()> {
/// # let db = Db::memory().await?;
/// # throughline::create_tables(&db, [Student::META, Course::META]).await?;
/// let tx = db.begin().await?;
/// Student::builder().name("Ann").create(&tx).await?;
/// tx.commit().await?;
/// let late = Student::builder().name("Bob").create(&tx).await.unwrap_err();
/// assert_eq!(late.kind(), throughline::ErrorKind::TransactionClosed);
/// # Ok(())
/// # }
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

    /// Calls the closure after the transaction has been committed, in the task that commits it;
    /// never if it is rolled back. Given to a savepoint, it is called after the commit of the
    /// whole, if the savepoint was kept.
    ///
    /// ```
    /// # use throughline_guide::*;
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> throughline::Result<()> {
    /// # let db = Db::memory().await?;
    /// # throughline::create_tables(&db, [Student::META, Course::META]).await?;
    /// let (welcome, welcomed) = std::sync::mpsc::channel();
    /// let tx = db.begin().await?;
    /// let ann = Student::builder().name("Ann").create(&tx).await?;
    /// tx.after_commit(move || welcome.send(ann.name).expect("somebody listens"));
    /// assert!(welcomed.try_recv().is_err(), "not yet");
    /// tx.commit().await?;
    /// assert_eq!(welcomed.recv().as_deref(), Ok("Ann"));
    /// # Ok(())
    /// # }
    /// ```
    pub fn after_commit(&self, hook: impl FnOnce() + Send + 'static) {
        self.hooks.push(Box::new(hook));
    }

    /// Keeps what was done.
    ///
    /// ```
    /// # use throughline_guide::*;
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> throughline::Result<()> {
    /// # let db = Db::memory().await?;
    /// # throughline::create_tables(&db, [Student::META, Course::META]).await?;
    /// let tx = db.begin().await?;
    /// Student::builder().name("Ann").create(&tx).await?;
    /// tx.commit().await?;
    /// assert_eq!(Student::objects().count(&db).await?, 1);
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// The engine's, and then nothing is kept;
    /// [`TransactionClosed`](crate::ErrorKind::TransactionClosed) if it has ended.
    pub async fn commit(&self) -> Result<()> {
        self.transaction.end(true).await?;
        self.hooks.committed();
        Ok(())
    }

    /// Undoes what was done.
    ///
    /// ```
    /// # use throughline_guide::*;
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> throughline::Result<()> {
    /// # let db = Db::memory().await?;
    /// # throughline::create_tables(&db, [Student::META, Course::META]).await?;
    /// let tx = db.begin().await?;
    /// Student::builder().name("Ann").create(&tx).await?;
    /// tx.rollback().await?;
    /// assert_eq!(Student::objects().count(&db).await?, 0);
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// As [`commit`](Tx::commit).
    pub async fn rollback(&self) -> Result<()> {
        self.hooks.rolled_back();
        self.transaction.end(false).await
    }
}

impl Deref for Tx {
    type Target = Session;
    fn deref(&self) -> &Session {
        &self.session
    }
}
