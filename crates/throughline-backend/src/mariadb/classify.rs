//! Errors of MariaDB by their numbers.
//!
//! The kind never comes from the text. The name of a violated constraint is only in the text:
//! [`constraint`] reads it. Texts that repeat a value of a row go no further.

use std::fmt;

use mysql_async::{DriverError, Error as ServerError, IoError};
use throughline_core::{Error, ErrorKind};

use crate::refusal::{self, refusal};
use crate::server::watch::{Watch, Word};

/// The kinds of the server's numbers, by kind.
const KINDS: &[(ErrorKind, &[u16])] = &[
    (ErrorKind::UniqueViolation, &[1022, 1062, 1169, 1586, 1859]),
    (
        ErrorKind::ForeignKeyViolation,
        &[1216, 1217, 1451, 1452, 1761, 1762],
    ),
    (ErrorKind::NotNullViolation, &[1048, 1263, 1364]),
    // A text that is too long is refused by its column, as by a check elsewhere.
    (ErrorKind::CheckViolation, &[1406, 4025]),
    (ErrorKind::LockTimeout, &[1205]),
    // Also by somebody who has ended it: `KILL QUERY`.
    (ErrorKind::StatementTimeout, &[1317, 1969, 3024]),
    // 1467 where the two wait for the numbers of a table: several rows are numbered under a lock.
    (ErrorKind::Deadlock, &[1213, 1467, 1614, 4060]),
    (ErrorKind::SerializationFailure, &[1020]),
    (
        ErrorKind::ConnectionLost,
        // The last two are the client's own, which proxies send.
        &[
            1053, 1080, 1152, 1158, 1159, 1160, 1161, 1184, 1927, 2006, 2013,
        ],
    ),
    (ErrorKind::ReadOnly, &[1036, 1290, 1792, 1836]),
    (ErrorKind::DiskFull, &[1021, 1114]),
    (ErrorKind::Corrupt, &[1034, 1035, 1194, 1195, 1712]),
    (
        ErrorKind::SchemaMismatch,
        &[1051, 1054, 1072, 1091, 1109, 1146],
    ),
    (
        ErrorKind::InvalidValue,
        &[
            1139, 1153, 1264, 1265, 1292, 1300, 1365, 1366, 1367, 1411, 1425, 1426, 1441, 1690,
            4037, 4038, 4039, 4040, 4079,
        ],
    ),
    (
        ErrorKind::ConnectionFailed,
        &[1040, 1044, 1045, 1049, 1203, 1226, 1698],
    ),
];

fn kind(code: u16) -> ErrorKind {
    let found = KINDS.iter().find(|(_, codes)| codes.contains(&code));
    found.map_or(ErrorKind::Database, |(kind, _)| *kind)
}

/// The library's error for one of the driver's, which came of this statement in such a transaction.
pub(super) fn error(error: ServerError, sql: &str, watch: Watch) -> Error {
    let result = match &error {
        ServerError::Server(said) if kind(said.code) != ErrorKind::ConnectionLost => {
            of_the_server(said)
        }
        ServerError::Driver(DriverError::PacketTooLarge) => {
            let message = "the statement with its values is larger than the server takes";
            Error::new(ErrorKind::InvalidValue, message)
                .with_hint("raise `max_allowed_packet` of the server, or send less at a time")
        }
        _ => lost(sql, watch),
    };
    result.with_statement(sql).with_source(Cause::of(error))
}

fn of_the_server(said: &mysql_async::ServerError) -> Error {
    let kind = kind(said.code);
    let constraint = constraint(said.code, &said.message);
    let message = message(said.code, kind, constraint);
    refusal(kind, message, constraint, hint(kind))
}

/// The error of a connection that is gone: what became of the statement depends on where it stood.
fn lost(sql: &str, watch: Watch) -> Error {
    let unknown = |(message, hint)| Error::new(ErrorKind::OutcomeUnknown, message).with_hint(hint);
    if Word::of(sql) == Word::Commit {
        unknown(refusal::COMMIT_WITHOUT_ANSWER)
    } else if watch.is_idle() && Word::may_write(sql) {
        unknown(refusal::STATEMENT_WITHOUT_ANSWER)
    } else {
        Error::new(
            ErrorKind::ConnectionLost,
            "the connection to the database broke",
        )
        .with_hint("nothing was kept; the next call takes another connection")
    }
}

