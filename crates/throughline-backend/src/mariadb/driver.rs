//! A connection of MariaDB.

use std::future::Future;
use std::pin::Pin;
use std::time::Instant;

use deadpool::managed::Object;
use mysql_async::consts::StatusFlags;
use mysql_async::prelude::Queryable;
use mysql_async::{Conn, Params};
use throughline_core::{Error, Result};
use throughline_sql::Bound;
use throughline_sql::dialect::NONE_PASSED_OVER;

use super::connect::{MariaDb, Session, TRUSTED};
use super::reactor::Listener;
use super::row::DriverRow;
use super::{bind, classify, violations};
use crate::Answer;
use crate::connection::lost;
use crate::driver::{Driver, Each, Purpose, wrong_number};
use crate::server::watch::{Watch, Word};
use crate::server::{Caller, in_time, runtime};
use crate::url::server::Isolation;

/// A connection of MariaDB, from a pool.
pub(super) struct MariaDbDriver {
    /// None once it went back to the pool.
    session: Option<Object<MariaDb>>,
    isolation: Isolation,
    /// Whether a thread of no runtime waits for it.
    in_thread: bool,
    /// What listens for a caller who does not.
    listener: Option<Listener>,
    watch: Watch,
    /// Something is to be undone before it goes back to the pool.
    unsettled: bool,
    /// It is of no more use.
    broken: bool,
    /// Since when it rests.
    rested: Option<Instant>,
}

type Work<'a, T> = Pin<Box<dyn Future<Output = T> + Send + 'a>>;

/// Why a statement did not come to its end.
enum Failed {
    /// The server, or the way to it.
    Server(mysql_async::Error),
    /// Whoever took the rows.
    Caller(Error),
}

impl From<mysql_async::Error> for Failed {
    fn from(error: mysql_async::Error) -> Self {
        Failed::Server(error)
    }
}

impl MariaDbDriver {
    pub(super) fn new(session: Object<MariaDb>, caller: &Caller) -> Self {
        MariaDbDriver {
            isolation: session.isolation,
            in_thread: matches!(caller, Caller::Thread),
            listener: None,
            session: Some(session),
            watch: Watch::default(),
            unsettled: false,
            broken: false,
            rested: None,
        }
    }

    fn is_connected(&self) -> bool {
        let session = self.session.as_ref();
        !self.broken && session.is_some_and(|session| !session.connection.is_disconnected())
    }

    fn session(&mut self) -> Result<&mut Session> {
        self.session.as_deref_mut().ok_or_else(lost)
    }

    fn connection(&mut self) -> Result<&mut Conn> {
        Ok(&mut self.session()?.connection)
    }

    /// Does something with the connection, whose socket this thread listens to where it may.
    fn heard<'a, T: Send + 'a>(
        &'a mut self,
        work: impl FnOnce(&'a mut Self) -> Work<'a, Result<T>>,
    ) -> Answer<'a, Result<T>> {
        let session = self.session.as_ref();
        let Some(reactor) = session.and_then(|session| session.home.reactor().cloned()) else {
            return Answer::Later(work(self));
        };
        // A transaction may have come into a runtime after it began.
        if self.in_thread && matches!(Caller::this_thread(), Caller::Thread) {
            let work = work(self);
            return Answer::Later(Box::pin(async move {
                reactor.wait(work).unwrap_or_else(|| Err(lost()))
            }));
        }
        if self.listener.is_none() {
            match reactor.listen() {
                Ok(listener) => self.listener = Some(listener),
                Err(error) => return Answer::ready(Err(error)),
            }
        }
        Answer::Later(work(self))
    }

