//! Errors of SQLite by their extended result codes.
//!
//! The kind never comes from the text. The columns of a violated constraint are only in the
//! text: [`constraint`] reads them.

use rusqlite::ffi;
use throughline_core::{Error, ErrorKind};

use crate::refusal::{self, refusal};

/// The kind for a result code: extended codes first, then the primary code in the low byte.
const KINDS: &[(i32, ErrorKind)] = &[
    (ffi::SQLITE_CONSTRAINT_UNIQUE, ErrorKind::UniqueViolation),
    (
        ffi::SQLITE_CONSTRAINT_PRIMARYKEY,
        ErrorKind::UniqueViolation,
    ),
    (ffi::SQLITE_CONSTRAINT_ROWID, ErrorKind::UniqueViolation),
    (
        ffi::SQLITE_CONSTRAINT_FOREIGNKEY,
        ErrorKind::ForeignKeyViolation,
    ),
    (ffi::SQLITE_CONSTRAINT_NOTNULL, ErrorKind::NotNullViolation),
    (ffi::SQLITE_CONSTRAINT_CHECK, ErrorKind::CheckViolation),
    (ffi::SQLITE_BUSY_SNAPSHOT, ErrorKind::SerializationFailure),
    (ffi::SQLITE_BUSY, ErrorKind::LockTimeout),
    (ffi::SQLITE_LOCKED, ErrorKind::LockTimeout),
    (ffi::SQLITE_READONLY, ErrorKind::ReadOnly),
    (ffi::SQLITE_FULL, ErrorKind::DiskFull),
    (ffi::SQLITE_CORRUPT, ErrorKind::Corrupt),
    (ffi::SQLITE_NOTADB, ErrorKind::Corrupt),
    (ffi::SQLITE_CANTOPEN, ErrorKind::ConnectionFailed),
    (ffi::SQLITE_IOERR, ErrorKind::Io),
    (ffi::SQLITE_MISMATCH, ErrorKind::InvalidValue),
    (ffi::SQLITE_TOOBIG, ErrorKind::InvalidValue),
    (ffi::SQLITE_RANGE, ErrorKind::InvalidValue),
];

fn kind(code: i32) -> ErrorKind {
    let find = |code| {
        KINDS
            .iter()
            .find(|(known, _)| *known == code)
            .map(|(_, kind)| *kind)
    };
    find(code)
        .or_else(|| find(code & 0xff))
        .unwrap_or(ErrorKind::Database)
}

const fn hint(kind: ErrorKind) -> Option<&'static str> {
    Some(match kind {
        ErrorKind::LockTimeout => {
            "another connection held its lock for longer than the busy timeout; keep transactions \
             short, or raise it with `?busy_timeout=MILLISECONDS` in the URL"
        }
        ErrorKind::ReadOnly => {
            "check the permissions of the file and its folder, and `mode` in the URL"
        }
        ErrorKind::DiskFull => "free some space; nothing of the failed statement was kept",
        ErrorKind::Corrupt => "restore the file from a backup",
        _ => return None,
    })
}

/// The library's error for one of SQLite, which failed at this statement.
pub(super) fn error(error: rusqlite::Error, sql: &str) -> Error {
    let (code, text) = match &error {
        rusqlite::Error::SqliteFailure(code, text) => (code.extended_code, text.as_deref()),
        rusqlite::Error::SqlInputError { error, msg, .. } => {
            (error.extended_code, Some(msg.as_str()))
        }
        _ => (ffi::SQLITE_ERROR, None),
    };
    let kind = kind(code);
    let constraint = text.and_then(constraint);
    let mut result = refusal(kind, message(kind, constraint), constraint, hint(kind));
    if !sql.is_empty() {
        result = result.with_statement(sql);
    }
    result.with_source(error)
}

/// The same, of a statement that SQLite could not prepare. It has one number for a table that is missing,
/// one that is there already and a mistake in the text; its own words are kept as the source.
pub(super) fn unprepared(error: rusqlite::Error, sql: &str) -> Error {
    let error = self::error(error, sql);
    if error.kind() != ErrorKind::Database {
        return error;
    }
    error
        .with_message("the statement does not fit the tables of the database, or is no SQL")
        .with_hint(
            "if tables or columns are missing, apply the migrations: `cargo manage migrate`, or \
             `db.migrate(…)` when the program starts; `cargo manage drift` says what differs",
        )
}

fn message(kind: ErrorKind, constraint: Option<&str>) -> String {
    match (kind, constraint) {
        (ErrorKind::UniqueViolation, Some(columns)) => {
            format!("a row with this `{columns}` exists already")
        }
        (ErrorKind::LockTimeout, _) => "the database is locked".to_owned(),
        (kind, _) => refusal::message(kind, constraint),
    }
}

/// The columns, or the check, behind the text of a violated constraint:
/// `UNIQUE constraint failed: student.email`.
fn constraint(text: &str) -> Option<&str> {
    let (_, rest) = text.split_once(" constraint failed: ")?;
    Some(rest)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_extended_code_comes_before_its_primary_code() {
        assert_eq!(
            kind(ffi::SQLITE_CONSTRAINT_UNIQUE),
            ErrorKind::UniqueViolation
        );
        assert_eq!(
            kind(ffi::SQLITE_BUSY_SNAPSHOT),
            ErrorKind::SerializationFailure
        );
        assert_eq!(kind(ffi::SQLITE_BUSY_RECOVERY), ErrorKind::LockTimeout);
        assert_eq!(kind(ffi::SQLITE_READONLY_DIRECTORY), ErrorKind::ReadOnly);
        assert_eq!(kind(ffi::SQLITE_IOERR_WRITE), ErrorKind::Io);
        assert_eq!(kind(ffi::SQLITE_ERROR), ErrorKind::Database);
    }

    #[test]
    fn the_columns_of_a_constraint() {
        let text = "UNIQUE constraint failed: membership.student_id, membership.club_id";
        assert_eq!(
            constraint(text),
            Some("membership.student_id, membership.club_id")
        );
        assert_eq!(constraint("FOREIGN KEY constraint failed"), None);
    }
}
