//! A connection, with the statement cache and the recorder around its driver.

mod each;
mod maker;
mod reading;
mod rows;
mod together;

use std::sync::Arc;
use std::time::Instant;

use throughline_core::{Error, ErrorKind, Result, Row, Value};
use throughline_sql::dialect::{Dialect, Refusal};
use throughline_sql::plan::{Arguments, Shape};
use throughline_sql::{Bound, Render, unfit};

use self::reading::Reading;
use self::rows::Made;
use crate::cache::{Cached, StatementCache};
use crate::driver::{Driver, Each, Purpose};
use crate::recorder::{Recorded, Recorders};
#[cfg(feature = "server")]
use crate::server::Caller;

pub use reading::Reads;
pub use together::Step;

/// What the connections of one database share.
pub(crate) struct Shared {
    pub(crate) dialect: &'static dyn Dialect,
    pub(crate) statements: StatementCache,
    pub(crate) recorders: Recorders,
}

/// A connection that an operation works with.
pub struct Connection {
    driver: Box<dyn Driver>,
    shared: Arc<Shared>,
    /// The statement of the last call, which is often that of the next one as well: to look it up is to
    /// share a lock and a counter with other threads.
    last: Option<Arc<Cached>>,
    /// Savepoints that operations opened.
    savepoints: usize,
    /// Whether whoever runs a statement undoes all of it if it fails half-way.
    whole: bool,
    /// What is known of a reading whose statements go together.
    reading: Option<Reading>,
    /// The tables of which the transaction is the one maker, where somebody has to give that back.
    made: Vec<Value>,
}

/// What [`Connection::begin`] opened, and its end has to close.
#[derive(Debug, PartialEq, Eq)]
#[must_use = "whatever is begun has to be ended"]
pub enum Level {
    /// A transaction.
    Transaction,
    /// A savepoint in the transaction that was open.
    Savepoint(usize),
}

impl Connection {
    pub(crate) fn new(driver: Box<dyn Driver>, shared: Arc<Shared>) -> Self {
        Connection {
            driver,
            shared,
            last: None,
            savepoints: 0,
            whole: false,
            reading: None,
            made: Vec::new(),
        }
    }

