//! Connections to a server of PostgreSQL, made for the pool.

use std::sync::Arc;

use deadpool::managed::{Manager, Metrics, Object, RecycleError, RecycleResult};
use throughline_core::{Error, ErrorKind, Result};
use tokio_postgres::config::SslMode;
use tokio_postgres::error::SqlState;
use tokio_postgres::tls::{MakeTlsConnect, TlsConnect};
use tokio_postgres::{Client, Config, NoTls, Statement};
use tokio_postgres_rustls::MakeRustlsConnect;

use super::driver::PostgresDriver;
use super::line::Line;
use super::look::Callers;
use super::wire::Wire;
use super::{classify, tls};
use crate::driver::Driver;
use crate::server::{Caller, Server};
use crate::statements::Statements;
use crate::url::server::{Isolation, ServerOptions, Tls};

/// A server, and how to connect to it.
pub(super) struct Postgres {
    options: ServerOptions,
    config: Config,
    tls: Option<MakeRustlsConnect>,
    callers: Arc<Callers>,
}

/// A connection, with what it has prepared.
pub(super) struct Session {
    /// Statements that are sent ahead hold it too.
    pub(super) client: Arc<Client>,
    pub(super) line: Arc<Line>,
    pub(super) statements: Statements<Statement>,
    /// What the URL says of it.
    pub(super) isolation: Option<Isolation>,
}

impl Postgres {
    /// The server of a URL. Nothing is sent.
    pub(super) fn new(options: ServerOptions) -> Result<Self> {
        let tls = match &options.tls {
            Tls::Off => None,
            Tls::On { certificates } => Some(tls::connector(certificates.as_deref())?),
        };
        let config = config(&options);
        Ok(Postgres {
            options,
            config,
            tls,
            callers: Arc::default(),
        })
    }

    async fn connect<T>(&self, mut tls: T) -> Result<(Client, Line)>
    where
        T: MakeTlsConnect<Wire>,
        T::Stream: Send + 'static,
        T::TlsConnect: Send,
        <T::TlsConnect as TlsConnect<Wire>>::Future: Send,
    {
        let ServerOptions { host, port, .. } = &self.options;
        let wire = Wire::connect(host, *port);
        let wire = wire
            .await
            .map_err(|error| self.unreachable().with_source(error))?;
        let turn = wire.turn();
        let tls = tls.make_tls_connect(host);
        let tls =
            tls.map_err(|error| self.unreachable().with_source(std::io::Error::other(error)))?;
        let connected = self.config.connect_raw(wire, tls).await;
        let (client, connection) = connected.map_err(|error| self.refused(error))?;
        let callers = Arc::clone(&self.callers);
        // The error of the connection is that of the statement which waits, or of the next one.
        Ok((client, Line::new(connection, turn, callers)))
    }

    /// The error of a server that cannot be spoken to.
    fn unreachable(&self) -> Error {
        let (at, database) = (self.place(), &self.options.database);
        let message =
            format!("the PostgreSQL server {at} cannot be reached, for database `{database}`");
        Error::new(ErrorKind::ConnectionFailed, message).with_hint(
            "check host and port in the URL, that the server runs and listens there, and \
             whether it wants `tls=on`",
        )
    }

    /// Where the server is, for messages.
    fn place(&self) -> String {
        let ServerOptions { host, port, .. } = &self.options;
        match host.starts_with('/') {
            true => format!("in `{host}`, port {port}"),
            false => format!("at `{host}:{port}`"),
        }
    }