const fn hint(kind: ErrorKind) -> Option<&'static str> {
    Some(match kind {
        ErrorKind::LockTimeout => {
            "another transaction held a lock for longer than may be waited; keep transactions \
             short, or raise `?lock_timeout=MILLISECONDS` in the URL"
        }
        ErrorKind::Deadlock | ErrorKind::SerializationFailure => {
            "do the transaction again from its beginning: `db.retry(…).transaction(…)`"
        }
        ErrorKind::ReadOnly => "write to the server that others follow, or look at `read_only`",
        ErrorKind::DiskFull => "free some space on the server; nothing of the statement was kept",
        ErrorKind::Corrupt => "look at the server's log, and restore the table from a backup",
        ErrorKind::SchemaMismatch => {
            "the database is not as the models are: `cargo manage migrate`"
        }
        ErrorKind::StatementTimeout => {
            "make it faster, or raise `?statement_timeout=MILLISECONDS` in the URL; somebody may also \
             have ended it"
        }
        _ => return None,
    })
}

fn message(code: u16, kind: ErrorKind, constraint: Option<&str>) -> String {
    match (kind, constraint) {
        (ErrorKind::UniqueViolation, Some(key)) => {
            format!("a row with the same values in the key `{key}` exists already")
        }
        (ErrorKind::CheckViolation, Some(column)) if code == 1406 => {
            format!("a text is too long for `{column}`")
        }
        (ErrorKind::LockTimeout, _) => "a row is locked by another transaction".to_owned(),
        (ErrorKind::Deadlock, _) => {
            "two transactions waited for each other, and this one was undone".to_owned()
        }
        (ErrorKind::StatementTimeout, _) => "the statement was ended before it was done".to_owned(),
        (kind, _) => refusal::message(kind, constraint),
    }
}

/// The constraint, or the column, that the text of an error names.
fn constraint(code: u16, text: &str) -> Option<&str> {
    let quoted = |sign: char| text.split(sign).nth(1);
    match (kind(code), code) {
        // `Duplicate entry 'a'b' for key 'student_email_key'`: the value comes first.
        (ErrorKind::UniqueViolation, _) => text.trim_end_matches('\'').rsplit('\'').next(),
        (ErrorKind::NotNullViolation, _) | (_, 1406) => quoted('\''),
        (ErrorKind::CheckViolation, _) => quoted('`'),
        (ErrorKind::ForeignKeyViolation, _) => {
            let (_, rest) = text.split_once("CONSTRAINT `")?;
            rest.split('`').next()
        }
        _ => None,
    }
}

/// What the driver says, without the values of rows that some texts repeat.
#[derive(Debug)]
pub(super) struct Cause(String);

impl Cause {
    pub(super) fn of(error: ServerError) -> Self {
        Cause(match error {
            ServerError::Server(said) => {
                let (code, state) = (said.code, said.state);
                match kind(code) {
                    ErrorKind::UniqueViolation | ErrorKind::InvalidValue => {
                        format!("error {code} ({state}) of the server")
                    }
                    _ => format!("error {code} ({state}) of the server: {}", said.message),
                }
            }
            ServerError::Io(IoError::Io(error)) => error.to_string(),
            error => error.to_string(),
        })
    }
}

impl fmt::Display for Cause {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for Cause {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_number_has_one_kind() {
        let mut codes: Vec<_> = KINDS.iter().flat_map(|(_, codes)| *codes).collect();
        let all = codes.len();
        codes.sort_unstable();
        codes.dedup();
        assert_eq!(codes.len(), all);
        assert_eq!(kind(1062), ErrorKind::UniqueViolation);
        assert_eq!(kind(1064), ErrorKind::Database);
    }

    #[test]
    fn the_name_that_a_text_has() {
        for (code, text, name) in [
            (
                1062,
                "Duplicate entry 'it's for key 'x'' for key 'student_email_key'",
                "student_email_key",
            ),
            (1048, "Column 'name' cannot be null", "name"),
            (1406, "Data too long for column 'name' at row 1", "name"),
            (
                4025,
                "CONSTRAINT `age_is_positive` failed for `school`.`student`",
                "age_is_positive",
            ),
            (
                1452,
                "Cannot add or update a child row: a foreign key constraint fails (`school`.`membership`, \
                 CONSTRAINT `membership_student_id_fkey` FOREIGN KEY (`student_id`) REFERENCES …)",
                "membership_student_id_fkey",
            ),
        ] {
            assert_eq!(constraint(code, text), Some(name));
        }
        assert_eq!(constraint(1213, "Deadlock found"), None);
    }

    #[test]
    fn a_cause_repeats_no_value() {
        let said = |code, message: &str| {
            let (message, state) = (message.to_owned(), "23000".to_owned());
            Cause::of(ServerError::Server(mysql_async::ServerError {
                code,
                message,
                state,
            }))
            .to_string()
        };
        let duplicate = said(1062, "Duplicate entry 'secret' for key 'PRIMARY'");
        assert_eq!(duplicate, "error 1062 (23000) of the server");
        assert!(said(1146, "Table 'a.b' doesn't exist").ends_with("doesn't exist"));
    }
}
