//! Errors of PostgreSQL by their SQLSTATE.
//!
//! The kind never comes from the text. The server's own words are kept as the source only where
//! they hold no value of a row.

use std::error::Error as _;
use std::fmt;

use throughline_core::{Error, ErrorKind};
use tokio_postgres::error::{DbError, SqlState};

use crate::refusal::{self, refusal};

/// The kind for a SQLSTATE: whole codes first, then their classes.
const KINDS: &[(&str, ErrorKind)] = &[
    ("23505", ErrorKind::UniqueViolation),
    ("23503", ErrorKind::ForeignKeyViolation),
    ("23001", ErrorKind::ForeignKeyViolation),
    ("23502", ErrorKind::NotNullViolation),
    ("23514", ErrorKind::CheckViolation),
    ("23P01", ErrorKind::CheckViolation),
    // Text that is too long for `varchar(n)`, which other engines refuse by a check.
    ("22001", ErrorKind::CheckViolation),
    ("22", ErrorKind::InvalidValue),
    ("40001", ErrorKind::SerializationFailure),
    ("40P01", ErrorKind::Deadlock),
    ("55P03", ErrorKind::LockTimeout),
    ("57014", ErrorKind::StatementTimeout),
    ("25006", ErrorKind::ReadOnly),
    ("25P02", ErrorKind::TransactionClosed),
    // The server has ended the session: idle for too long, shut down, or cut off by hand.
    ("25P03", ErrorKind::ConnectionLost),
    ("25P04", ErrorKind::ConnectionLost),
    ("57P01", ErrorKind::ConnectionLost),
    ("57P02", ErrorKind::ConnectionLost),
    ("57P03", ErrorKind::ConnectionLost),
    ("57P05", ErrorKind::ConnectionLost),
    ("08", ErrorKind::ConnectionLost),
    ("42P01", ErrorKind::SchemaMismatch),
    ("42703", ErrorKind::SchemaMismatch),
    ("3F000", ErrorKind::SchemaMismatch),
    ("53100", ErrorKind::DiskFull),
    ("58030", ErrorKind::Io),
    ("0A", ErrorKind::Unsupported),
    ("XX001", ErrorKind::Corrupt),
    ("XX002", ErrorKind::Corrupt),
];

/// The class of errors whose words repeat the value that was wrong.
const DATA: &str = "22";

fn kind(code: &str) -> ErrorKind {
    let find = |code: &str| {
        let known = KINDS.iter().find(|(known, _)| *known == code);
        known.map(|(_, kind)| *kind)
    };
    let class = code.get(..2).unwrap_or_default();
    find(code)
        .or_else(|| find(class))
        .unwrap_or(ErrorKind::Database)
}

/// The library's error for one of the driver, of this statement.
pub(super) fn error(error: tokio_postgres::Error, sql: &str) -> Error {
    let result = match error.as_db_error() {
        Some(said) => refused(said),
        None => unsaid(error),
    };
    if sql.is_empty() || result.statement().is_some() {
        return result;
    }
    result.with_statement(sql)
}

/// Whether a statement was prepared for tables that are no more what they were, or is not known
/// to the server any more.
pub(super) fn is_stale(error: &tokio_postgres::Error) -> bool {
    [
        SqlState::FEATURE_NOT_SUPPORTED,
        SqlState::INVALID_SQL_STATEMENT_NAME,
    ]
    .iter()
    .any(|code| error.code() == Some(code))
}

/// The error that the server gave.
fn refused(said: &DbError) -> Error {
    let code = said.code().code();
    let kind = kind(code);
    let constraint = constraint(said);
    let constraint = constraint.as_deref();
    let error = refusal(kind, message(kind, constraint), constraint, hint(kind));
    let error = match said.table() {
        Some(table) => error.with_table(table),
        None => error,
    };
    error.with_source(Said::of(said))
}

/// An error that is not the server's: the connection's, or of a value that cannot be sent.
fn unsaid(error: tokio_postgres::Error) -> Error {
    let broken = error.is_closed()
        || error
            .source()
            .is_some_and(|source| source.is::<std::io::Error>());
    if broken {
        return lost().with_source(error);
    }
    let text = error.to_string();
    match error.into_source().map(|source| source.downcast::<Error>()) {
        Some(Ok(own)) => *own,
        Some(Err(_)) | None => {
            let message = format!("the database refused the statement: {text}");
            Error::new(ErrorKind::Database, message)
        }
    }
}

/// The error of a connection that is gone.
pub(super) fn lost() -> Error {
    let message = "the connection to the database broke";
    Error::new(ErrorKind::ConnectionLost, message)
        .with_hint("nothing was kept; the next call takes another connection")
}