    /// The error of a connection that could not be made.
    fn refused(&self, error: tokio_postgres::Error) -> Error {
        let ServerOptions { user, database, .. } = &self.options;
        let at = self.place();
        let Some(code) = error.code().cloned() else {
            return classify::with_cause(self.unreachable(), error);
        };
        let is = |codes: &[SqlState]| codes.contains(&code);
        let (message, hint) = if is(&[
            SqlState::INVALID_PASSWORD,
            SqlState::INVALID_AUTHORIZATION_SPECIFICATION,
        ]) {
            (
                format!("the PostgreSQL server {at} does not let user `{user}` into `{database}`"),
                "check user and password in the URL, and `pg_hba.conf` on the server",
            )
        } else if is(&[SqlState::INVALID_CATALOG_NAME]) {
            (
                format!("the PostgreSQL server {at} has no database `{database}`"),
                "make it, by `createdb` for example, or name another one in the URL",
            )
        } else if is(&[SqlState::TOO_MANY_CONNECTIONS]) {
            (
                format!("the PostgreSQL server {at} takes no more connections"),
                "lower `?connections=N` in the URLs of the programs that use it, or raise \
                 `max_connections` on the server",
            )
        } else if is(&[SqlState::CANNOT_CONNECT_NOW]) {
            (
                format!("the PostgreSQL server {at} is starting or stopping"),
                "try again in a moment",
            )
        } else {
            (
                format!("the PostgreSQL server {at} refuses the connection to `{database}`"),
                "what it says is the cause",
            )
        };
        let result = Error::new(ErrorKind::ConnectionFailed, message).with_hint(hint);
        classify::with_cause(result, error)
    }
}

fn config(options: &ServerOptions) -> Config {
    let mut config = Config::new();
    config
        .host(&options.host)
        .port(options.port)
        .user(&options.user)
        .dbname(&options.database)
        .application_name(&options.application_name)
        .options(settings(options))
        .ssl_mode(match options.tls {
            Tls::Off => SslMode::Disable,
            Tls::On { .. } => SslMode::Require,
        });
    if let Some(password) = &options.password {
        config.password(password);
    }
    config
}

/// The settings of the session, as a command line of the server.
fn settings(options: &ServerOptions) -> String {
    // Days begin at the same moment on every engine.
    let mut settings = vec![("TimeZone", "UTC".to_owned())];
    let milliseconds = |time: std::time::Duration| time.as_millis().to_string();
    if let Some(time) = options.statement_timeout {
        settings.push(("statement_timeout", milliseconds(time)));
    }
    if let Some(time) = options.lock_timeout {
        settings.push(("lock_timeout", milliseconds(time)));
    }
    if let Some(isolation) = options.isolation {
        let level = match isolation {
            Isolation::ReadCommitted => "read committed",
            Isolation::RepeatableRead => "repeatable read",
            Isolation::Serializable => "serializable",
        };
        settings.push(("default_transaction_isolation", level.to_owned()));
    }
    if let Some(path) = &options.search_path {
        settings.push(("search_path", path.clone()));
    }
    let words = settings.iter().map(|(name, value)| {
        let value = value.replace('\\', "\\\\").replace(' ', "\\ ");
        format!("-c {name}={value}")
    });
    words.collect::<Vec<_>>().join(" ")
}

impl Manager for Postgres {
    type Type = Session;
    type Error = Error;

    async fn create(&self) -> Result<Session> {
        // In boxes, as every call that takes a connection would have to make room for it.
        let (client, line) = match &self.tls {
            None => Box::pin(self.connect(NoTls)).await?,
            Some(tls) => Box::pin(self.connect(tls.clone())).await?,
        };
        Ok(Session {
            client: Arc::new(client),
            line: Arc::new(line),
            statements: Statements::default(),
            isolation: self.options.isolation,
        })
    }

    /// A connection that has broken is not given out again.
    async fn recycle(&self, session: &mut Session, _: &Metrics) -> RecycleResult<Error> {
        match session.line.is_alive() {
            true => Ok(()),
            false => Err(RecycleError::Backend(classify::lost())),
        }
    }
}

impl Server for Postgres {
    fn driver(session: Object<Self>, caller: Caller) -> Box<dyn Driver> {
        session.line.serves(&caller);
        Box::new(PostgresDriver::new(session))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::url::Url;

    #[test]
    fn the_settings_of_a_session() {
        let url = "postgres://h/d?lock_timeout=50&isolation=repeatable-read&search_path=a b,c";
        let Url::Postgres(options) = Url::parse(url).unwrap() else {
            panic!("it is a URL of PostgreSQL");
        };
        assert_eq!(
            settings(&options),
            "-c TimeZone=UTC -c lock_timeout=50 \
             -c default_transaction_isolation=repeatable\\ read -c search_path=a\\ b,c"
        );
    }
}
