//! The one error type of the library.

use std::borrow::Cow;
use std::error::Error as StdError;
use std::fmt;

use crate::{FromValueError, ValueRef};

/// The result of whatever can fail here.
///
/// ```
/// # extern crate throughline_core as throughline;
/// fn shout(text: &str) -> throughline::Result<String> {
///     Ok(text.to_uppercase())
/// }
///
/// assert_eq!(shout("rust")?, "RUST");
/// # Ok::<(), throughline::Error>(())
/// ```
pub type Result<T, E = Error> = std::result::Result<T, E>;

/// What went wrong, where, and what to do about it.
///
/// One word wide. `Display` says what and where in the user's own model and field names, never
/// a value; [`hint`](Error::hint) says what to do; [`source`](std::error::Error::source) is the
/// driver's error.
///
/// ```
/// # extern crate throughline_core as throughline;
/// use throughline::{Error, ErrorKind};
///
/// fn explain(error: &Error) -> String {
///     match error.hint() {
///         Some(hint) => format!("{error} ({hint})"),
///         None => error.to_string(),
///     }
/// }
///
/// let error = Error::new(ErrorKind::DoesNotExist, "no row of `Student` matches")
///     .with_hint("look among the former students");
/// assert_eq!(
///     explain(&error),
///     "no row of `Student` matches (look among the former students)"
/// );
/// ```
pub struct Error(Box<Inner>);

struct Inner {
    kind: ErrorKind,
    message: Cow<'static, str>,
    hint: Option<Cow<'static, str>>,
    model: Option<Cow<'static, str>>,
    field: Option<Cow<'static, str>>,
    constraint: Option<String>,
    table: Option<String>,
    statement: Option<String>,
    source: Option<Box<dyn StdError + Send + Sync>>,
}

/// The kinds of errors, by what a caller can do about them.
///
/// ```
/// # extern crate throughline_core as throughline;
/// use throughline::{Error, ErrorKind};
///
/// fn status(error: &Error) -> u16 {
///     match error.kind() {
///         ErrorKind::DoesNotExist => 404,
///         ErrorKind::UniqueViolation => 409,
///         ErrorKind::InvalidValue | ErrorKind::CheckViolation => 422,
///         _ => 500,
///     }
/// }
///
/// assert_eq!(status(&Error::new(ErrorKind::DoesNotExist, "no such student")), 404);
/// ```
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
    /// The statement took longer than the statement timeout, or was cancelled.
    StatementTimeout,
    /// The transaction lost a deadlock and was rolled back.
    Deadlock,
    /// The transaction could not be serialized and was rolled back.
    SerializationFailure,
    /// The transaction has ended, or was given up because a future inside it was dropped.
    TransactionClosed,
    /// No connection of the pool became free in time.
    PoolExhausted,
    /// The connection could not be made.
    ConnectionFailed,
    /// The connection broke, or the handle was closed. Nothing that the call would have written was
    /// kept.
    ConnectionLost,
    /// The connection broke while a transaction was committed, or a statement that writes was
    /// carried out alone: all of it was kept or nothing, and which of the two is not known.
    OutcomeUnknown,
    /// The database or its file cannot be written.
    ReadOnly,
    /// The disk or the quota is full.
    DiskFull,
    /// The file is damaged or is no database.
    Corrupt,
    /// The table or column is not in the database. SQLite has no number for that: there it is `Database`.
    SchemaMismatch,
    /// A column holds something that the field's type cannot take.
    Decode,
    /// A value, a URL or an argument is not valid.
    InvalidValue,
    /// A dynamic lookup names what is not there, or asks what cannot be asked.
    InvalidLookup,
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
    ///
    /// ```
    /// # extern crate throughline_core as throughline;
    /// use throughline::{Error, ErrorKind};
    ///
    /// assert_eq!(ErrorKind::DiskFull.description(), "disk full");
    /// ```
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
            ErrorKind::StatementTimeout => "statement timeout",
            ErrorKind::Deadlock => "deadlock",
            ErrorKind::SerializationFailure => "serialization failure",
            ErrorKind::TransactionClosed => "transaction closed",
            ErrorKind::PoolExhausted => "no connection became free",
            ErrorKind::ConnectionFailed => "connection failed",
            ErrorKind::ConnectionLost => "connection lost",
            ErrorKind::OutcomeUnknown => "connection lost, outcome unknown",
            ErrorKind::ReadOnly => "database is read-only",
            ErrorKind::DiskFull => "disk full",
            ErrorKind::Corrupt => "database is damaged",
            ErrorKind::SchemaMismatch => "table or column missing",
            ErrorKind::Decode => "unexpected value in the database",
            ErrorKind::InvalidValue => "invalid value",
            ErrorKind::InvalidLookup => "invalid lookup",
            ErrorKind::Unsupported => "not supported",
            ErrorKind::Migration => "migration error",
            ErrorKind::Io => "input or output failed",
            ErrorKind::Database => "database error",
        }
    }
}

