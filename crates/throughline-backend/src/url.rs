//! Database URLs.

use std::time::Duration;

use throughline_core::{Error, ErrorKind, Result};

/// Where a database is, and how to open it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Url {
    /// A file of SQLite, or memory.
    Sqlite(SqliteOptions),
}

/// How to open a database of SQLite.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct SqliteOptions {
    /// The file; none for a database in memory.
    pub(crate) path: Option<String>,
    pub(crate) mode: Mode,
    /// How long to wait for a lock that another connection holds.
    pub(crate) busy_timeout: Duration,
    /// Connections that read beside the one that writes.
    pub(crate) readers: usize,
    /// So many pages are the most that the file may have: a quota.
    pub(crate) max_pages: Option<u32>,
}

/// Whether a file may be written and made.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Mode {
    Create,
    Write,
    Read,
}

const FORMS: &str = "use `sqlite://FILE`, `sqlite:///ABSOLUTE/FILE` or `sqlite::memory:`, with \
                     `?mode=rwc|rw|ro`, `busy_timeout=MILLISECONDS`, `readers=N` or `max_pages=N` behind it";

impl Url {
    /// Reads a URL. It may hold a password: no message repeats it.
    pub(crate) fn parse(url: &str) -> Result<Url> {
        let scheme = url.split(':').next().unwrap_or_default();
        match scheme {
            "sqlite" => parse_sqlite(&url["sqlite".len()..]).map(Url::Sqlite),
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

fn parse_sqlite(rest: &str) -> Result<SqliteOptions> {
    let invalid = |message: String| Error::new(ErrorKind::InvalidValue, message).with_hint(FORMS);
    let (path, query) = rest.split_once('?').unwrap_or((rest, ""));
    let path = match path {
        "::memory:" | "://:memory:" => None,
        path => match path.strip_prefix("://") {
            Some(path) if !path.is_empty() => Some(path.to_owned()),
            _ => return Err(invalid("the database URL names no file".to_owned())),
        },
    };
    let readers = if path.is_some() { 4 } else { 0 };
    let mut options = SqliteOptions {
        path,
        mode: Mode::Create,
        busy_timeout: Duration::from_secs(5),
        readers,
        max_pages: None,
    };
    for option in query.split('&').filter(|option| !option.is_empty()) {
        let (name, value) = option.split_once('=').unwrap_or((option, ""));
        match (name, value, value.parse::<u64>()) {
            ("mode", "rwc", _) => options.mode = Mode::Create,
            ("mode", "rw", _) => options.mode = Mode::Write,
            ("mode", "ro", _) => options.mode = Mode::Read,
            ("busy_timeout", _, Ok(value)) => options.busy_timeout = Duration::from_millis(value),
            // A database in memory is one connection's.
            ("readers", _, Ok(value)) if options.path.is_some() => {
                options.readers = usize::try_from(value).unwrap_or(usize::MAX).min(64);
            }
            ("max_pages", _, Ok(value)) => {
                options.max_pages = Some(u32::try_from(value).unwrap_or(u32::MAX));
            }
            _ => {
                let message =
                    format!("`{name}` is no option of a SQLite URL, or not with that value");
                return Err(invalid(message));
            }
        }
    }
    Ok(options)
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
