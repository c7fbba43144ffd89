//! A connection of PostgreSQL.

use std::future::{Future, poll_fn};
use std::pin::pin;
use std::task::{Context, Poll, Waker};

use deadpool::managed::Object;
use futures_core::Stream;
use throughline_core::{Error, ErrorKind, Result};
use throughline_sql::Bound;
use tokio_postgres::error::SqlState;
use tokio_postgres::{Client, Statement};

use super::bind::Parameter;
use super::classify;
use super::connect::Postgres;
use super::row::DriverRow;
use crate::Answer;
use crate::driver::{Driver, Each, Purpose, wrong_number};
use crate::server::watch::{Watch, Word};
use crate::url::server::Isolation;

/// A connection of the pool. It goes back there when it is dropped.
pub(super) struct PostgresDriver {
    session: Object<Postgres>,
    watch: Watch,
}

/// Why a statement failed: the server or the connection, or one of ours who takes the rows.
enum Failure {
    Driver(tokio_postgres::Error),
    Own(Error),
}

impl From<tokio_postgres::Error> for Failure {
    fn from(error: tokio_postgres::Error) -> Self {
        Failure::Driver(error)
    }
}

impl PostgresDriver {
    pub(super) fn new(session: Object<Postgres>) -> Self {
        PostgresDriver {
            session,
            watch: Watch::default(),
        }
    }

    async fn run(&mut self, sql: &str, parameters: &[Bound<'_>], each: Each<'_>) -> Result<u64> {
        self.watch.check(sql)?;
        if self.session.client.is_closed() {
            // Nothing is sent, so nothing is in question.
            self.watch.failed(sql);
            return Err(classify::lost().with_statement(sql));
        }
        let sent = match Word::of(sql) {
            // Nothing to prepare, and nothing that a round trip would be worth.
            word if word.is_control() && parameters.is_empty() => {
                let done = self.session.client.batch_execute(sql).await;
                done.map(|()| 0).map_err(Failure::Driver)
            }
            _ => self.send(sql, parameters, each).await,
        };
        match sent {
            Ok(count) => {
                self.watch.done(sql);
                if Word::of(sql) == Word::Schema {
                    self.session.statements.clear();
                }
                Ok(count)
            }
            Err(Failure::Own(error)) => Err(error),
            Err(Failure::Driver(error)) => Err(self.failed(error, sql)),
        }
    }

    /// The error of a statement that failed, which is noted.
    fn failed(&mut self, error: tokio_postgres::Error, sql: &str) -> Error {
        let refused = error.as_db_error().is_some();
        let error = classify::error(error, sql);
        let lost = error.kind() == ErrorKind::ConnectionLost;
        let is_commit = Word::of(sql) == Word::Commit;
        let is_alone = self.watch.is_idle() && Word::may_write(sql);
        if refused || lost {
            self.watch.failed(sql);
        }
        match lost && (is_commit || is_alone) {
            true => classify::unknown_outcome(error, sql, is_commit),
            false => error,
        }
    }

    async fn send(
        &mut self,
        sql: &str,
        parameters: &[Bound<'_>],
        each: Each<'_>,
    ) -> Result<u64, Failure> {
        let (statement, is_new) = match self.session.statements.get(sql) {
            Some(statement) => (statement, false),
            None => (self.prepare(sql).await?, true),
        };
        let sent = self.execute(sql, &statement, parameters, &mut *each).await;
        match sent {
            Err(Failure::Driver(error)) if classify::is_stale(&error) => {
                self.session.statements.forget(sql);
                if is_new {
                    return Err(Failure::Driver(error));
                }
                if !self.watch.is_idle() {
                    self.watch.lose();
                    return Err(Failure::Own(classify::stale(error, sql)));
                }
                let statement = self.prepare(sql).await?;
                self.execute(sql, &statement, parameters, each).await
            }
            sent => sent,
        }
    }

    async fn prepare(&mut self, sql: &str) -> Result<Statement, Failure> {
        let statement = self.session.client.prepare(sql).await?;
        self.session.statements.keep(sql, statement.clone());
        Ok(statement)
    }

    async fn execute(
        &self,
        sql: &str,
        statement: &Statement,
        parameters: &[Bound<'_>],
        each: Each<'_>,
    ) -> Result<u64, Failure> {
        let placeholders = statement.params().len();
        if placeholders != parameters.len() {
            let error = wrong_number(placeholders, parameters.len());
            return Err(Failure::Own(error.with_statement(sql)));
        }
        let parameters: Vec<_> = parameters.iter().map(Parameter).collect();
        let rows = self.session.client.query_raw(statement, parameters).await?;
        let mut rows = pin!(rows);
        let mut count = 0;
        while let Some(row) = poll_fn(|context| rows.as_mut().poll_next(context)).await {
            each(&DriverRow(&row?)).map_err(Failure::Own)?;
            count += 1;
        }
        Ok(match statement.columns() {
            [] => rows.rows_affected().unwrap_or(0),
            _ => count,
        })
    }

    async fn run_script(&mut self, sql: &str) -> Result<()> {
        self.watch.check(sql)?;
        let done = self.session.client.batch_execute(sql).await;
        let result = done.map_err(|error| self.failed(error, sql));
        self.session.statements.clear();
        self.watch = transaction(&self.session.client).await;
        result
    }
}

/// What is known of the transaction of a connection that has had a script, which may hold any
/// statement. A savepoint can be made inside a transaction only.
async fn transaction(client: &Client) -> Watch {
    let asked = client.batch_execute("SAVEPOINT throughline_script").await;
    match asked {
        Ok(()) => {
            let released = client.batch_execute("RELEASE throughline_script").await;
            Watch::found(true, released.is_err())
        }
        Err(error) => {
            let none = error.code() == Some(&SqlState::NO_ACTIVE_SQL_TRANSACTION);
            Watch::found(!none, true)
        }
    }
}

impl Driver for PostgresDriver {
    fn query<'a>(
        &'a mut self,
        sql: &'a str,
        parameters: &'a [Bound<'a>],
        each: Each<'a>,
    ) -> Answer<'a, Result<u64>> {
        Answer::Later(Box::pin(self.run(sql, parameters, each)))
    }

