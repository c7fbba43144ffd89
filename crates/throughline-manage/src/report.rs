//! What a command prints: the only place that writes to standard output and standard error.
//!
//! The style of an error: `error:`, below it its causes, then an empty line and the hint. Values
//! of rows are in none of them. Nothing is coloured.

mod bar;

use std::fmt::{self, Write as _};
use std::io::{self, IsTerminal, Write};
use std::sync::{Arc, Mutex, PoisonError};

use indicatif::{ProgressBar, ProgressStyle};
use throughline_core::Error;

pub(crate) use bar::Bar;

type Stream = Arc<Mutex<dyn Write + Send>>;

/// Where a command prints to. Clones print to the same.
#[derive(Clone)]
pub struct Report {
    output: Stream,
    errors: Stream,
    terminal: bool,
}

impl Report {
    /// Standard output and standard error.
    #[must_use]
    pub fn standard() -> Self {
        Report {
            terminal: io::stdin().is_terminal() && io::stderr().is_terminal(),
            ..Report::new(io::stdout(), io::stderr())
        }
    }

    /// These streams.
    pub fn new(output: impl Write + Send + 'static, errors: impl Write + Send + 'static) -> Self {
        Report {
            output: Arc::new(Mutex::new(output)),
            errors: Arc::new(Mutex::new(errors)),
            terminal: false,
        }
    }

    /// Whether somebody sits there who can be asked.
    pub(crate) fn is_terminal(&self) -> bool {
        self.terminal
    }

    /// How far a long step is, for whoever sits there.
    pub(crate) fn bar(&self) -> Bar {
        Bar::new(self.terminal)
    }

    /// A line of output.
    pub(crate) fn line(&self, line: impl AsRef<str>) {
        write(&self.output, &format!("{}\n", line.as_ref()));
    }

    /// Output as it is.
    pub(crate) fn text(&self, text: &str) {
        write(&self.output, text);
    }

    /// Standard output as a stream, for much data. Unlike the others it says if it takes no more.
    pub(crate) fn output(&self) -> impl Write + Send + use<> {
        Output(Arc::clone(&self.output))
    }

    /// How far a long work is, shown on standard error while it lasts, at a terminal alone.
    pub(crate) fn progress(&self, bytes: u64) -> ProgressBar {
        if !self.terminal {
            return ProgressBar::hidden();
        }
        let bar = ProgressBar::new(bytes);
        // Without a colour. A template that is not understood leaves the bar as it is by default.
        if let Ok(style) = ProgressStyle::with_template("{wide_bar} {percent}%  {eta}") {
            bar.set_style(style);
        }
        bar
    }

    /// One JSON value, for programs.
    pub(crate) fn json(&self, value: &serde_json::Value) {
        self.line(format!("{value:#}"));
    }

    /// An error with its causes and its hint.
    pub(crate) fn error(&self, error: &Error) {
        let mut text = format!("error: {error}\n");
        let mut cause = std::error::Error::source(error);
        while let Some(error) = cause {
            // Writing to a string cannot fail.
            _ = writeln!(text, "  caused by: {error}");
            cause = error.source();
        }
        if let Some(hint) = error.hint() {
            _ = writeln!(text, "\nhint: {hint}");
        }
        write(&self.errors, &text);
    }

    /// An error in what was typed, already in words.
    pub(crate) fn usage_error(&self, text: &str) {
        write(&self.errors, text);
    }

    /// Something that the user may want to do next.
    pub(crate) fn hint(&self, hint: &str) {
        write(&self.errors, &format!("hint: {hint}\n"));
    }
}

/// See [`Report::output`].
struct Output(Stream);

impl Write for Output {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let mut stream = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        stream.write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        let mut stream = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        stream.flush()
    }
}

/// A stream that takes no more, such as a closed pipe, is no reason to stop a command.
fn write(stream: &Stream, text: &str) {
    let mut stream = stream.lock().unwrap_or_else(PoisonError::into_inner);
    _ = stream.write_all(text.as_bytes());
    _ = stream.flush();
}

impl fmt::Debug for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Report").finish_non_exhaustive()
    }
}