impl Error {
    /// An error of that kind with that message: lower case, no full stop, names in backticks.
    ///
    /// ```
    /// # extern crate throughline_core as throughline;
    /// use throughline::{Error, ErrorKind};
    ///
    /// let error = Error::new(ErrorKind::InvalidValue, "`Grade` takes 1 to 6");
    /// assert_eq!(error.to_string(), "`Grade` takes 1 to 6");
    /// ```
    #[must_use]
    pub fn new(kind: ErrorKind, message: impl Into<Cow<'static, str>>) -> Self {
        Error(Box::new(Inner {
            kind,
            message: message.into(),
            hint: None,
            model: None,
            field: None,
            constraint: None,
            table: None,
            statement: None,
            source: None,
        }))
    }

    /// A column that holds something else than its field.
    ///
    /// ```
    /// # extern crate throughline_core as throughline;
    /// use throughline::{Error, FromValueError, ValueRef};
    ///
    /// let expected = FromValueError::expected_kind("an integer");
    /// let error = Error::decode("Student", "age", expected, ValueRef::Text("old"));
    /// assert_eq!(
    ///     error.to_string(),
    ///     "field `age` of `Student`: expected an integer, found text"
    /// );
    /// ```
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
    ///
    /// ```
    /// # extern crate throughline_core as throughline;
    /// use throughline::{Error, ErrorKind};
    ///
    /// let error = Error::new(ErrorKind::Database, "it failed").with_hint("ask again later");
    /// assert_eq!(error.hint(), Some("ask again later"));
    /// ```
    #[must_use]
    pub fn with_hint(mut self, hint: impl Into<Cow<'static, str>>) -> Self {
        self.0.hint = Some(hint.into());
        self
    }

    /// Adds the model.
    ///
    /// ```
    /// # extern crate throughline_core as throughline;
    /// use throughline::{Error, ErrorKind};
    ///
    /// let error = Error::new(ErrorKind::Database, "it failed").with_model("Student");
    /// assert_eq!(error.model(), Some("Student"));
    /// ```
    #[must_use]
    pub fn with_model(mut self, model: impl Into<Cow<'static, str>>) -> Self {
        self.0.model = Some(model.into());
        self
    }

    /// Adds the field.
    ///
    /// ```
    /// # extern crate throughline_core as throughline;
    /// use throughline::{Error, ErrorKind};
    ///
    /// let error = Error::new(ErrorKind::Database, "it failed").with_field("name");
    /// assert_eq!(error.field(), Some("name"));
    /// ```
    #[must_use]
    pub fn with_field(mut self, field: impl Into<Cow<'static, str>>) -> Self {
        self.0.field = Some(field.into());
        self
    }

    /// Adds the name of the constraint, or what the engine calls it.
    ///
    /// ```
    /// # extern crate throughline_core as throughline;
    /// use throughline::{Error, ErrorKind};
    ///
    /// let error = Error::new(ErrorKind::Database, "it failed").with_constraint("student_email_key");
    /// assert_eq!(error.constraint(), Some("student_email_key"));
    /// ```
    #[must_use]
    pub fn with_constraint(mut self, constraint: impl Into<String>) -> Self {
        self.0.constraint = Some(constraint.into());
        self
    }

    /// Adds the table whose constraint it was.
    ///
    /// ```
    /// # extern crate throughline_core as throughline;
    /// use throughline::{Error, ErrorKind};
    ///
    /// let error = Error::new(ErrorKind::Database, "it failed").with_table("student");
    /// assert_eq!(error.table(), Some("student"));
    /// ```
    #[must_use]
    pub fn with_table(mut self, table: impl Into<String>) -> Self {
        self.0.table = Some(table.into());
        self
    }

    /// Adds the statement, without values.
    ///
    /// ```
    /// # extern crate throughline_core as throughline;
    /// use throughline::{Error, ErrorKind};
    ///
    /// let error = Error::new(ErrorKind::Database, "it failed").with_statement("SELECT 1");
    /// assert_eq!(error.statement(), Some("SELECT 1"));
    /// ```
    #[must_use]
    pub fn with_statement(mut self, statement: impl Into<String>) -> Self {
        self.0.statement = Some(statement.into());
        self
    }

