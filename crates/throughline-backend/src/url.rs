//! Database URLs.

#[cfg(feature = "server")]
pub(crate) mod server;

#[cfg(feature = "mariadb")]
mod mariadb;
#[cfg(feature = "postgres")]
mod postgres;
#[cfg(feature = "sqlite")]
mod sqlite;

use throughline_core::{Error, ErrorKind, Result};

#[cfg(feature = "sqlite")]
pub(crate) use sqlite::{Mode, SqliteOptions};

/// How the URL of a database may look, for those who gave none.
const FORMS: &str = "use `sqlite://FILE`, `sqlite:///ABSOLUTE/FILE` or `sqlite::memory:`, with \
                     `?mode=rwc|rw|ro`, `busy_timeout=MILLISECONDS`, `readers=N` or `max_pages=N` behind it";

/// Where a database is, and how to open it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Url {
    /// A file of SQLite, or memory.
    #[cfg(feature = "sqlite")]
    Sqlite(SqliteOptions),
    /// A server of PostgreSQL.
    #[cfg(feature = "postgres")]
    Postgres(server::ServerOptions),
    /// A database of a MariaDB server.
    #[cfg(feature = "mariadb")]
    MariaDb(server::ServerOptions),
}

impl Url {
    /// Reads a URL. It may hold a password: no message repeats it.
    pub(crate) fn parse(url: &str) -> Result<Url> {
        let scheme = url.split(':').next().unwrap_or_default();
        match scheme {
            #[cfg(feature = "sqlite")]
            "sqlite" => sqlite::parse(&url["sqlite".len()..]).map(Url::Sqlite),
            #[cfg(not(feature = "sqlite"))]
            "sqlite" => Err(not_built("SQLite", "sqlite")),
            #[cfg(feature = "postgres")]
            "postgres" | "postgresql" => {
                server::ServerOptions::parse(url, postgres::FORM).map(Url::Postgres)
            }
            #[cfg(not(feature = "postgres"))]
            "postgres" | "postgresql" => Err(not_built("PostgreSQL", "postgres")),
            #[cfg(feature = "mariadb")]
            "mariadb" => server::ServerOptions::parse(url, mariadb::FORM).map(Url::MariaDb),
            #[cfg(not(feature = "mariadb"))]
            "mariadb" => Err(not_built("MariaDB", "mariadb")),
            "mysql" => {
                let message = "MySQL is another engine than MariaDB, and is not supported";
                let hint = format!("MariaDB has `mariadb://` in its URLs; {}", FORMS);
                Err(Error::new(ErrorKind::InvalidValue, message).with_hint(hint))
            }
            _ => {
                let known = scheme.chars().all(|c| c.is_ascii_alphanumeric()) && scheme != url;
                let message = if known {
                    format!("no backend for database URLs that begin with `{scheme}:`")
                } else {
                    "the database URL does not begin with the name of an engine".to_owned()
                };
                Err(Error::new(ErrorKind::InvalidValue, message).with_hint(FORMS))
            }
        }
    }
}

/// The error of a URL of an engine that the program was built without.
#[cfg(not(all(feature = "sqlite", feature = "postgres", feature = "mariadb")))]
fn not_built(engine: &str, feature: &str) -> Error {
    let message = format!("this program was built without {engine}");
    let hint = format!("turn on the feature `{feature}` of `throughline` in Cargo.toml");
    Error::new(ErrorKind::Unsupported, message).with_hint(hint)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    #[cfg(feature = "sqlite")]
    fn the_forms_of_a_sqlite_url() {
        let parse = |url: &str| sqlite::parse(&url["sqlite".len()..]).unwrap();
        let options = parse("sqlite:///srv/school.db?mode=ro&readers=2");
        assert_eq!(options.path.as_deref(), Some("/srv/school.db"));
        assert_eq!((options.mode, options.readers), (Mode::Read, 2));
        let options = parse("sqlite::memory:");
        assert_eq!((options.path, options.readers), (None, 0));
    }

    #[test]
    fn an_engine_that_is_not_there_is_told_from_a_wrong_url() {
        let error = Url::parse("mysql://u:secret@h/d").unwrap_err();
        assert_eq!(error.kind(), ErrorKind::InvalidValue);
        assert!(error.hint().unwrap().contains("mariadb://"));
        assert!(!format!("{error:?}").contains("secret"));
        let parsed = Url::parse("mariadb://u:secret@h/d");
        assert_eq!(parsed.is_ok(), cfg!(feature = "mariadb"));
        assert!(!format!("{parsed:?}").contains("secret"));
    }

    #[test]
    fn a_wrong_url_says_the_forms_and_repeats_no_password() {
        for url in [
            "",
            "school.db",
            "sqlite://",
            "sqlite",
            "oracle://u:secret@h",
            "sqlite://a?x=1",
        ] {
            let error = Url::parse(url).unwrap_err();
            assert_eq!(error.kind(), ErrorKind::InvalidValue, "{url}");
            assert!(error.hint().unwrap().contains("sqlite://FILE"));
            assert!(!format!("{error:?}").contains("secret"));
        }
    }
}
