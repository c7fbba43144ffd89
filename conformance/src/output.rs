//! What is printed: the only file of the program that prints.
//!
//! A reader that has gone away, as in `conformance orm traces | head`, is no error.

use std::fmt::Display;
use std::io::{self, Write};

/// Where the report goes.
pub(crate) struct Output {
    out: io::BufWriter<io::Stdout>,
}

impl Output {
    /// Standard output.
    pub(crate) fn standard() -> Self {
        Output {
            out: io::BufWriter::new(io::stdout()),
        }
    }

    /// A line of the report.
    pub(crate) fn line(&mut self, text: impl Display) {
        _ = writeln!(self.out, "{text}");
    }
}

/// A line about a command that is wrong.
pub(crate) fn problem(text: impl Display) {
    _ = writeln!(io::stderr(), "error: {text}");
}
