//! What the errors of all engines have in common: the words for a kind, and what goes with them.

use throughline_core::{Error, ErrorKind};

/// What is said of a commit that had no answer, and what to do.
#[cfg(feature = "server")]
pub(crate) const COMMIT_WITHOUT_ANSWER: (&str, &str) = (
    "the connection broke while the transaction was being committed: all of it was kept or nothing, \
     and which of the two is not known",
    "look whether its rows are there before it is begun anew; `RetryPolicy::idempotent` says that \
     twice is no harm",
);

/// The same of a statement that was sent alone.
#[cfg(feature = "server")]
pub(crate) const STATEMENT_WITHOUT_ANSWER: (&str, &str) = (
    "the connection broke before the answer, and whether the statement was carried out is not known",
    "look whether the rows are changed before it is sent again",
);

/// The error of a statement that the engine refused.
pub(crate) fn refusal(
    kind: ErrorKind,
    message: String,
    constraint: Option<&str>,
    hint: Option<&'static str>,
) -> Error {
    let mut error = Error::new(kind, message);
    if let Some(constraint) = constraint {
        error = error.with_constraint(constraint);
    }
    if let Some(hint) = hint {
        error = error.with_hint(hint);
    }
    error
}

/// The words for a kind, where the engine has no better ones.
pub(crate) fn message(kind: ErrorKind, constraint: Option<&str>) -> String {
    match (kind, constraint) {
        (ErrorKind::NotNullViolation, Some(column)) => format!("`{column}` needs a value"),
        (ErrorKind::CheckViolation, Some(check)) => format!("the check `{check}` failed"),
        (ErrorKind::ForeignKeyViolation, _) => {
            "a foreign key points to no row, or a row that others point to would go".to_owned()
        }
        (ErrorKind::Database, _) => "the database refused the statement".to_owned(),
        (kind, _) => kind.description().to_owned(),
    }
}