/// The error of a transaction whose end nobody knows, or of a statement alone that had no answer.
pub(super) fn unknown_outcome(lost: Error, sql: &str, is_commit: bool) -> Error {
    let (message, hint) = match is_commit {
        true => refusal::COMMIT_WITHOUT_ANSWER,
        false => refusal::STATEMENT_WITHOUT_ANSWER,
    };
    Error::new(ErrorKind::OutcomeUnknown, message)
        .with_hint(hint)
        .with_statement(sql)
        .with_source(lost)
}

/// The error of a transaction that has used a statement prepared for tables which are no more what
/// they were. It is prepared anew when the transaction is begun anew.
pub(super) fn stale(error: tokio_postgres::Error, sql: &str) -> Error {
    let message = "a table was altered by somebody else since the statement was prepared";
    let result = Error::new(ErrorKind::SerializationFailure, message)
        .with_hint("begin the transaction anew: `db.retry(…)` does so")
        .with_statement(sql);
    with_cause(result, error)
}

/// The error, and what the server said, or what is wrong with the connection, as its cause.
pub(super) fn with_cause(result: Error, error: tokio_postgres::Error) -> Error {
    match error.as_db_error() {
        Some(said) => result.with_source(Said::of(said)),
        None => result.with_source(error),
    }
}

/// What was violated, as other engines call it: the column of a value that is required, else the
/// constraint's name.
fn constraint(said: &DbError) -> Option<String> {
    match (said.table(), said.column(), said.constraint()) {
        (Some(table), Some(column), _) => Some(format!("{table}.{column}")),
        (_, _, name) => name.map(str::to_owned),
    }
}

fn message(kind: ErrorKind, constraint: Option<&str>) -> String {
    match (kind, constraint) {
        (ErrorKind::UniqueViolation, Some(key)) => {
            format!("a row with the same values in `{key}` exists already")
        }
        (ErrorKind::CheckViolation, None) => "a text is longer than its column takes".to_owned(),
        (ErrorKind::InvalidValue, _) => {
            "a value is none of its column's type, or beyond its range".to_owned()
        }
        (ErrorKind::LockTimeout, _) => "a lock was not free in time".to_owned(),
        (ErrorKind::StatementTimeout, _) => "the statement was ended before it was done".to_owned(),
        (ErrorKind::SchemaMismatch, _) => "the table or the column is not there".to_owned(),
        (kind, _) => refusal::message(kind, constraint),
    }
}

const fn hint(kind: ErrorKind) -> Option<&'static str> {
    Some(match kind {
        ErrorKind::LockTimeout => {
            "another transaction held its lock for too long; keep transactions short, or raise \
             `lock_timeout` in the URL"
        }
        ErrorKind::StatementTimeout => {
            "raise `statement_timeout` in the URL, or ask for less at a time; somebody may also \
             have cancelled it"
        }
        ErrorKind::SchemaMismatch => {
            "apply the migrations: `cargo manage migrate`; `search_path` in the URL says where \
             tables are looked for"
        }
        ErrorKind::ReadOnly => "the server is a standby, or the transaction was begun to read only",
        ErrorKind::DiskFull => "free some space; nothing of the failed statement was kept",
        ErrorKind::Deadlock | ErrorKind::SerializationFailure => {
            "begin the transaction anew: `db.retry(…)` does so"
        }
        ErrorKind::TransactionClosed => "begin the transaction anew",
        ErrorKind::ConnectionLost => "the next call takes another connection",
        ErrorKind::Corrupt => "restore the database from a backup",
        _ => return None,
    })
}

/// What the server said, without values.
#[derive(Debug)]
struct Said {
    code: String,
    words: Option<String>,
}

impl Said {
    fn of(said: &DbError) -> Self {
        let code = said.code().code();
        Said {
            code: code.to_owned(),
            words: (!code.starts_with(DATA)).then(|| said.message().to_owned()),
        }
    }
}

impl fmt::Display for Said {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "SQLSTATE {}", self.code)?;
        match &self.words {
            Some(words) => write!(f, ": {words}"),
            None => Ok(()),
        }
    }
}

impl std::error::Error for Said {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_whole_code_comes_before_its_class() {
        for (code, expected) in [
            ("23505", ErrorKind::UniqueViolation),
            ("22003", ErrorKind::InvalidValue),
            ("22001", ErrorKind::CheckViolation),
            ("08006", ErrorKind::ConnectionLost),
            ("57014", ErrorKind::StatementTimeout),
            ("0A000", ErrorKind::Unsupported),
            ("42601", ErrorKind::Database),
            ("", ErrorKind::Database),
        ] {
            assert_eq!(kind(code), expected, "{code}");
        }
        for (code, expected) in KINDS {
            assert_eq!(
                kind(code),
                *expected,
                "{code} stands behind another row of it"
            );
        }
    }
}