    /// The dialect of the engine.
    #[must_use]
    pub fn dialect(&self) -> &'static dyn Dialect {
        self.shared.dialect
    }

    /// Sends the statement of a plan and takes its rows. Gives their number, or that of the rows
    /// changed where the statement has no result. Of a plan that surely finds nothing, nothing is
    /// sent.
    ///
    /// # Errors
    ///
    /// The engine's, by its kind.
    pub async fn fetch(&mut self, plan: &dyn Render, each: Each<'_>) -> Result<u64> {
        let Some((statement, arguments)) = self.asked(plan)? else {
            return Ok(0);
        };
        let in_process = self.dialect().capabilities().in_process;
        if statement.each.is_some() || in_process && statement.known.is_some() {
            statement.refuse_unfit(&arguments)?;
            // One run is whole by itself. A transaction of several is in a box, as every call would have to make
            // room for it.
            let sent = match self.whole || statement.runs(&arguments) < 2 {
                true => self.send_each(&statement, &arguments, each).await,
                false => Box::pin(self.run_all(&statement, &arguments, each)).await,
            };
            self.last = Some(statement);
            return sent;
        }
        let parameters = statement.bind(&arguments)?;
        // One way for all: each of its own would be a future for which every call has to make room.
        let (mut made, as_they_come) = match Made::are_wanted_of(&statement) {
            true => (Some(Made::new(&statement, &arguments, each)), None),
            false => (None, Some(each)),
        };
        let one = as_they_come.is_some() && plan.is_single();
        let mut make = |row: &dyn Row| made.as_mut().map_or(Ok(()), |made| made.take(row));
        let each: Each<'_> = match as_they_come {
            Some(each) => each,
            None => &mut make,
        };
        let sent = self.send(&statement.sql, &parameters, each, one).await;
        let rows = sent.and_then(|sent| made.map_or(Ok(sent), |made| made.end(sent)));
        self.last = Some(statement);
        rows
    }

    /// The statement of a plan that is sent now, with its arguments; none for a plan that is not sent.
    fn asked<'a>(&mut self, plan: &'a dyn Render) -> Result<Option<(Arc<Cached>, Arguments<'a>)>> {
        let shape = Shape::of(plan);
        refuse_fault(&shape)?;
        if shape.locks() && self.is_idle() {
            return Err(no_transaction());
        }
        if plan.is_never() {
            return Ok(None);
        }
        if let Some(reading) = &mut self.reading {
            reading.note_plan(&shape);
        }
        let last = self.last.take().filter(|last| last.is_of(&shape));
        let statement = match last {
            Some(last) => self.checked(last, &shape)?,
            None => self.statement(plan, &shape)?,
        };
        Ok(Some((statement, shape.into_arguments())))
    }

    /// How the engine would find the rows of a plan, in lines for people. Sends one statement,
    /// which asks for that; the plan's own is not run.
    ///
    /// # Errors
    ///
    /// The engine's, by its kind.
    pub async fn explain(&mut self, plan: &dyn Render) -> Result<String> {
        let shape = Shape::of(plan);
        refuse_fault(&shape)?;
        let statement = self.statement(plan, &shape)?;
        let parameters = statement.bind(shape.arguments())?;
        let dialect = self.shared.dialect;
        let sql = dialect.explain(&statement.sql);
        let (mut columns, mut rows) = (Vec::new(), Vec::new());
        let mut each = |row: &dyn Row| {
            if columns.is_empty() {
                columns = row.columns().into_iter().map(str::to_owned).collect();
            }
            let values = (0..columns.len()).map(|place| row.value(place).map(|one| one.to_value()));
            rows.push(values.collect::<Result<Vec<_>>>()?);
            Ok(())
        };
        self.send(&sql, &parameters, &mut each, false).await?;
        Ok(dialect.explanation(&columns, &rows))
    }

    /// The statement of a plan, whose values the engine takes.
    fn statement(&self, plan: &dyn Render, shape: &Shape<'_>) -> Result<Arc<Cached>> {
        let dialect = self.shared.dialect;
        let statement = self.shared.statements.statement(plan, shape, dialect);
        self.checked(statement, shape)
    }

    /// The statement, if the engine takes the values of the plan.
    fn checked(&self, statement: Arc<Cached>, shape: &Shape<'_>) -> Result<Arc<Cached>> {
        let dialect = self.shared.dialect;
        for argument in shape.arguments() {
            let refusal = argument.find_value(|value| match value {
                // No engine refuses an integer.
                Value::Int(_) => None,
                value => dialect.refuses(value),
            });
            if let Some(refusal) = refusal {
                return Err(refused(refusal, &statement.sql));
            }
        }
        Ok(statement)
    }

    /// Sends the statement of a plan that has no result. Gives the number of rows changed.
    ///
    /// # Errors
    ///
    /// The engine's, by its kind.
    pub async fn run(&mut self, plan: &dyn Render) -> Result<u64> {
        self.fetch(plan, &mut |_| Ok(())).await
    }

    /// Sends a statement of the caller's and takes its rows.
    ///
    /// # Errors
    ///
    /// The engine's, by its kind.
    pub async fn query(&mut self, sql: &str, parameters: &[Value], each: Each<'_>) -> Result<u64> {
        for value in parameters {
            if let Value::Unfit(reason) = value {
                return Err(unfit(reason, sql));
            }
            if let Some(refusal) = self.dialect().refuses(value) {
                return Err(refused(refusal, sql));
            }
        }
        let parameters: Vec<_> = parameters.iter().map(Bound::Borrowed).collect();
        self.send(sql, &parameters, each, false).await
    }

    /// Sends a statement of the caller's that has no result. Gives the number of rows changed.
    ///
    /// # Errors
    ///
    /// The engine's, by its kind.
    pub async fn execute(&mut self, sql: &str, parameters: &[Value]) -> Result<u64> {
        self.query(sql, parameters, &mut |_| Ok(())).await
    }

    /// Sends a text of any number of statements of the caller's, which have no placeholders and
    /// whose results nobody wants.
    ///
    /// # Errors
    ///
    /// The engine's. The statements before the one that failed were carried out.
    pub async fn script(&mut self, sql: &str) -> Result<()> {
        let Some(start) = self.watched() else {
            return self.driver.script(sql).await;
        };
        let result = self.driver.script(sql).await;
        self.tell(
            sql,
            start,
            false,
            if result.is_ok() { Ok(0) } else { Err(()) },
        );
        result
    }

    /// Begins a transaction that will write; inside one, a savepoint.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::LockTimeout`] if another connection writes for longer than the busy timeout.
    pub async fn begin(&mut self) -> Result<Level> {
        self.begin_for(Purpose::Write).await
    }

    /// As [`begin`](Self::begin), for statements of which the first failure is the end of all.
    ///
    /// # Errors
    ///
    /// As [`begin`](Self::begin).
    pub async fn begin_whole(&mut self) -> Result<Level> {
        let level = self.begin().await?;
        self.whole = true;
        Ok(level)
    }

    /// Begins a transaction for whatever the caller does in it. None is open.
    ///
    /// # Errors
    ///
    /// As [`begin`](Self::begin).
    pub(crate) async fn begin_for_caller(&mut self) -> Result<Level> {
        self.begin_for(Purpose::Caller).await
    }

    /// Begins a transaction that only reads: all that it reads is of one moment. Inside a
    /// transaction, a savepoint.
    ///
    /// # Errors
    ///
    /// The engine's.
    pub async fn begin_read(&mut self) -> Result<Level> {
        self.begin_for(Purpose::Read).await
    }

    async fn begin_for(&mut self, purpose: Purpose) -> Result<Level> {
        self.whole = false;
        if self.is_idle() {
            let sql = self.driver.begin_statement(purpose);
            self.execute(sql, &[]).await?;
            return Ok(Level::Transaction);
        }
        self.savepoints += 1;
        let level = self.savepoints;
        self.execute(&savepoint(level), &[]).await?;
        Ok(Level::Savepoint(level))
    }

    /// The statements with which a transaction begins and ends, or a savepoint in one.
    fn ends(&self, purpose: Purpose) -> (String, String) {
        if self.is_idle() {
            let begin = self.driver.begin_statement(purpose);
            return (begin.to_owned(), COMMIT.to_owned());
        }
        let level = self.savepoints + 1;
        (savepoint(level), release(level))
    }

    /// Ends what was begun: keeps it if the result is good, else undoes it. Gives the result.
    ///
    /// # Errors
    ///
    /// The result's; the engine's if it cannot commit, and then everything is undone.
    pub async fn end<T>(&mut self, level: Level, result: Result<T>) -> Result<T> {
        self.whole = false;
        match result {
            Ok(value) => match self.commit(&level).await {
                Ok(()) => Ok(value),
                Err(error) => {
                    self.rollback(&level).await.ok();
                    Err(error)
                }
            },
            Err(error) => {
                // The first error is the one that explains; the lease undoes what is left.
                self.rollback(&level).await.ok();
                Err(error)
            }
        }
    }

    /// Keeps what was done since the level was begun.
    ///
    /// # Errors
    ///
    /// The engine's.
    pub async fn commit(&mut self, level: &Level) -> Result<()> {
        match level {
            Level::Transaction => {
                self.execute(COMMIT, &[]).await?;
                self.let_others_make().await;
            }
            Level::Savepoint(level) => {
                self.savepoints = self.savepoints.min(level - 1);
                self.execute(&release(*level), &[]).await?;
            }
        }
        Ok(())
    }

    /// Undoes what was done since the level was begun. Nothing happens if the engine has undone
    /// the whole transaction already.
    ///
    /// # Errors
    ///
    /// The engine's.
    pub async fn rollback(&mut self, level: &Level) -> Result<()> {
        if self.is_idle() {
            self.savepoints = 0;
            self.let_others_make().await;
            return Ok(());
        }
        match level {
            Level::Transaction => {
                self.savepoints = 0;
                self.execute("ROLLBACK", &[]).await?;
                self.let_others_make().await;
            }
            Level::Savepoint(level) => {
                self.savepoints = self.savepoints.min(level - 1);
                self.execute(&format!("ROLLBACK TO throughline_{level}"), &[])
                    .await?;
                self.execute(&release(*level), &[]).await?;
            }
        }
        Ok(())
    }

    /// Switches the enforcement of foreign keys, outside a transaction. For migrations that
    /// build a table anew.
    ///
    /// # Errors
    ///
    /// The engine's.
    pub async fn foreign_keys(&mut self, on: bool) -> Result<()> {
        self.driver.foreign_keys(on).await
    }

    /// Rows whose foreign keys point to nothing, each as a sentence.
    ///
    /// # Errors
    ///
    /// The engine's.
    pub async fn foreign_key_violations(&mut self) -> Result<Vec<String>> {
        self.driver.foreign_key_violations().await
    }

    /// Whether no transaction is open.
    #[must_use]
    pub fn is_idle(&self) -> bool {
        self.driver.is_idle()
    }

    /// Whether it can be given to somebody else: no transaction is open, and nothing is held
    /// beyond one.
    pub(crate) fn is_settled(&self) -> bool {
        self.is_idle() && self.made.is_empty()
    }

    /// Makes it as it was when it was new, if whoever comes next may have it.
    #[cfg(feature = "server")]
    pub(crate) fn rests(&mut self) -> bool {
        self.savepoints = 0;
        self.whole = false;
        self.reading = None;
        self.made.is_empty() && self.driver.rests()
    }

    /// Takes it up for that caller, after it has rested; false if it is of no use to it.
    #[cfg(feature = "server")]
    pub(crate) fn wakes(&mut self, caller: &Caller) -> bool {
        self.driver.wakes(caller)
    }

    pub(crate) fn reset(&mut self) -> Result<()> {
        self.savepoints = 0;
        self.whole = false;
        self.made.clear();
        self.driver.reset()
    }

    /// Sends a statement; one that gives a row at most may be known as such.
    async fn send(
        &mut self,
        sql: &str,
        parameters: &[Bound<'_>],
        each: Each<'_>,
        one: bool,
    ) -> Result<u64> {
        if let Some(reading) = &mut self.reading
            && reading.note(sql, parameters)
        {
            return Ok(0);
        }
        let start = self.watched();
        let joined = start.is_some() && self.driver.joins();
        let result = match one {
            true => self.driver.query_one(sql, parameters, each).await,
            false => self.driver.query(sql, parameters, each).await,
        };
        if let Some(start) = start {
            self.tell(sql, start, joined, result.as_ref().copied().map_err(drop));
        }
        result
    }

    /// The moment, if anybody wants to know of statements.
    fn watched(&self) -> Option<Instant> {
        let traced = tracing::enabled!(target: "throughline::statement", tracing::Level::DEBUG);
        (traced || !self.shared.recorders.is_empty()).then(Instant::now)
    }

    /// Tells recorders and tracing of a statement that began then, and the number of its rows.
    fn tell(&self, sql: &str, start: Instant, joined: bool, result: Result<u64, ()>) {
        let recorded = Recorded {
            sql: sql.to_owned(),
            rows: result.unwrap_or(0),
            elapsed: start.elapsed(),
            joined,
        };
        tracing::debug!(
            target: "throughline::statement",
            statement = recorded.sql,
            rows = recorded.rows,
            elapsed_us = u64::try_from(recorded.elapsed.as_micros()).unwrap_or(u64::MAX),
            failed = result.is_err(),
        );
        self.shared.recorders.record(&recorded);
    }
}