    /// Adds the cause.
    ///
    /// ```
    /// # extern crate throughline_core as throughline;
    /// use std::error::Error as _;
    /// use throughline::{Error, ErrorKind};
    ///
    /// let cause = std::io::Error::other("the cable is out");
    /// let error = Error::new(ErrorKind::Io, "cannot read the file").with_source(cause);
    /// assert_eq!(error.source().unwrap().to_string(), "the cable is out");
    /// ```
    #[must_use]
    pub fn with_source(mut self, source: impl StdError + Send + Sync + 'static) -> Self {
        self.0.source = Some(Box::new(source));
        self
    }

    /// Replaces the message by one that says it in the user's names.
    ///
    /// ```
    /// # extern crate throughline_core as throughline;
    /// use throughline::{Error, ErrorKind};
    ///
    /// let error = Error::new(ErrorKind::UniqueViolation, "UNIQUE constraint failed")
    ///     .with_message("there is a student with this address already");
    /// assert_eq!(error.kind(), ErrorKind::UniqueViolation);
    /// assert_eq!(error.to_string(), "there is a student with this address already");
    /// ```
    #[must_use]
    pub fn with_message(mut self, message: impl Into<Cow<'static, str>>) -> Self {
        self.0.message = message.into();
        self
    }

    /// The kind.
    ///
    /// ```
    /// # extern crate throughline_core as throughline;
    /// use throughline::{Error, ErrorKind};
    ///
    /// let error = Error::new(ErrorKind::DiskFull, "the disk is full");
    /// assert_eq!(error.kind(), ErrorKind::DiskFull);
    /// ```
    #[must_use]
    pub fn kind(&self) -> ErrorKind {
        self.0.kind
    }

    /// What to do about it.
    ///
    /// ```
    /// # extern crate throughline_core as throughline;
    /// use throughline::{Error, ErrorKind};
    ///
    /// let error = Error::new(ErrorKind::LockTimeout, "no connection became free");
    /// assert_eq!(error.hint(), None);
    /// ```
    #[must_use]
    pub fn hint(&self) -> Option<&str> {
        self.0.hint.as_deref()
    }

    /// The model that it is about.
    ///
    /// ```
    /// # extern crate throughline_core as throughline;
    /// use throughline::{Error, ErrorKind};
    ///
    /// let error = Error::new(ErrorKind::DoesNotExist, "no such row").with_model("Student");
    /// assert_eq!(error.model(), Some("Student"));
    /// ```
    #[must_use]
    pub fn model(&self) -> Option<&str> {
        self.0.model.as_deref()
    }

    /// The field, or the relation, that it is about.
    ///
    /// ```
    /// # extern crate throughline_core as throughline;
    /// use throughline::{Error, ErrorKind};
    ///
    /// let error = Error::new(ErrorKind::NotNullViolation, "no value").with_field("name");
    /// assert_eq!(error.field(), Some("name"));
    /// ```
    #[must_use]
    pub fn field(&self) -> Option<&str> {
        self.0.field.as_deref()
    }

    /// The violated constraint: its name, or its columns where the engine gives only these.
    ///
    /// ```
    /// # extern crate throughline_core as throughline;
    /// use throughline::{Error, ErrorKind};
    ///
    /// let error = Error::new(ErrorKind::UniqueViolation, "exists").with_constraint("student.email");
    /// assert_eq!(error.constraint(), Some("student.email"));
    /// ```
    #[must_use]
    pub fn constraint(&self) -> Option<&str> {
        self.0.constraint.as_deref()
    }

    /// The table whose constraint was violated, where the engine gives it: PostgreSQL does.
    ///
    /// ```
    /// # extern crate throughline_core as throughline;
    /// use throughline::{Error, ErrorKind};
    ///
    /// let error = Error::new(ErrorKind::UniqueViolation, "exists").with_table("student");
    /// assert_eq!(error.table(), Some("student"));
    /// ```
    #[must_use]
    pub fn table(&self) -> Option<&str> {
        self.0.table.as_deref()
    }

    /// The statement that failed, without its values.
    ///
    /// ```
    /// # extern crate throughline_core as throughline;
    /// use throughline::{Error, ErrorKind};
    ///
    /// let error = Error::new(ErrorKind::SchemaMismatch, "no such table").with_statement("SELECT 1");
    /// assert_eq!(error.statement(), Some("SELECT 1"));
    /// ```
    #[must_use]
    pub fn statement(&self) -> Option<&str> {
        self.0.statement.as_deref()
    }