    fn script<'a>(&'a mut self, sql: &'a str) -> Answer<'a, Result<()>> {
        Answer::Later(Box::pin(self.run_script(sql)))
    }

    fn is_idle(&self) -> bool {
        self.watch.is_idle()
    }

    /// An operation of the library's locks, and then looks at what is there: a moment of before the
    /// lock is of no use to it. To read one moment is what `READ COMMITTED` does not.
    fn begin_statement(&self, purpose: Purpose) -> &'static str {
        match (purpose, self.session.isolation) {
            (Purpose::Write, Some(Isolation::RepeatableRead)) => {
                "BEGIN ISOLATION LEVEL READ COMMITTED"
            }
            (Purpose::Write | Purpose::Caller, _) => "BEGIN",
            (Purpose::Read, Some(Isolation::Serializable)) => "BEGIN READ ONLY",
            (Purpose::Read, _) => "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY",
        }
    }

    fn is_serializable(&self) -> bool {
        self.session.isolation == Some(Isolation::Serializable)
    }

    /// The statements are on their way after one poll, before whatever comes next on the
    /// connection, and nobody waits for their answer. Who has not come to the end of a transaction
    /// has not given back a lock either.
    fn reset(&mut self) -> Result<()> {
        let text = "ROLLBACK; SELECT pg_advisory_unlock_all()";
        let rollback = pin!(self.session.client.batch_execute(text));
        let mut context = Context::from_waker(Waker::noop());
        if let Poll::Ready(Err(error)) = rollback.poll(&mut context) {
            return Err(classify::error(error, text));
        }
        self.watch = Watch::default();
        Ok(())
    }

    /// They stay on: the server alters tables where they are.
    fn foreign_keys(&mut self, _: bool) -> Answer<'_, Result<()>> {
        Answer::ready(Ok(()))
    }

    /// The server lets no row point to nothing.
    fn foreign_key_violations(&mut self) -> Answer<'_, Result<Vec<String>>> {
        Answer::ready(Ok(Vec::new()))
    }
}
