//! Connections of MariaDB, as the pool makes them.

use std::future::Future;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use deadpool::managed::{Manager, Metrics, Object, Pool, PoolError, RecycleError, RecycleResult};
use mysql_async::prelude::Queryable;
use mysql_async::{Conn, Opts, OptsBuilder, Statement};
use throughline_core::{Error, ErrorKind, Result};
use tokio::runtime::Handle;
use tokio::time::timeout;

use super::driver::MariaDbDriver;
use super::home::{Home, within};
use super::reactor::Reactor;
use super::{classify, tls};
use crate::driver::Driver;
use crate::server::{Caller, Server, get};
use crate::statements::{self, Statements};
use crate::url::server::{Isolation, ServerOptions};

/// A connection that nobody used for so long is asked whether it is still there before it is used.
pub(super) const TRUSTED: Duration = Duration::from_millis(500);

/// The first version with the type `uuid`.
const OLDEST: (u16, u16) = (10, 7);

/// A server, and how its connections are made.
pub(crate) struct MariaDb {
    way: Arc<Way>,
    isolation: Isolation,
    /// How long to wait for a server that is asked whether it is there.
    patience: Duration,
    /// Whether not all who ask are tasks of one runtime.
    is_shared: AtomicBool,
}

/// How to come to a server.
struct Way {
    driver: Opts,
    session: String,
    place: Place,
}

/// A connection, as the pool keeps it.
pub(crate) struct Session {
    pub(super) connection: Conn,
    pub(super) isolation: Isolation,
    pub(super) statements: Statements<Statement>,
    pub(super) home: Home,
}

tokio::task_local! {
    /// Who asks the pool for a connection.
    static CALLER: Caller;
}

/// What messages say of a server: never the password.
#[derive(Debug, Clone)]
struct Place {
    /// Host and port, or the file of a socket.
    server: String,
    user: String,
    database: String,
}

impl MariaDb {
    /// # Errors
    ///
    /// [`ErrorKind::ConnectionFailed`] if there are no certificates to check the server's with.
    pub(super) fn new(options: &ServerOptions) -> Result<Self> {
        let socket = options.host.starts_with('/');
        let mut driver = OptsBuilder::default()
            .user(Some(&options.user))
            .pass(options.password.as_deref())
            .db_name(Some(&options.database))
            .ssl_opts(tls::options(&options.tls)?)
            // It closes the one that was not asked for the longest when there is one more, and so none that is in
            // the cache of ours, which spares looking through the text of each.
            .stmt_cache_size(statements::LIMIT)
            .connect_attribute("program_name", &options.application_name)
            // Rows that were found are counted, changed or not, as on the other engines.
            .client_found_rows(true)
            // Otherwise it looks for a socket beside each connection to this machine.
            .prefer_socket(false);
        let server = if socket {
            driver = driver.socket(Some(&options.host));
            options.host.clone()
        } else {
            driver = driver.ip_or_hostname(&options.host).tcp_port(options.port);
            format!("{}:{}", options.host, options.port)
        };
        let way = Way {
            driver: driver.into(),
            session: session(options),
            place: Place {
                server,
                user: options.user.clone(),
                database: options.database.clone(),
            },
        };
        Ok(MariaDb {
            way: Arc::new(way),
            isolation: isolation(options),
            patience: options.pool.connect,
            is_shared: AtomicBool::new(false),
        })
    }

    /// A new connection, and who listens to its socket.
    async fn connect(&self) -> Result<(Conn, Home)> {
        match CALLER.try_with(Caller::clone) {
            Ok(Caller::Thread) => {
                let reactor = Arc::new(Reactor::new()?);
                let way = Arc::clone(&self.way);
                let connection = reactor.within(async move { way.connect().await }).await?;
                return Ok((connection, Home::Reactor(reactor)));
            }
            Ok(Caller::Task(Some(runtime))) if !self.is_shared.load(Ordering::Relaxed) => {
                if let Some(connection) = within(&runtime, self.way.connect()).await {
                    return Ok((connection?, Home::of(&runtime)));
                }
                // It waits for no sockets.
                self.is_shared.store(true, Ordering::Relaxed);
            }
            _ => {}
        }
        Ok((self.way.connect().await?, Home::Process))
    }
}

