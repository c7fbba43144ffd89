//! A connection of PostgreSQL.

use std::future::Future;
use std::pin::pin;
use std::sync::Arc;
use std::task::{Context, Poll, Waker};

use deadpool::managed::Object;
use throughline_core::{Error, ErrorKind, Result};
use throughline_sql::Bound;
use tokio_postgres::error::SqlState;
use tokio_postgres::{Client, Statement};

use super::ahead::{Begun, Queue, Ready, Sent, rows};
use super::bind::Parameter;
use super::classify;
use super::connect::Postgres;
use super::plans::{is_long, planned_anew};
use crate::Answer;
use crate::driver::{Ahead, Driver, Each, Purpose, wrong_number};
use crate::server::Caller;
use crate::server::watch::{Watch, Word};
use crate::url::server::Isolation;

/// A connection of the pool. It goes back there when it is dropped.
pub(super) struct PostgresDriver {
    session: Object<Postgres>,
    watch: Watch,
    ahead: Queue,
    /// A statement that was sent ahead has failed because it is stale.
    stale: bool,
}

/// Why a statement failed: the server or the connection, or one of ours who takes the rows.
pub(super) enum Failure {
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
            ahead: Queue::default(),
            stale: false,
        }
    }

    /// What is seldom done is kept in boxes: the future of every statement would have to make room for it.
    async fn run(&mut self, sql: &str, parameters: &[Bound<'_>], each: Each<'_>) -> Result<u64> {
        let word = Word::of(sql);
        self.watch.check(word)?;
        if self.ahead.is_empty() && !self.session.line.is_alive() {
            // Nothing is sent, so nothing is in question.
            self.watch.failed(word);
            return Err(classify::lost().with_statement(sql));
        }
        if matches!(word, Word::Rollback | Word::RollbackTo)
            && !self.ahead.is_empty()
            && Box::pin(self.end_of_ahead(word)).await
        {
            return Ok(0);
        }
        let sent = match self.ahead.next(sql)? {
            Some(sent) => Box::pin(self.answer(sent, each)).await,
            // Nothing to prepare, and nothing that a round trip would be worth.
            None if word.is_control() && parameters.is_empty() => {
                let done = Box::pin(self.session.client.batch_execute(sql)).await;
                done.map(|()| 0).map_err(Failure::Driver)
            }
            None => self.send(sql, parameters, each).await,
        };
        match sent {
            Ok(count) => {
                self.watch.done(word);
                if word == Word::Schema {
                    self.session.statements.clear();
                }
                Ok(count)
            }
            Err(Failure::Own(error)) => Err(error),
            Err(Failure::Driver(error)) => Err(self.failed(error, sql)),
        }
    }

    /// Prepares what is not prepared, all of it at once, and then sends everything at one moment.
    async fn run_ahead(&mut self, statements: &[Ahead<'_>]) -> Result<()> {
        self.ahead.clear();
        self.stale = false;
        for one in statements {
            self.watch.check(Word::of(one.sql))?;
        }
        let new = self.prepare_all(statements).await?;
        let mut ready = Vec::with_capacity(statements.len());
        for Ahead { sql, parameters } in statements {
            let one = match self.session.statements.get(sql) {
                Some(statement) => Ready::prepared(sql, statement, new.contains(sql), parameters)?,
                None => Ready::Control,
            };
            ready.push((*sql, one));
        }
        self.ahead.send(&self.session.client, ready);
        Ok(())
    }

    /// Gives the texts of those that were prepared.
    async fn prepare_all<'a>(&mut self, statements: &'a [Ahead<'_>]) -> Result<Vec<&'a str>> {
        let known = &self.session.statements;
        let mut new: Vec<_> = statements.iter().map(|one| one.sql).collect();
        new.retain(|sql| !Word::of(sql).is_control() && known.get(sql).is_none());
        new.dedup();
        let client = &self.session.client;
        let asked: Vec<_> = new
            .iter()
            .map(|&sql| {
                let (client, text) = (Arc::clone(client), sql.to_owned());
                Begun::begin(async move { client.prepare(&text).await })
            })
            .collect();
        for (asked, sql) in asked.into_iter().zip(&new) {
            match asked.await {
                Ok(statement) => self.session.statements.keep(sql, statement),
                Err(error) => return Err(self.failed(error, sql)),
            }
        }
        Ok(new)
    }

    /// The answer of a statement that was sent ahead.
    async fn answer(&mut self, sent: Sent, each: Each<'_>) -> Result<u64, Failure> {
        let (sql, is_new) = (sent.sql.clone(), sent.is_new);
        match sent.take(each).await {
            Err(Failure::Driver(error)) if classify::is_stale(&error) && !is_new => {
                self.stale = true;
                self.session.statements.forget(&sql);
                for one in self.ahead.texts() {
                    self.session.statements.forget(one);
                }
                self.watch.lose();
                Err(Failure::Own(classify::stale(error, &sql)))
            }
            answer => answer,
        }
    }

    /// Waits for the end of what was sent ahead, before a rollback. Whether nothing is left to
    /// undo: what was sent has ended the transaction, or its savepoint is gone.
    async fn end_of_ahead(&mut self, word: Word) -> bool {
        let Some((sql, ended)) = self.ahead.finish().await else {
            return false;
        };
        match Word::of(&sql) {
            Word::Commit => {
                self.watch.done(Word::Commit);
                true
            }
            // Who asks to undo it has found something wrong with what was done well: nothing of
            // the transaction is to be kept.
            Word::Savepoint if ended.is_ok() && word == Word::RollbackTo => {
                self.watch.lose();
                true
            }
            _ => false,
        }
    }

    /// The error of a statement that failed, which is noted.
    fn failed(&mut self, error: tokio_postgres::Error, sql: &str) -> Error {
        let refused = error.as_db_error().is_some();
        let error = classify::error(error, sql);
        let word = Word::of(sql);
        let reads = self.watch.only_reads() || word == Word::Begin { only_reads: true };
        let lost = error.kind() == ErrorKind::ConnectionLost;
        let is_commit = word == Word::Commit;
        let is_alone = self.watch.is_idle() && Word::may_write(sql);
        if refused || lost {
            self.watch.failed(word);
        }
        // A server that says why it ends a session has not come to what was sent behind.
        let is_commit = is_commit || !refused && self.ahead.commits();
        if lost {
            self.ahead.clear();
        }
        match lost && (is_commit || is_alone) && !reads {
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
            None => (Box::pin(self.prepare(sql)).await?, true),
        };
        let sent = execute(
            &self.session.client,
            sql,
            &statement,
            parameters,
            &mut *each,
        )
        .await;
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
                Box::pin(async {
                    let statement = self.prepare(sql).await?;
                    execute(&self.session.client, sql, &statement, parameters, each).await
                })
                .await
            }
            sent => sent,
        }
    }

    async fn prepare(&mut self, sql: &str) -> Result<Statement, Failure> {
        let statement = self.session.client.prepare(sql).await?;
        self.session.statements.keep(sql, statement.clone());
        Ok(statement)
    }

    async fn run_script(&mut self, sql: &str) -> Result<()> {
        self.watch.check(Word::of(sql))?;
        let done = self.session.client.batch_execute(sql).await;
        let result = done.map_err(|error| self.failed(error, sql));
        self.session.statements.clear();
        self.watch = transaction(&self.session.client).await;
        result
    }
}

