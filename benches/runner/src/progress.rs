//! What is going on, in one line of the terminal that is written anew.

use std::io::{IsTerminal, Write};
use std::time::Instant;

/// The line.
#[derive(Debug)]
pub(crate) struct Progress {
    begin: Instant,
    terminal: bool,
    last: String,
}

impl Progress {
    pub(crate) fn new() -> Self {
        Self {
            begin: Instant::now(),
            terminal: std::io::stderr().is_terminal(),
            last: String::new(),
        }
    }

    /// What is done now. Where there is no terminal a line is written only if the text is another.
    pub(crate) fn now(&mut self, what: &str, detail: &str) {
        let mut stderr = std::io::stderr();
        if self.terminal {
            let line = format!("{} {what}{detail}", clock(self.begin.elapsed().as_secs()));
            _ = write!(stderr, "\r\x1b[2K{}", cut(&line, 79));
            _ = stderr.flush();
        } else if self.last != what {
            let clock = clock(self.begin.elapsed().as_secs());
            _ = writeln!(stderr, "{clock} {what}");
        }
        what.clone_into(&mut self.last);
    }

    /// A line that stays.
    pub(crate) fn say(&mut self, text: &str) {
        self.clear();
        _ = writeln!(std::io::stderr(), "{text}");
    }

    /// Takes the line away.
    pub(crate) fn clear(&mut self) {
        if self.terminal {
            _ = write!(std::io::stderr(), "\r\x1b[2K");
        }
    }
}

impl Drop for Progress {
    fn drop(&mut self) {
        self.clear();
    }
}

fn clock(seconds: u64) -> String {
    format!("{}:{:02}", seconds / 60, seconds % 60)
}

/// The line must not wrap, or it cannot be written anew.
fn cut(line: &str, width: usize) -> String {
    line.chars().take(width).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_clock_has_minutes() {
        assert_eq!(clock(5), "0:05");
        assert_eq!(clock(754), "12:34");
    }

    #[test]
    fn a_long_line_is_cut_by_letters() {
        assert_eq!(cut("µµµµ", 3), "µµµ");
    }
}