impl Way {
    async fn connect(&self) -> Result<Conn> {
        let fail = |error| cannot_connect(&self.place, error);
        let mut connection = Conn::new(self.driver.clone()).await.map_err(fail)?;
        let version: Option<String> = connection
            .query_first("SELECT VERSION()")
            .await
            .map_err(fail)?;
        let version = version.unwrap_or_default();
        if !is_known(&version) {
            return Err(wrong_server(&self.place, &version));
        }
        connection.query_drop(&self.session).await.map_err(fail)?;
        Ok(connection)
    }
}

/// The settings of a session. Text is compared by its letters, padding included, as in our tables;
/// a value that does not fit is an error; what an `UPDATE` assigns is computed from the row as it was; a
/// key of zero is one. The variable is that by which the dialect tells rows that were passed over.
///
/// Transactions see what was committed before each statement unless the URL says otherwise, as on
/// PostgreSQL and as Django has it. The server's own choice, `REPEATABLE READ`, locks the gaps
/// between rows: whoever adds a link there waits, and two who do wait for each other. It also shows
/// a transaction what was there at its first look, and lets it write to what is there now.
fn session(options: &ServerOptions) -> String {
    let mut session = "SET NAMES utf8mb4 COLLATE utf8mb4_nopad_bin, time_zone = '+00:00', \
                       sql_mode = 'STRICT_ALL_TABLES,NO_ZERO_DATE,NO_ZERO_IN_DATE,\
                       ERROR_FOR_DIVISION_BY_ZERO,NO_ENGINE_SUBSTITUTION,SIMULTANEOUS_ASSIGNMENT,NO_AUTO_VALUE_ON_ZERO', \
                       @throughline_passed_over = FALSE"
        .to_owned();
    if let Some(time) = options.statement_timeout {
        session.push_str(&format!(", max_statement_time = {}", time.as_secs_f64()));
    }
    if let Some(time) = options.lock_timeout {
        // The server counts whole seconds.
        let seconds = time.as_millis().div_ceil(1_000);
        session.push_str(&format!(
            ", innodb_lock_wait_timeout = {seconds}, lock_wait_timeout = {seconds}"
        ));
    }
    // The variable of this has another name from version 11.1 on.
    session.push_str(match isolation(options) {
        Isolation::ReadCommitted => "; SET SESSION TRANSACTION ISOLATION LEVEL READ COMMITTED",
        Isolation::RepeatableRead => "; SET SESSION TRANSACTION ISOLATION LEVEL REPEATABLE READ",
        Isolation::Serializable => "; SET SESSION TRANSACTION ISOLATION LEVEL SERIALIZABLE",
    });
    session
}

fn isolation(options: &ServerOptions) -> Isolation {
    options.isolation.unwrap_or(Isolation::ReadCommitted)
}

fn cannot_connect(place: &Place, error: mysql_async::Error) -> Error {
    let Place {
        server,
        user,
        database,
    } = place;
    let (message, hint) = match &error {
        mysql_async::Error::Server(said) => match said.code {
            1044 | 1045 | 1698 => (
                format!("the MariaDB server at {server} refuses the user `{user}`"),
                "check user and password in the URL, and that the user may use the database"
                    .to_owned(),
            ),
            1049 => (
                format!("the MariaDB server at {server} has no database `{database}`"),
                "make it with the server's own client, or name another in the URL".to_owned(),
            ),
            1040 | 1203 => (
                format!("the MariaDB server at {server} has too many connections"),
                "lower `?connections=N` in the URLs of its programs, or raise `max_connections`"
                    .to_owned(),
            ),
            _ => (
                format!("the MariaDB server at {server} refuses the connection"),
                "see the cause".to_owned(),
            ),
        },
        error if is_of_tls(error) => (
            format!("no encrypted connection to the MariaDB server at {server}"),
            "check its certificate, the name of the host, and `tls` and `tls_certificates` in the \
             URL"
            .to_owned(),
        ),
        _ => (
            format!("no MariaDB server answers at {server}"),
            "check host and port in the URL, and that the server runs".to_owned(),
        ),
    };
    Error::new(ErrorKind::ConnectionFailed, message)
        .with_hint(hint)
        .with_source(classify::Cause::of(error))
}

