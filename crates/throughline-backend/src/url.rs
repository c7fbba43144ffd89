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
}

impl Url {
    /// Reads a URL. It may hold a password: no message repeats it.
    pub(crate) fn parse(url: &str) -> Result<Url> {
        let scheme = url.split(':').next().unwrap_or_default();
        match scheme {
            "sqlite" => sqlite::parse(&url["sqlite".len()..]).map(Url::Sqlite),
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
        let Url::Sqlite(options) = Url::parse("sqlite:///srv/school.db?mode=ro&readers=2").unwrap();
        assert_eq!(options.path.as_deref(), Some("/srv/school.db"));
        assert_eq!((options.mode, options.readers), (Mode::Read, 2));
        let Url::Sqlite(options) = Url::parse("sqlite::memory:").unwrap();
        assert_eq!((options.path, options.readers), (None, 0));
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
