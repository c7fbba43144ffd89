//! What is printed: the only file of the program that prints.
//!
//! Colours are left out where standard output is no terminal, or `NO_COLOR` is set: `anstream`
//! sees to that. The progress bar is on standard error, and only if that is a terminal.

use std::fmt::Display;
use std::io::{self, Write};
use std::time::{Duration, Instant};

use anstyle::{AnsiColor, Style};
use indicatif::{ProgressBar, ProgressState, ProgressStyle};

use crate::failure::Failure;

/// Columns of a line, all in all.
const WIDTH: usize = 100;
/// Columns before what is shown.
const MARGIN: usize = 4;
/// So many lines of names are shown.
const LINES: usize = 3;

const TITLE: Style = Style::new().bold();
const LABEL: Style = Style::new().dimmed();
const CODE: Style = AnsiColor::Cyan.on_default();

/// Standard output.
pub(crate) struct Report {
    out: anstream::AutoStream<io::Stdout>,
}

/// How far a step is.
pub(crate) struct Bar(ProgressBar);

impl Bar {
    fn new(name: &'static str, rows: u64) -> Self {
        if rows == 0 {
            return Bar(ProgressBar::hidden());
        }
        // On a terminal alone: elsewhere `indicatif` draws nothing.
        let bar = ProgressBar::new(rows);
        let template = "  {prefix:<18}{human_pos:>9}  {bar:32.cyan/dim}  {rate} a second";
        let style = ProgressStyle::with_template(template);
        let style = style.unwrap_or_else(|_| ProgressStyle::default_bar());
        bar.set_style(style.with_key("rate", rate));
        bar.set_prefix(name);
        bar.tick();
        Bar(bar)
    }

    /// So many rows more are done.
    pub(crate) fn advance(&self, rows: usize) {
        self.0.inc(rows as u64);
    }
}

/// Writes the rate of a bar.
fn rate(state: &ProgressState, out: &mut dyn std::fmt::Write) {
    // A bar cannot say that it could not be drawn.
    _ = out.write_str(&grouped(state.per_sec() as u64));
}

impl Drop for Bar {
    fn drop(&mut self) {
        self.0.finish_and_clear();
    }
}

impl Report {
    pub(crate) fn new() -> Self {
        Report {
            out: anstream::stdout(),
        }
    }

    /// The title of all.
    pub(crate) fn title(&mut self, title: &str) -> io::Result<()> {
        writeln!(self.out, "{TITLE}{title}{TITLE:#}\n")
    }

    /// A fact: its name, and what is so.
    pub(crate) fn fact(&mut self, name: &str, what: impl Display) -> io::Result<()> {
        writeln!(self.out, "  {LABEL}{name:<18}{LABEL:#}{what}")
    }

    /// A line of its own, after an empty one.
    pub(crate) fn text(&mut self, text: &str) -> io::Result<()> {
        writeln!(self.out, "\n{text}")
    }

    /// The headings of the steps.
    pub(crate) fn steps(&mut self) -> io::Result<()> {
        let (rows, time, rate) = ("rows", "time", "rows a second");
        writeln!(
            self.out,
            "\n  {LABEL}{:<18}{rows:>9}  {time:>9}  {rate:>13}{LABEL:#}",
            ""
        )
    }

    /// Does a step that is about so many rows, and says how long it took.
    pub(crate) fn step<T>(
        &mut self,
        name: &'static str,
        rows: u64,
        body: impl FnOnce(&Bar) -> Result<T, Failure>,
    ) -> Result<T, Failure> {
        let bar = Bar::new(name, rows);
        let start = Instant::now();
        let done = body(&bar)?;
        let taken = start.elapsed();
        drop(bar);
        self.done(name, rows, taken)?;
        Ok(done)
    }

    /// A step that is done. Without rows, only its time.
    pub(crate) fn done(&mut self, name: &str, rows: u64, taken: Duration) -> io::Result<()> {
        let time = time(taken);
        write!(self.out, "  {LABEL}{name:<18}{LABEL:#}")?;
        if rows == 0 {
            return writeln!(self.out, "{:>9}  {time:>9}", "");
        }
        let rate = grouped((rows as f64 / taken.as_secs_f64()).round() as u64);
        writeln!(self.out, "{:>9}  {time:>9}  {rate:>13}", grouped(rows))
    }