/// Whether there is a server, and no encrypted way to it.
fn is_of_tls(error: &mysql_async::Error) -> bool {
    use mysql_async::{DriverError, Error as Failure, IoError};
    match error {
        Failure::Driver(DriverError::NoClientSslFlagFromServer) => true,
        Failure::Io(IoError::Tls(_)) => true,
        // A certificate that nobody trusts, or of another name.
        Failure::Io(IoError::Io(error)) => error
            .get_ref()
            .is_some_and(|inner| inner.is::<rustls::Error>()),
        _ => false,
    }
}

/// Whether the server is a MariaDB, by its own word for it, and new enough. Some that stand between
/// put a version of MySQL before that of MariaDB, as old clients want it: `5.5.5-10.11.6-MariaDB`.
fn is_known(version: &str) -> bool {
    let Some((numbers, _)) = version.split_once("-MariaDB") else {
        return false;
    };
    let number = numbers.rsplit('-').next().unwrap_or_default();
    let mut parts = number.split('.').map(|part| part.parse::<u16>().ok());
    let (major, minor) = (parts.next().flatten(), parts.next().flatten());
    matches!((major, minor), (Some(major), Some(minor)) if (major, minor) >= OLDEST)
}

fn wrong_server(place: &Place, version: &str) -> Error {
    let Place { server, .. } = place;
    let (major, minor) = OLDEST;
    let message = format!(
        "the server at {server} is no MariaDB from version {major}.{minor} on, but `{version}`"
    );
    Error::new(ErrorKind::Unsupported, message)
        .with_hint("use a newer MariaDB; MySQL is another engine, and is not supported")
}

impl Manager for MariaDb {
    type Type = Session;
    type Error = Error;

    async fn create(&self) -> Result<Session> {
        // In a box, as every call that takes a connection would have to make room for it.
        let (connection, home) = Box::pin(self.connect()).await?;
        Ok(Session {
            connection,
            isolation: self.isolation,
            statements: Statements::default(),
            home,
        })
    }

    async fn recycle(&self, session: &mut Session, metrics: &Metrics) -> RecycleResult<Error> {
        let connection = &mut session.connection;
        let is_open = CALLER.try_with(|caller| session.home.is_open_to(caller));
        if is_open == Ok(false) {
            self.is_shared.store(true, Ordering::Relaxed);
            return Err(RecycleError::message("it belongs to another runtime"));
        }
        if connection.is_disconnected() {
            return Err(RecycleError::message("the connection is closed"));
        }
        if metrics.last_used() > TRUSTED {
            let _listener = session.home.reactor().map(Reactor::listen).transpose()?;
            let answer = Box::pin(timeout(self.patience, connection.ping())).await;
            answer
                .map_err(|_| RecycleError::message("the server does not answer"))?
                .map_err(|error| RecycleError::Backend(cannot_connect(&self.way.place, error)))?;
        }
        Ok(())
    }
}

impl Server for MariaDb {
    fn task() -> Caller {
        Caller::Task(Handle::try_current().ok())
    }

    fn get(
        pool: &Pool<Self>,
        caller: Caller,
    ) -> impl Future<Output = Result<Object<Self>, PoolError<Error>>> + Send {
        CALLER.scope(caller, get(pool))
    }

    fn driver(object: Object<Self>, caller: Caller) -> Box<dyn Driver> {
        Box::new(MariaDbDriver::new(object, &caller))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn other_servers_and_old_ones_are_told_by_their_version() {
        for (version, known) in [
            ("10.7.0-MariaDB", true),
            ("10.11.19-MariaDB-0+deb12u1", true),
            ("11.4.2-MariaDB-ubu2404-log", true),
            ("5.5.5-10.11.6-MariaDB", true),
            ("5.5.5-10.6.18-MariaDB", false),
            ("10.6.18-MariaDB", false),
            ("8.0.36", false),
            ("8.4.0-commercial", false),
            ("8.0.34-26-Percona", false),
            ("8.0.11-TiDB-v7.5.0", false),
            ("-MariaDB", false),
            ("", false),
        ] {
            assert_eq!(is_known(version), known, "{version}");
        }
        let place = Place {
            server: "db:3306".to_owned(),
            user: "root".to_owned(),
            database: "school".to_owned(),
        };
        let error = wrong_server(&place, "8.0.36");
        assert_eq!(error.kind(), ErrorKind::Unsupported);
        assert_eq!(
            error.to_string(),
            "the server at db:3306 is no MariaDB from version 10.7 on, but `8.0.36`"
        );
        assert!(error.hint().is_some_and(|hint| hint.contains("MySQL")));
    }
}
