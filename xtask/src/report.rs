//! What tasks say. A reader that has gone away, as in `cargo xtask check | head`, is no error.

use std::fmt::Display;
use std::io::{self, Write};

/// A line of output.
pub(crate) fn line(text: impl Display) {
    _ = writeln!(io::stdout(), "{text}");
}

/// A line about something that is wrong.
pub(crate) fn problem(text: impl Display) {
    _ = writeln!(io::stderr(), "{text}");
}
