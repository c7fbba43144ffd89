//! The one error type of the library.

use std::borrow::Cow;
use std::error::Error as StdError;
use std::fmt;

use crate::{FromValueError, ValueRef};

/// The result of whatever can fail here.
pub type Result<T, E = Error> = std::result::Result<T, E>;

/// What went wrong, where, and what to do about it.
///
/// One word wide. `Display` says what and where in the user's own model and field names, never
/// a value; [`hint`](Error::hint) says what to do; [`source`](std::error::Error::source) is the
/// driver's error.
pub struct Error(Box<Inner>);

struct Inner {
    kind: ErrorKind,
    message: Cow<'static, str>,
    hint: Option<Cow<'static, str>>,
    model: Option<Cow<'static, str>>,
    field: Option<Cow<'static, str>>,
    constraint: Option<String>,
    statement: Option<String>,
    source: Option<Box<dyn StdError + Send + Sync>>,
}

/// The kinds of errors, by what a caller can do about them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum ErrorKind {
    /// No row answers the request.
    DoesNotExist,
    /// Several rows answer a request for one.
    MultipleFound,
    /// A row with the same unique key is there already.
    UniqueViolation,
    /// A key points to no row, or rows still point to the one that is deleted.
    ForeignKeyViolation,
    /// A column that needs a value was given null.
    NotNullViolation,
    /// A value breaks a check, such as a `max_length`.
    CheckViolation,
    /// Another connection held a lock for longer than the busy timeout.
    LockTimeout,
    /// The transaction lost a deadlock and was rolled back.
    Deadlock,
    /// The transaction could not be serialized and was rolled back.
    SerializationFailure,
    /// The transaction has ended, or was given up because a future inside it was dropped.
    TransactionClosed,
    /// The connection could not be made.
    ConnectionFailed,
    /// The connection broke, or the handle was closed.
    ConnectionLost,
    /// The database or its file cannot be written.
    ReadOnly,
    /// The disk or the quota is full.
    DiskFull,
    /// The file is damaged or is no database.
    Corrupt,
    /// The table or column is not in the database.
    SchemaMismatch,
    /// A column holds something that the field's type cannot take.
    Decode,
    /// A value, a URL or an argument is not valid.
    InvalidValue,
    /// The engine or this build cannot do it.
    Unsupported,
    /// A migration file or the ledger is not as it must be.
    Migration,
    /// A file or a stream could not be read or written.
    Io,
    /// Any other error of the database.
    Database,
}

impl ErrorKind {
    /// The kind in words.
    #[must_use]
    pub fn description(self) -> &'static str {
        match self {
            ErrorKind::DoesNotExist => "no such row",
            ErrorKind::MultipleFound => "several rows instead of one",
            ErrorKind::UniqueViolation => "unique key exists already",
            ErrorKind::ForeignKeyViolation => "foreign key points to no row",
            ErrorKind::NotNullViolation => "value required",
            ErrorKind::CheckViolation => "check failed",
            ErrorKind::LockTimeout => "lock timeout",
            ErrorKind::Deadlock => "deadlock",
            ErrorKind::SerializationFailure => "serialization failure",
            ErrorKind::TransactionClosed => "transaction closed",
            ErrorKind::ConnectionFailed => "connection failed",
            ErrorKind::ConnectionLost => "connection lost",
            ErrorKind::ReadOnly => "database is read-only",
            ErrorKind::DiskFull => "disk full",
            ErrorKind::Corrupt => "database is damaged",
            ErrorKind::SchemaMismatch => "table or column missing",
            ErrorKind::Decode => "unexpected value in the database",
            ErrorKind::InvalidValue => "invalid value",
            ErrorKind::Unsupported => "not supported",
            ErrorKind::Migration => "migration error",
            ErrorKind::Io => "input or output failed",
            ErrorKind::Database => "database error",
        }
    }
}

impl Error {
    /// An error of that kind with that message: lower case, no full stop, names in backticks.
    #[must_use]
    pub fn new(kind: ErrorKind, message: impl Into<Cow<'static, str>>) -> Self {
        Error(Box::new(Inner {
            kind,
            message: message.into(),
            hint: None,
            model: None,
            field: None,
            constraint: None,
            statement: None,
            source: None,
        }))
    }

    /// A column that holds something else than its field.
    #[must_use]
    pub fn decode(
        model: &'static str,
        field: &'static str,
        error: FromValueError,
        found: ValueRef<'_>,
    ) -> Self {
        let message = format!(
            "field `{field}` of `{model}`: expected {}, found {}",
            error.expected(),
            found.kind()
        );
        Error::new(ErrorKind::Decode, message)
            .with_model(model)
            .with_field(field)
    }

