//! What a step gave: an answer in the trace's words, or why there is none.

use std::fmt;

use serde_json::Value;
use throughline::ErrorKind;

/// What a step gave, in the shape of `expect`.
pub(crate) type Answer = Result<Value, Fault>;

/// Why a step gave no answer.
#[derive(Debug)]
pub(crate) enum Fault {
    /// The library refused it.
    Library(throughline::Error),
    /// The types leave no way to write it.
    RuledOut(RuledOut),
    /// It succeeded, and Django refuses it: a deliberate difference, by its name.
    Allowed(&'static str),
    /// The step is not understood: it fails.
    Unknown(String),
}

/// What the types leave no way to write.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum RuledOut {
    /// The manager of an owner that was never saved.
    UnsavedOwner,
    /// A row that was never saved.
    UnsavedRow,
    /// A row of another model.
    WrongModel,
    /// A key where a reverse manager takes rows.
    KeyOfReverse,
    /// A required column, of a row or of a link, without a value.
    MissingValue,
}

impl fmt::Display for RuledOut {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            RuledOut::UnsavedOwner => {
                "the manager of an owner that was never saved: there are no unsaved instances"
            }
            RuledOut::UnsavedRow => "a row that was never saved: there are no unsaved instances",
            RuledOut::WrongModel => "a row of another model: a manager takes rows of its own",
            RuledOut::KeyOfReverse => "a bare key on a reverse manager: it takes rows",
            RuledOut::MissingValue => {
                "a required column without a value, of a row or of a link: a builder demands it, \
                 and a setter takes no null for it"
            }
        })
    }
}

impl From<throughline::Error> for Fault {
    fn from(error: throughline::Error) -> Self {
        Fault::Library(error)
    }
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Fault::Library(error) => write!(f, "{:?}: {error}", error.kind()),
            Fault::RuledOut(reason) => write!(f, "ruled out by types: {reason}"),
            Fault::Allowed(difference) => write!(f, "allowed here: {difference}"),
            Fault::Unknown(what) => f.write_str(what),
        }
    }
}

/// Whether an error of the library means what Django's class and kind mean; `None` if there is no
/// such class.
pub(crate) fn means(error: ErrorKind, class: &str, kind: Option<&str>) -> Option<bool> {
    Some(match (class, kind) {
        ("IntegrityError", Some("unique")) => error == ErrorKind::UniqueViolation,
        ("IntegrityError", Some("foreign_key")) => error == ErrorKind::ForeignKeyViolation,
        ("IntegrityError", Some("not_null")) => error == ErrorKind::NotNullViolation,
        ("DoesNotExist", None) => error == ErrorKind::DoesNotExist,
        ("MultipleObjectsReturned", None) => error == ErrorKind::MultipleFound,
        ("FieldError" | "AttributeError", None) => error == ErrorKind::InvalidLookup,
        ("ValueError" | "TypeError", None) => error == ErrorKind::InvalidValue,
        _ => return None,
    })
}
