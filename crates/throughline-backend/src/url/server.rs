//! URLs of servers: `postgres://user:password@host:port/database?option=value`.

use std::fmt;
use std::time::Duration;

use throughline_core::{Error, ErrorKind, Result};

use crate::server::PoolOptions;

/// Where a server is, and how to speak with it.
#[derive(Clone, PartialEq, Eq)]
pub(crate) struct ServerOptions {
    /// A name, an address, or the folder (PostgreSQL) or file (MariaDB) of a socket, which begins
    /// with `/`.
    pub(crate) host: String,
    pub(crate) port: u16,
    pub(crate) user: String,
    pub(crate) password: Option<String>,
    pub(crate) database: String,
    pub(crate) tls: Tls,
    pub(crate) pool: PoolOptions,
    /// How long a statement may take.
    pub(crate) statement_timeout: Option<Duration>,
    /// How long a statement may wait for a lock.
    pub(crate) lock_timeout: Option<Duration>,
    /// What the server calls the program in its lists.
    pub(crate) application_name: String,
    /// How far transactions are kept apart, if the URL says so.
    pub(crate) isolation: Option<Isolation>,
    /// Where PostgreSQL looks for tables, as in its `search_path`.
    pub(crate) search_path: Option<String>,
}

/// Whether the connection is encrypted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Tls {
    /// It is not.
    Off,
    /// It is, and the server's certificate is checked against those that the system trusts, or
    /// those in this file.
    On { certificates: Option<String> },
}

/// How far transactions are kept apart.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Isolation {
    /// Each statement sees what was committed before it.
    ReadCommitted,
    /// All statements see what was committed before the first one.
    RepeatableRead,
    /// Transactions have the effect of one after the other.
    Serializable,
}

impl Isolation {
    /// The level that a URL calls so.
    fn named(name: &str) -> Option<Self> {
        Some(match name {
            "read-committed" => Isolation::ReadCommitted,
            "repeatable-read" => Isolation::RepeatableRead,
            "serializable" => Isolation::Serializable,
            _ => return None,
        })
    }
}

/// The password stays out of messages.
impl fmt::Debug for ServerOptions {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ServerOptions")
            .field("host", &self.host)
            .field("port", &self.port)
            .field("database", &self.database)
            .finish_non_exhaustive()
    }
}

/// What differs between the URLs of engines.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Form {
    /// The form, for messages.
    pub(crate) text: &'static str,
    /// The port, if the URL names none.
    pub(crate) port: u16,
    /// Whether there is a `search_path`.
    pub(crate) search_path: bool,
}

impl ServerOptions {
    /// Reads a URL. It may hold a password: no message repeats it.
    pub(crate) fn parse(url: &str, form: Form) -> Result<Self> {
        let invalid = |message: String| {
            Error::new(ErrorKind::InvalidValue, message).with_hint(form.text.to_owned())
        };
        let parsed = url::Url::parse(url)
            .map_err(|error| invalid(format!("the database URL cannot be read: {error}")))?;
        let database = decoded(parsed.path().trim_start_matches('/'));
        if database.is_empty() {
            return Err(invalid("the database URL names no database".to_owned()));
        }
        let user = decoded(parsed.username());
        let mut options = ServerOptions {
            host: parsed.host_str().map_or_else(String::new, decoded),
            port: parsed.port().unwrap_or(form.port),
            user: if user.is_empty() { system_user() } else { user },
            password: parsed.password().map(decoded),
            database,
            tls: Tls::Off,
            pool: PoolOptions::default(),
            statement_timeout: None,
            lock_timeout: None,
            application_name: program(),
            isolation: None,
            search_path: None,
        };
        for (name, value) in parsed.query_pairs() {
            if !options.set(&name, &value, form) {
                return Err(invalid(format!(
                    "`{name}` is no option of such a URL, or not with that value"
                )));
            }
        }
        if options.host.is_empty() {
            "localhost".clone_into(&mut options.host);
        }
        Ok(options)
    }

