//! URLs of SQLite: a file, or memory.

use std::time::Duration;

use throughline_core::{Error, ErrorKind, Result};

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

/// Reads what stands behind `sqlite`.
pub(super) fn parse(rest: &str) -> Result<SqliteOptions> {
    let invalid =
        |message: String| Error::new(ErrorKind::InvalidValue, message).with_hint(super::FORMS);
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