async fn execute(
    client: &Client,
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
    let is_long = is_long(parameters);
    let parameters = parameters.iter().map(Parameter);
    // In a box of its own: the allocator gives up to a kilobyte at once, and looks longer for one of more.
    let answer = match is_long {
        false => Box::pin(client.query_raw(statement, parameters)).await?,
        true => Box::pin(planned_anew(client, sql, statement, parameters)).await?,
    };
    rows(statement, answer, each).await
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
        let line = Arc::clone(&self.session.line);
        Answer::Later(line.drive(sql, self.run(sql, parameters, each)))
    }

    fn send_ahead<'a>(&'a mut self, statements: &'a [Ahead<'a>]) -> Answer<'a, Result<()>> {
        let line = Arc::clone(&self.session.line);
        let first = statements.first().map_or("", |one| one.sql);
        Answer::Later(line.drive(first, self.run_ahead(statements)))
    }

    fn rests(&mut self) -> bool {
        self.stale = false;
        self.watch.is_idle() && self.ahead.is_empty()
    }

    fn wakes(&mut self, caller: &Caller) -> bool {
        self.session.line.serves(caller);
        self.session.line.is_alive()
    }

    fn joins(&self) -> bool {
        self.ahead.joins()
    }

    fn was_stale(&mut self) -> bool {
        std::mem::take(&mut self.stale)
    }

    fn script<'a>(&'a mut self, sql: &'a str) -> Answer<'a, Result<()>> {
        let line = Arc::clone(&self.session.line);
        Answer::Later(line.drive(sql, self.run_script(sql)))
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

    /// The statements are on their way before whatever comes next on the connection, and nobody
    /// waits for their answer. Who has not come to the end of a transaction
    /// has not given back a lock either.
    fn reset(&mut self) -> Result<()> {
        let text = "ROLLBACK; SELECT pg_advisory_unlock_all()";
        let rollback = pin!(self.session.client.batch_execute(text));
        let mut context = Context::from_waker(Waker::noop());
        if let Poll::Ready(Err(error)) = rollback.poll(&mut context) {
            return Err(classify::error(error, text));
        }
        self.ahead.clear();
        self.watch = Watch::default();
        match self.session.line.flush() {
            true => Ok(()),
            false => Err(classify::lost()),
        }
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
