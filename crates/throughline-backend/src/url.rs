//! Database URLs.

#[cfg(feature = "server")]
pub(crate) mod server;
mod sqlite;

use throughline_core::{Error, ErrorKind, Result};

pub(crate) use sqlite::{Mode, SqliteOptions};

/// Where a database is, and how to open it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Url {
    /// A file of SQLite, or memory.
    Sqlite(SqliteOptions),
    /// A database of a MariaDB server.
    #[cfg(feature = "mariadb")]
    MariaDb(server::ServerOptions),
}

/// What URLs of MariaDB look like.
const MARIADB_FORM: &str = "use `mariadb://USER:PASSWORD@HOST:PORT/DATABASE`, with \
                            `?socket=FILE`, `connections=N`, `tls=on` and others behind it";

impl Url {
    /// Reads a URL. It may hold a password: no message repeats it.
    pub(crate) fn parse(url: &str) -> Result<Url> {
        let scheme = url.split(':').next().unwrap_or_default();
        match scheme {
            "sqlite" => sqlite::parse(&url["sqlite".len()..]).map(Url::Sqlite),
            #[cfg(feature = "mariadb")]
            "mariadb" => {
                let form = server::Form {
                    text: MARIADB_FORM,
                    port: 3306,
                    search_path: false,
                };
                server::ServerOptions::parse(url, form).map(Url::MariaDb)
            }
            #[cfg(not(feature = "mariadb"))]
            "mariadb" => {
                let message = "this program was built without MariaDB";
                Err(Error::new(ErrorKind::Unsupported, message)
                    .with_hint("switch on the feature `mariadb` of the crate `throughline`"))
            }
            "mysql" => {
                let message = "MySQL is another engine than MariaDB, and is not supported";
                let hint = format!("{MARIADB_FORM}; {}", sqlite::FORMS);
                Err(Error::new(ErrorKind::InvalidValue, message).with_hint(hint))
            }
            _ => {
                let known = scheme.chars().all(|c| c.is_ascii_alphanumeric()) && scheme != url;
                let message = if known {
                    format!("no backend for database URLs that begin with `{scheme}:`")
                } else {
                    "the database URL does not begin with the name of an engine".to_owned()
                };
                Err(Error::new(ErrorKind::InvalidValue, message).with_hint(sqlite::FORMS))
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
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