impl std::fmt::Debug for Connection {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Connection")
            .field("engine", &self.dialect().name())
            .finish_non_exhaustive()
    }
}

const COMMIT: &str = "COMMIT";

fn savepoint(level: usize) -> String {
    format!("SAVEPOINT throughline_{level}")
}

fn release(level: usize) -> String {
    format!("RELEASE SAVEPOINT throughline_{level}")
}

/// The error of rows that are to be locked outside of a transaction.
fn no_transaction() -> Error {
    let message = "rows are locked until the transaction ends, and there is none";
    Error::new(ErrorKind::InvalidValue, message)
        .with_hint("begin one: `db.transaction(async |tx| …)`, and give `&tx`")
}

/// The error of a plan that makes no sense, if it makes none.
fn refuse_fault(shape: &Shape<'_>) -> Result<()> {
    match shape.fault() {
        None => Ok(()),
        Some(fault) => {
            Err(Error::new(fault.kind, fault.message.clone()).with_hint(fault.hint.clone()))
        }
    }
}

/// The error of a value that the engine does not take.
fn refused(refusal: Refusal, sql: &str) -> Error {
    Error::new(ErrorKind::InvalidValue, refusal.message)
        .with_hint(refusal.hint)
        .with_statement(sql)
}

/// The error of a handle whose connection is gone.
pub(crate) fn lost() -> Error {
    Error::new(
        ErrorKind::ConnectionLost,
        "the connection to the database is gone",
    )
}
