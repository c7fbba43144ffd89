//! Why the program ends before the end of the lecture, and with which exit code.

use std::error::Error;
use std::fmt;
use std::io;
use std::path::PathBuf;

use crate::csv_file::Fault;

/// Why the program ends before the end of the lecture.
#[derive(Debug)]
pub(crate) enum Failure {
    /// Lines of a file are bad.
    Files(Vec<Fault>),
    /// A file cannot be read.
    Unreadable(PathBuf, io::Error),
    /// The database refuses something.
    Database(throughline::Error),
    /// Nothing can be printed.
    Output(io::Error),
}

impl Failure {
    /// 1 if the user has something to correct, else 2.
    pub(crate) fn exit_code(&self) -> u8 {
        match self {
            Failure::Files(_) | Failure::Unreadable(..) => 1,
            Failure::Database(_) | Failure::Output(_) => 2,
        }
    }
}

/// What is wrong, what caused it, and what to do about it.
impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Failure::Files(faults) => {
                faults.iter().try_for_each(|fault| writeln!(f, "{fault}"))?;
                write!(f, "error: nothing of this file was kept\n\n")?;
                write!(
                    f,
                    "hint: correct what is listed above, and run the program again"
                )
            }
            Failure::Unreadable(path, cause) => {
                write!(f, "error: cannot read {}: {cause}", path.display())
            }
            Failure::Database(error) => {
                write!(f, "error: {error}")?;
                let mut source = error.source();
                while let Some(cause) = source {
                    write!(f, "\n  Caused by: {cause}")?;
                    source = cause.source();
                }
                error
                    .hint()
                    .map_or(Ok(()), |hint| write!(f, "\n\nhint: {hint}"))
            }
            Failure::Output(cause) => write!(f, "error: cannot print: {cause}"),
        }
    }
}

impl From<throughline::Error> for Failure {
    fn from(error: throughline::Error) -> Self {
        Failure::Database(error)
    }
}

impl From<io::Error> for Failure {
    fn from(cause: io::Error) -> Self {
        Failure::Output(cause)
    }
}
