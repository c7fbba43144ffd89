//! What is printed: the only file of the program that prints.
//!
//! The lecture calls a [`Report`] for each thing that it shows. Colours are left out where
//! standard output is no terminal, or `NO_COLOR` is set: `anstream` sees to that.

use std::fmt::Display;
use std::io::{self, Write};

use anstyle::Style;
use comfy_table::{CellAlignment, ContentLineStyle, LineStyle, Table, TableStyle};
use throughline::{Db, Recorder};

use crate::layout;

/// Columns of a line, all in all.
const WIDTH: usize = 100;
/// Columns before what is shown: `  rust  `.
const MARGIN: usize = 8;
/// Rows of a table, if there are many more.
const ROWS: usize = 8;

/// One line beneath the headings, and one between the columns.
const TABLE: TableStyle = TableStyle::new()
    .header_lines(ContentLineStyle::none().junction('│'))
    .header_separator(LineStyle::none().fill('─').junction('┼'))
    .content_lines(ContentLineStyle::none().junction('│'));

const TITLE: Style = Style::new().bold();
const HEADING: Style = Style::new().bold();
const LABEL: Style = Style::new().dimmed();
const CODE: Style = anstyle::AnsiColor::Cyan.on_default();
const SQL: Style = anstyle::AnsiColor::Yellow.on_default();

/// A row of a table.
pub(crate) trait Cells {
    /// The headings.
    const COLUMNS: &'static [&'static str];

    /// The values, one for each heading.
    fn cells(&self) -> Vec<String>;
}

/// Standard output, and the statements of the database.
pub(crate) struct Report {
    out: anstream::AutoStream<io::Stdout>,
    recorder: Recorder,
    steps: usize,
}

impl Report {
    /// A report on what is done with that database.
    pub(crate) fn new(db: &Db) -> Self {
        Report {
            out: anstream::stdout(),
            recorder: db.record(),
            steps: 0,
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

    /// A heading without a number, and what is beneath it.
    pub(crate) fn chapter(&mut self, heading: &str, text: &str) -> io::Result<()> {
        let rule = "─".repeat(WIDTH.saturating_sub(4 + heading.chars().count()));
        writeln!(
            self.out,
            "\n\n{LABEL}──{LABEL:#} {HEADING}{heading}{HEADING:#} {LABEL}{rule}{LABEL:#}\n"
        )?;
        self.text(text)
    }

    /// The next point of the lecture: its heading, and what it shows.
    pub(crate) fn step(&mut self, heading: &str, text: &str) -> io::Result<()> {
        self.steps += 1;
        self.chapter(&format!("{}. {heading}", self.steps), text)
    }

    /// What comes next within the point.
    pub(crate) fn then(&mut self, text: &str) -> io::Result<()> {
        writeln!(self.out)?;
        self.text(text)
    }

    fn text(&mut self, text: &str) -> io::Result<()> {
        for line in layout::words(text, WIDTH - 2, "") {
            writeln!(self.out, "  {line}")?;
        }
        Ok(())
    }

    /// A declaration.
    pub(crate) fn declaration(&mut self, code: &[&str]) -> io::Result<()> {
        writeln!(self.out)?;
        self.labelled("rust", CODE, code)
    }

    /// The code that is about to run. Statements from before it are forgotten.
    pub(crate) fn code(&mut self, expression: &str) -> io::Result<()> {
        drop(self.recorder.take());
        writeln!(self.out)?;
        self.labelled("rust", CODE, &layout::code(expression, WIDTH - MARGIN))
    }

    /// The statements that the code has sent.
    pub(crate) fn statements(&mut self) -> io::Result<()> {
        let sent = self.recorder.take();
        let lines = sent
            .iter()
            .flat_map(|one| layout::sql(&format!("{};", one.sql), WIDTH - MARGIN));
        self.labelled("sql", SQL, &lines.collect::<Vec<_>>())
    }

    /// The value that the code has given.
    pub(crate) fn value(&mut self, value: impl Display) -> io::Result<()> {
        self.labelled("gives", Style::new(), &[value.to_string()])
    }

    /// The row that the code has given.
    pub(crate) fn row<T: Cells>(&mut self, row: &T) -> io::Result<()> {
        self.rows(std::slice::from_ref(row))
    }

    /// The rows that the code has given.
    pub(crate) fn rows<T: Cells>(&mut self, rows: &[T]) -> io::Result<()> {
        self.labelled("gives", Style::new(), &table(rows))
    }

    /// The outcome and the row that the code has given.
    pub(crate) fn outcome<T: Cells>(&mut self, outcome: impl Display, row: &T) -> io::Result<()> {
        self.value(outcome)?;
        self.labelled("", Style::new(), &table(std::slice::from_ref(row)))
    }

    /// Lines, with a label before the first one.
    fn labelled(&mut self, label: &str, style: Style, lines: &[impl AsRef<str>]) -> io::Result<()> {
        for (position, line) in lines.iter().enumerate() {
            let (label, line) = (if position == 0 { label } else { "" }, line.as_ref());
            writeln!(
                self.out,
                "  {LABEL}{label:<6}{LABEL:#}{style}{line}{style:#}"
            )?;
        }
        Ok(())
    }
}

/// The lines of a table.
fn table<T: Cells>(rows: &[T]) -> Vec<String> {
    if rows.is_empty() {
        return vec!["no rows".to_owned()];
    }
    // Not "and 1 more": that row takes no more room than the words.
    let shown = if rows.len() > ROWS + 1 {
        ROWS
    } else {
        rows.len()
    };
    let mut table = Table::new();
    table.load_style(TABLE).set_header(T::COLUMNS);
    table.add_rows(rows[..shown].iter().map(Cells::cells));
    for (column, name) in table.column_iter_mut().zip(T::COLUMNS) {
        if *name == "id" {
            column.set_cell_alignment(CellAlignment::Right);
        }
    }
    let mut lines: Vec<_> = table.trim_fmt().lines().map(str::to_owned).collect();
    if shown < rows.len() {
        lines.push(format!(" … and {} more", rows.len() - shown));
    }
    lines
}

/// Says on standard error why the program ends.
pub(crate) fn failure(failure: &crate::failure::Failure) {
    // Nobody is left to be told that standard error cannot be written.
    _ = writeln!(anstream::stderr(), "{failure}");
}