    /// A question.
    pub(crate) fn question(&mut self, question: &str) -> io::Result<()> {
        writeln!(self.out, "\n{TITLE}{question}{TITLE:#}")
    }

    /// The code that asks it.
    pub(crate) fn code(&mut self, expression: &str) -> io::Result<()> {
        // `stringify!` breaks its lines at spaces.
        let code = expression.split_whitespace().collect::<Vec<_>>().join(" ");
        for line in wrapped(&code) {
            writeln!(self.out, "  {CODE}{line}{CODE:#}")?;
        }
        Ok(())
    }

    /// How many there are, and how long it took to know.
    pub(crate) fn answer(
        &mut self,
        count: u64,
        what: &str,
        taken: Duration,
    ) -> Result<(), Failure> {
        let what = if count == 1 {
            what.trim_end_matches('s')
        } else {
            what
        };
        let (count, time) = (grouped(count), time(taken));
        Ok(writeln!(
            self.out,
            "  {count} {what} {LABEL}in {time}{LABEL:#}"
        )?)
    }

    /// A line of the answer.
    pub(crate) fn line(&mut self, text: impl Display) -> io::Result<()> {
        writeln!(self.out, "    {text}")
    }

    /// A number, and of what.
    pub(crate) fn count(&mut self, count: i64, of: impl Display) -> io::Result<()> {
        let count = grouped(count.unsigned_abs());
        self.line(format_args!("{count:>9}  {of}"))
    }

    /// Names, as many as a few lines take.
    pub(crate) fn names<'n>(
        &mut self,
        names: impl ExactSizeIterator<Item = &'n str>,
    ) -> Result<(), Failure> {
        let mut left = names.len();
        let mut line = String::new();
        let mut lines = 1;
        for name in names {
            if line.len() + name.len() + 2 > WIDTH - MARGIN {
                if lines == LINES {
                    break;
                }
                self.line(line.trim_end())?;
                (line, lines) = (String::new(), lines + 1);
            }
            left -= 1;
            line.push_str(name);
            line.push_str(if left == 0 { "" } else { ", " });
        }
        self.line(line.trim_end())?;
        if left > 0 {
            self.line(format_args!("… and {left} more"))?;
        }
        Ok(())
    }
}

/// A chain of calls in one line if it fits, else with each call in a line of its own.
fn wrapped(code: &str) -> Vec<String> {
    if code.len() + 2 <= WIDTH {
        return vec![code.to_owned()];
    }
    let mut lines = vec![String::new()];
    let mut depth = 0;
    for character in code.chars() {
        match character {
            '(' | '{' | '[' => depth += 1,
            ')' | '}' | ']' => depth -= 1,
            '.' if depth == 0 => lines.push("    ".to_owned()),
            _ => {}
        }
        if let Some(line) = lines.last_mut() {
            line.push(character);
        }
    }
    lines
}

/// A number with its thousands apart: `63,436`.
pub(crate) fn grouped(number: u64) -> String {
    let digits = number.to_string();
    let mut grouped = String::new();
    for (position, digit) in digits.chars().enumerate() {
        if position > 0 && (digits.len() - position).is_multiple_of(3) {
            grouped.push(',');
        }
        grouped.push(digit);
    }
    grouped
}

/// A time with three digits: `1.23 s`, `45.6 ms`.
fn time(taken: Duration) -> String {
    let milliseconds = taken.as_secs_f64() * 1e3;
    match milliseconds {
        ..10.0 => format!("{milliseconds:.2} ms"),
        ..100.0 => format!("{milliseconds:.1} ms"),
        ..1000.0 => format!("{milliseconds:.0} ms"),
        _ => format!("{:.2} s", milliseconds / 1e3),
    }
}

/// Says on standard error why the program ends.
pub(crate) fn failure(failure: &Failure) {
    // Nobody is left to be told that standard error cannot be written.
    _ = writeln!(anstream::stderr(), "{failure}");
}