    /// Sets an option. Gives whether there is such a one.
    fn set(&mut self, name: &str, value: &str, form: Form) -> bool {
        let time = || value.parse().ok().map(Duration::from_millis);
        match name {
            "host" | "socket" => value.clone_into(&mut self.host),
            "connections" => match value.parse() {
                Ok(count) if count > 0 => self.pool.connections = count,
                _ => return false,
            },
            "wait_timeout" => match time() {
                Some(time) => self.pool.wait = time,
                None => return false,
            },
            "connect_timeout" => match time() {
                Some(time) => self.pool.connect = time,
                None => return false,
            },
            "statement_timeout" => self.statement_timeout = time(),
            "lock_timeout" => self.lock_timeout = time(),
            "isolation" => match Isolation::named(value) {
                Some(isolation) => self.isolation = Some(isolation),
                None => return false,
            },
            "application_name" => value.clone_into(&mut self.application_name),
            "search_path" if form.search_path => self.search_path = Some(value.to_owned()),
            "tls" => match value {
                "off" => self.tls = Tls::Off,
                "on" => self.tls = Tls::On { certificates: None },
                _ => return false,
            },
            "tls_certificates" => {
                self.tls = Tls::On {
                    certificates: Some(value.to_owned()),
                };
            }
            _ => return false,
        }
        match name {
            "statement_timeout" => self.statement_timeout.is_some(),
            "lock_timeout" => self.lock_timeout.is_some(),
            _ => true,
        }
    }
}

/// A part of a URL without its escapes.
fn decoded(part: &str) -> String {
    percent_encoding::percent_decode_str(part)
        .decode_utf8_lossy()
        .into_owned()
}

/// The user of the system, as whom the engines' own clients connect if nothing else is said.
fn system_user() -> String {
    std::env::var("USER").unwrap_or_else(|_| "root".to_owned())
}

/// The name of the program.
fn program() -> String {
    let program = std::env::current_exe().ok();
    let name = program.as_deref().and_then(std::path::Path::file_name);
    name.map_or_else(
        || "throughline".to_owned(),
        |name| name.to_string_lossy().into_owned(),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    const FORM: Form = Form {
        text: "use `postgres://USER@HOST/DATABASE`",
        port: 5432,
        search_path: true,
    };

    fn parse(url: &str) -> Result<ServerOptions> {
        ServerOptions::parse(url, FORM)
    }

    #[test]
    fn the_parts_of_a_url() {
        let options =
            parse("postgres://an%40n:s%2Fe@db.example:6432/school?connections=3").unwrap();
        assert_eq!((options.user.as_str(), options.port), ("an@n", 6432));
        assert_eq!(options.password.as_deref(), Some("s/e"));
        assert_eq!(
            (options.host.as_str(), options.database.as_str()),
            ("db.example", "school")
        );
        assert_eq!(options.pool.connections, 3);

        let options = parse("postgres:///school?host=/var/run/postgresql&tls=off").unwrap();
        assert_eq!(
            (options.host.as_str(), options.port),
            ("/var/run/postgresql", 5432)
        );
        let options = parse("postgres://h/d?tls_certificates=/etc/ca.pem&lock_timeout=50").unwrap();
        let certificates = Some("/etc/ca.pem".to_owned());
        assert_eq!(options.tls, Tls::On { certificates });
        assert_eq!(options.lock_timeout, Some(Duration::from_millis(50)));
        assert_eq!(options.isolation, None);
        let options = parse("postgres://h/d?isolation=serializable").unwrap();
        assert_eq!(options.isolation, Some(Isolation::Serializable));
    }

    #[test]
    fn a_wrong_url_says_the_form_and_repeats_no_password() {
        for url in [
            "postgres://u:secret@h",
            "postgres://u:secret@h/d?x=1",
            "postgres://u:secret@h/d?connections=0",
            "postgres://u:secret@h/d?lock_timeout=soon",
            "postgres://u:secret@h/d?isolation=some",
            "postgres://u:secret@h:port/d",
        ] {
            let error = parse(url).unwrap_err();
            assert_eq!(error.kind(), ErrorKind::InvalidValue, "{url}");
            assert!(error.hint().unwrap().contains("postgres://"));
            assert!(!format!("{error:?}{error}").contains("secret"));
        }
        let options = parse("postgres://u:secret@h/d").unwrap();
        assert!(!format!("{options:?}").contains("secret"));
    }
}
