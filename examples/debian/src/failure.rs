//! Why the program ends early, and with which exit code.

use std::error::Error;
use std::fmt;
use std::io;
use std::path::PathBuf;

use crate::csv_file::Fault;

/// So many bad lines are shown.
const SHOWN: usize = 20;

/// Why the program ends early.
#[derive(Debug)]
pub(crate) enum Failure {
    /// Lines of the files are bad.
    Lines(Vec<Fault>),
    /// A file cannot be read.
    Unreadable(PathBuf, io::Error),
    /// A file cannot be written.
    Written(PathBuf, csv::Error),
    /// The database refuses something.
    Database(throughline::Error),
    /// Nothing can be printed.
    Output(io::Error),
}

impl Failure {
    /// 1 if the user has something to correct, else 2.
    pub(crate) fn exit_code(&self) -> u8 {
        match self {
            Failure::Lines(_) | Failure::Unreadable(..) | Failure::Written(..) => 1,
            Failure::Database(_) | Failure::Output(_) => 2,
        }
    }
}

/// What is wrong, what caused it, and what to do about it.
impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Failure::Lines(faults) => {
                for fault in faults.iter().take(SHOWN) {
                    writeln!(f, "{fault}")?;
                }
                if faults.len() > SHOWN {
                    writeln!(f, "… and {} more", faults.len() - SHOWN)?;
                }
                write!(
                    f,
                    "error: nothing was loaded, the database is as it was\n\n"
                )?;
                write!(
                    f,
                    "hint: correct what is listed above, and run the program again"
                )
            }
            Failure::Unreadable(path, cause) => {
                write!(f, "error: cannot read {}: {cause}", path.display())
            }
            Failure::Written(path, cause) => {
                write!(f, "error: cannot write {}: {cause}", path.display())
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