    pub(super) async fn run(
        &mut self,
        sql: &str,
        bound: &[Bound<'_>],
        each: Each<'_>,
    ) -> Result<u64> {
        let word = Word::of(sql);
        self.watch.check(word)?;
        if self.broken && word == Word::Rollback {
            // The server has done so itself.
            self.watch.done(word);
            return Ok(0);
        }
        let parameters = bind::parameters(bound).map_err(|error| error.with_statement(sql))?;
        let session = self.session()?;
        let sent = if word.is_control() {
            let done = session.connection.query_drop(sql).await;
            done.map(|()| 0).map_err(Failed::from)
        } else {
            fetch(session, sql, parameters, each).await
        };
        self.finish(sql, word, sent).await
    }

    async fn run_script(&mut self, sql: &str) -> Result<()> {
        let word = Word::of(sql);
        self.watch.check(word)?;
        let sent = self.connection()?.query_drop(sql).await;
        self.finish(sql, word, sent.map(|()| 0).map_err(Failed::from))
            .await
            .map(drop)
    }

    /// Takes note of what a statement did to the transaction.
    async fn finish(&mut self, sql: &str, word: Word, sent: Result<u64, Failed>) -> Result<u64> {
        match sent {
            Ok(count) => {
                self.watch.done(word);
                if let Some(open) = says_open(self.connection()?) {
                    self.watch.told(open);
                }
                Ok(count)
            }
            Err(Failed::Caller(error)) => Err(error),
            Err(Failed::Server(error)) => {
                let error = classify::error(error, sql, self.watch);
                self.failed(&error).await;
                Err(error)
            }
        }
    }

    /// Finds out what an error has left of the transaction. The server has undone all of it after a
    /// deadlock, and after other errors by its settings; a change of a table has kept it, even one
    /// that failed. No answer to an error says so: the next to a question does.
    async fn failed(&mut self, error: &Error) {
        self.broken |= error.is_connection_lost();
        if self.watch.is_idle() {
            return;
        }
        match self.asked_whether_open().await {
            Some(true) => {}
            Some(false) if !error.is_retryable() => self.watch.told(false),
            Some(false) => self.watch.lose(),
            None => {
                self.broken = true;
                self.watch.lose();
            }
        }
    }

    async fn asked_whether_open(&mut self) -> Option<bool> {
        if self.broken {
            return None;
        }
        let connection = self.connection().ok()?;
        connection.ping().await.ok()?;
        says_open(connection)
    }

    async fn switch_foreign_keys(&mut self, on: bool) -> Result<()> {
        let sql = if on {
            "SET foreign_key_checks = 1"
        } else {
            "SET foreign_key_checks = 0"
        };
        self.run_script(sql).await
    }
}

/// Whether the server said with its last answer that a transaction is open.
fn says_open(connection: &Conn) -> Option<bool> {
    let answer = connection.last_ok_packet()?;
    Some(
        answer
            .status_flags()
            .contains(StatusFlags::SERVER_STATUS_IN_TRANS),
    )
}

async fn fetch(
    session: &mut Session,
    sql: &str,
    parameters: Vec<mysql_async::Value>,
    each: Each<'_>,
) -> Result<u64, Failed> {
    let connection = &mut session.connection;
    let statement = match session.statements.get(sql) {
        Some(statement) => statement,
        None => {
            let statement = Box::pin(connection.prep(sql)).await?;
            session.statements.keep(sql, statement.clone());
            statement
        }
    };
    let placeholders = usize::from(statement.num_params());
    if placeholders != parameters.len() {
        let error = wrong_number(placeholders, parameters.len());
        return Err(Failed::Caller(error.with_statement(sql)));
    }
    let parameters = match placeholders {
        0 => Params::Empty,
        _ => Params::Positional(parameters),
    };
    let mut result = connection.exec_iter(&statement, parameters).await?;
    let has_rows = !result.columns_ref().is_empty();
    let mut count = 0;
    let mut taken = Ok(());
    while let Some(row) = result.next().await? {
        taken = each(&DriverRow(row));
        if taken.is_err() {
            break;
        }
        count += 1;
    }
    let passed_over = passed_over(result.last_insert_id());
    let changed = result.affected_rows().saturating_sub(passed_over);
    result.drop_result().await?;
    taken.map_err(Failed::Caller)?;
    Ok(if has_rows { count } else { changed })
}

/// How many rows an `INSERT` has passed over, which it [tells](NONE_PASSED_OVER) by a number that no row has.
fn passed_over(number: Option<u64>) -> u64 {
    let told = number.filter(|number| i64::try_from(*number).is_err());
    told.map_or(0, |number| NONE_PASSED_OVER - number)
}

impl Driver for MariaDbDriver {
    fn query<'a>(
        &'a mut self,
        sql: &'a str,
        parameters: &'a [Bound<'a>],
        each: Each<'a>,
    ) -> Answer<'a, Result<u64>> {
        self.heard(|driver| Box::pin(driver.run(sql, parameters, each)))
    }

    fn script<'a>(&'a mut self, sql: &'a str) -> Answer<'a, Result<()>> {
        self.heard(|driver| Box::pin(driver.run_script(sql)))
    }

    fn rests(&mut self) -> bool {
        self.listener = None;
        self.rested = Some(Instant::now());
        self.watch.is_idle() && !self.unsettled && self.is_connected()
    }

    /// One that has rested for long is asked how it is, which the pool does.
    fn wakes(&mut self, caller: &Caller) -> bool {
        self.in_thread = matches!(caller, Caller::Thread);
        let session = self.session.as_ref();
        session.is_some_and(|session| session.home.is_open_to(caller))
            && self.rested.is_some_and(|since| since.elapsed() <= TRUSTED)
            && self.is_connected()
    }

    fn is_idle(&self) -> bool {
        self.watch.is_idle()
    }

    /// An operation of the library's locks, and then looks at what is there: a moment of before the
    /// lock is of no use to it, and locks between rows only make others wait. To read one moment is
    /// what `READ COMMITTED` does not. A level that is not the session's is for one transaction.
    fn begin_statement(&self, purpose: Purpose) -> &'static str {
        match (purpose, self.isolation) {
            (Purpose::Write, Isolation::RepeatableRead) => {
                "SET TRANSACTION ISOLATION LEVEL READ COMMITTED; BEGIN"
            }
            (Purpose::Read, Isolation::ReadCommitted) => {
                "SET TRANSACTION ISOLATION LEVEL REPEATABLE READ; BEGIN"
            }
            _ => "BEGIN",
        }
    }

    fn is_serializable(&self) -> bool {
        self.isolation == Isolation::Serializable
    }

    /// What is left open is undone where the connection is dropped, which can wait for it.
    fn reset(&mut self) -> Result<()> {
        self.unsettled = true;
        if self.broken { Err(lost()) } else { Ok(()) }
    }

    fn foreign_keys(&mut self, on: bool) -> Answer<'_, Result<()>> {
        self.heard(move |driver| Box::pin(driver.switch_foreign_keys(on)))
    }

    fn foreign_key_violations(&mut self) -> Answer<'_, Result<Vec<String>>> {
        self.heard(|driver| Box::pin(violations::violations(driver)))
    }
}

/// Closes the socket of a connection, and says nothing to the server, which undoes what is open. Within a runtime
/// the driver would wait for the answer to what it said last.
fn cut(session: Object<MariaDb>) {
    let session = Object::take(session);
    std::thread::spawn(move || drop(session));
}

/// The connection goes back to the pool idle, or not at all.
impl Drop for MariaDbDriver {
    fn drop(&mut self) {
        let connected = self.is_connected();
        let Some(mut session) = self.session.take() else {
            return;
        };
        if !connected {
            drop(Object::take(session));
        } else if (self.unsettled || !self.watch.is_idle())
            && let Ok(runtime) = runtime()
        {
            let listens = || session.home.reactor()?.listen().ok();
            let listener = self.listener.take().or_else(listens);
            runtime.spawn(async move {
                let patience = session.home.patience();
                let undo = "ROLLBACK; DO RELEASE_ALL_LOCKS()";
                let undone = in_time(patience, session.connection.query_drop(undo)).await;
                if !matches!(undone, Some(Ok(()))) {
                    cut(session);
                }
                drop(listener);
            });
        }
    }
}