    /// Adds what to do about it.
    #[must_use]
    pub fn with_hint(mut self, hint: impl Into<Cow<'static, str>>) -> Self {
        self.0.hint = Some(hint.into());
        self
    }

    /// Adds the model.
    #[must_use]
    pub fn with_model(mut self, model: impl Into<Cow<'static, str>>) -> Self {
        self.0.model = Some(model.into());
        self
    }

    /// Adds the field.
    #[must_use]
    pub fn with_field(mut self, field: impl Into<Cow<'static, str>>) -> Self {
        self.0.field = Some(field.into());
        self
    }

    /// Adds the name of the constraint, or what the engine calls it.
    #[must_use]
    pub fn with_constraint(mut self, constraint: impl Into<String>) -> Self {
        self.0.constraint = Some(constraint.into());
        self
    }

    /// Adds the statement, without values.
    #[must_use]
    pub fn with_statement(mut self, statement: impl Into<String>) -> Self {
        self.0.statement = Some(statement.into());
        self
    }

    /// Adds the cause.
    #[must_use]
    pub fn with_source(mut self, source: impl StdError + Send + Sync + 'static) -> Self {
        self.0.source = Some(Box::new(source));
        self
    }

    /// Replaces the message by one that says it in the user's names.
    #[must_use]
    pub fn with_message(mut self, message: impl Into<Cow<'static, str>>) -> Self {
        self.0.message = message.into();
        self
    }

    /// The kind.
    #[must_use]
    pub fn kind(&self) -> ErrorKind {
        self.0.kind
    }

    /// What to do about it.
    #[must_use]
    pub fn hint(&self) -> Option<&str> {
        self.0.hint.as_deref()
    }

    /// The model that it is about.
    #[must_use]
    pub fn model(&self) -> Option<&str> {
        self.0.model.as_deref()
    }

    /// The field, or the relation, that it is about.
    #[must_use]
    pub fn field(&self) -> Option<&str> {
        self.0.field.as_deref()
    }

    /// The violated constraint: its name, or its columns where the engine gives only these.
    #[must_use]
    pub fn constraint(&self) -> Option<&str> {
        self.0.constraint.as_deref()
    }

    /// The statement that failed, without its values.
    #[must_use]
    pub fn statement(&self) -> Option<&str> {
        self.0.statement.as_deref()
    }

    /// Whether no row answered.
    #[must_use]
    pub fn is_does_not_exist(&self) -> bool {
        self.kind() == ErrorKind::DoesNotExist
    }

    /// Whether several rows answered a request for one.
    #[must_use]
    pub fn is_multiple_found(&self) -> bool {
        self.kind() == ErrorKind::MultipleFound
    }

    /// Whether a unique key was there already.
    #[must_use]
    pub fn is_unique_violation(&self) -> bool {
        self.kind() == ErrorKind::UniqueViolation
    }

    /// Whether a foreign key pointed to no row.
    #[must_use]
    pub fn is_foreign_key_violation(&self) -> bool {
        self.kind() == ErrorKind::ForeignKeyViolation
    }

    /// Whether the same transaction, begun again, may succeed: a lock timeout, a deadlock or a
    /// serialization failure.
    #[must_use]
    pub fn is_retryable(&self) -> bool {
        matches!(
            self.kind(),
            ErrorKind::LockTimeout | ErrorKind::Deadlock | ErrorKind::SerializationFailure
        )
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0.message)
    }
}

/// Prints everything, as `unwrap` and `main` show it to a person.
impl fmt::Debug for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let inner = &*self.0;
        write!(f, "{} ({})", inner.message, inner.kind.description())?;
        if let Some(statement) = &inner.statement {
            write!(f, "\n  statement: {statement}")?;
        }
        let mut source = self.source();
        while let Some(cause) = source {
            write!(f, "\n  caused by: {cause}")?;
            source = cause.source();
        }
        if let Some(hint) = &inner.hint {
            write!(f, "\n  hint: {hint}")?;
        }
        Ok(())
    }
}

impl StdError for Error {
    fn source(&self) -> Option<&(dyn StdError + 'static)> {
        self.0
            .source
            .as_deref()
            .map(|source| source as &(dyn StdError + 'static))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_error_is_one_word_and_can_cross_threads() {
        fn crosses<T: Send + Sync + 'static>() {}
        crosses::<Error>();
        assert_eq!(size_of::<Error>(), size_of::<usize>());
        assert_eq!(size_of::<Result<()>>(), size_of::<usize>());
    }
}