    /// Whether no row answered.
    ///
    /// ```
    /// # extern crate throughline_core as throughline;
    /// use throughline::{Error, ErrorKind};
    ///
    /// assert!(Error::new(ErrorKind::DoesNotExist, "…").is_does_not_exist());
    /// assert!(!Error::new(ErrorKind::DiskFull, "…").is_does_not_exist());
    /// ```
    #[must_use]
    pub fn is_does_not_exist(&self) -> bool {
        self.kind() == ErrorKind::DoesNotExist
    }

    /// Whether several rows answered a request for one.
    ///
    /// ```
    /// # extern crate throughline_core as throughline;
    /// use throughline::{Error, ErrorKind};
    ///
    /// assert!(Error::new(ErrorKind::MultipleFound, "…").is_multiple_found());
    /// assert!(!Error::new(ErrorKind::DiskFull, "…").is_multiple_found());
    /// ```
    #[must_use]
    pub fn is_multiple_found(&self) -> bool {
        self.kind() == ErrorKind::MultipleFound
    }

    /// Whether a unique key was there already.
    ///
    /// ```
    /// # extern crate throughline_core as throughline;
    /// use throughline::{Error, ErrorKind};
    ///
    /// assert!(Error::new(ErrorKind::UniqueViolation, "…").is_unique_violation());
    /// assert!(!Error::new(ErrorKind::DiskFull, "…").is_unique_violation());
    /// ```
    #[must_use]
    pub fn is_unique_violation(&self) -> bool {
        self.kind() == ErrorKind::UniqueViolation
    }

    /// Whether a foreign key pointed to no row.
    ///
    /// ```
    /// # extern crate throughline_core as throughline;
    /// use throughline::{Error, ErrorKind};
    ///
    /// assert!(Error::new(ErrorKind::ForeignKeyViolation, "…").is_foreign_key_violation());
    /// assert!(!Error::new(ErrorKind::DiskFull, "…").is_foreign_key_violation());
    /// ```
    #[must_use]
    pub fn is_foreign_key_violation(&self) -> bool {
        self.kind() == ErrorKind::ForeignKeyViolation
    }

    /// Whether a dynamic lookup named what is not there, or asked what cannot be asked.
    ///
    /// ```
    /// # extern crate throughline_core as throughline;
    /// use throughline::{Error, ErrorKind};
    ///
    /// assert!(Error::new(ErrorKind::InvalidLookup, "…").is_invalid_lookup());
    /// assert!(!Error::new(ErrorKind::DiskFull, "…").is_invalid_lookup());
    /// ```
    #[must_use]
    pub fn is_invalid_lookup(&self) -> bool {
        self.kind() == ErrorKind::InvalidLookup
    }

    /// Whether the connection broke, and with it what was being done. Nothing of it was kept, unless
    /// [`is_outcome_unknown`](Self::is_outcome_unknown) says that even this is not known.
    ///
    /// ```
    /// # extern crate throughline_core as throughline;
    /// use throughline::{Error, ErrorKind};
    ///
    /// assert!(Error::new(ErrorKind::ConnectionLost, "…").is_connection_lost());
    /// assert!(Error::new(ErrorKind::OutcomeUnknown, "…").is_connection_lost());
    /// assert!(!Error::new(ErrorKind::DiskFull, "…").is_connection_lost());
    /// ```
    #[must_use]
    pub fn is_connection_lost(&self) -> bool {
        matches!(
            self.kind(),
            ErrorKind::ConnectionLost | ErrorKind::OutcomeUnknown
        )
    }

    /// Whether the connection broke at a moment at which nobody knows whether all was kept or
    /// nothing: in a commit, or in a statement that was sent alone.
    ///
    /// ```
    /// # extern crate throughline_core as throughline;
    /// use throughline::{Error, ErrorKind};
    ///
    /// assert!(Error::new(ErrorKind::OutcomeUnknown, "…").is_outcome_unknown());
    /// assert!(!Error::new(ErrorKind::ConnectionLost, "…").is_outcome_unknown());
    /// ```
    #[must_use]
    pub fn is_outcome_unknown(&self) -> bool {
        self.kind() == ErrorKind::OutcomeUnknown
    }

    /// Whether the same transaction, begun again, may succeed: a lock timeout, a deadlock or a
    /// serialization failure.
    ///
    /// ```
    /// # extern crate throughline_core as throughline;
    /// use throughline::{Error, ErrorKind};
    ///
    /// assert!(Error::new(ErrorKind::Deadlock, "…").is_retryable());
    /// assert!(!Error::new(ErrorKind::DiskFull, "…").is_retryable());
    /// ```
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
