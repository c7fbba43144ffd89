//! What the chapters of the book show beside their code: statements, rows, texts.
//!
//! A block of a chapter is shown under a marker, `<!-- shown: add-one -->`, and hidden lines of the
//! code above it make it: they record the statements and compare them with the block. So nothing
//! that a chapter shows was typed. `THROUGHLINE_BLESS=1` writes the blocks instead.

use std::fs::{self, File};
use std::path::{Path, PathBuf};

use throughline::Recorder;
use throughline::blocking::Db;

use crate::layout;

/// Records the statements of a database, for the blocks of a chapter.
///
/// A block that is not what it should be is a panic: it is a test that fails.
#[derive(Debug)]
pub struct Shown {
    chapter: &'static str,
    db: Db,
    recorder: Recorder,
}

impl Shown {
    /// For the chapter in that file of the book, such as `tutorial/add.md`.
    #[must_use]
    pub fn new(chapter: &'static str, db: &Db) -> Self {
        let recorder = db.record();
        let db = db.clone();
        Shown {
            chapter,
            db,
            recorder,
        }
    }

    /// Forgets what was sent so far.
    pub fn skip(&self) {
        drop(self.recorder.take());
    }

    /// The block of that name is the statements that were sent since the last one.
    ///
    /// # Panics
    ///
    /// If it is not.
    pub fn sql(&self, name: &str) {
        let sent = self.recorder.take();
        let sent: Vec<_> = sent.into_iter().map(|one| one.sql).collect();
        sql(self.chapter, name, &sent);
    }

    /// The block of that name is all rows of that table.
    ///
    /// # Panics
    ///
    /// If it is not, or there is no such table.
    pub fn table(&self, name: &str, table: &str) {
        block(self.chapter, name, "text", &rows(&self.db, table));
        self.skip();
    }

    /// The block of that name is that text.
    ///
    /// # Panics
    ///
    /// If it is not.
    pub fn text(&self, name: &str, text: &str) {
        block(self.chapter, name, "text", text);
    }
}

/// The block of that name in a chapter is these statements, one below the other.
///
/// # Panics
///
/// As [`block`].
pub fn sql(chapter: &str, name: &str, statements: &[String]) {
    let statements: Vec<_> = statements.iter().map(|one| layout::sql(one)).collect();
    block(chapter, name, "sql", &statements.join("\n"));
}

/// The rows of a table, in their order, under the names of the columns.
fn rows(db: &Db, table: &str) -> String {
    let names: Vec<(String,)> = db
        .query_as("SELECT name FROM pragma_table_info(?)", (table,))
        .expect("SQLite tells its columns");
    let names: Vec<_> = names.into_iter().map(|(name,)| name).collect();
    assert!(!names.is_empty(), "there is no table `{table}`");
    let quoted: Vec<_> = names.iter().map(|name| format!(r#""{name}""#)).collect();
    // One text for each row: the number of columns is not known to the compiler.
    let texts: Vec<_> = quoted
        .iter()
        .map(|name| format!("ifnull(CAST({name} AS text), 'null')"))
        .collect();
    let (row, order) = (texts.join(" || char(31) || "), quoted.join(", "));
    let rows: Vec<(String,)> = db
        .query_as(
            format!(r#"SELECT {row} FROM "{table}" ORDER BY {order}"#),
            (),
        )
        .expect("the columns are there");
    let rows = rows.iter().map(|(row,)| row.split('\u{1f}').collect());
    let names = names.iter().map(String::as_str).collect();
    layout::table(table, names, &rows.collect::<Vec<_>>())
}

/// The block of that name in a chapter is that text; or is made it.
///
/// # Panics
///
/// If it is not, or the chapter has no marker of that name.
pub fn block(chapter: &str, name: &str, language: &str, text: &str) {
    let file = book().join(chapter);
    let marker = format!("<!-- shown: {name} -->");
    let blesses = std::env::var_os("THROUGHLINE_BLESS").is_some();
    // Examples of one chapter run at the same time.
    let lock = blesses.then(|| {
        let file = File::open(book().join("SUMMARY.md")).expect("the book has a summary");
        file.lock().expect("files can be locked");
        file
    });
    let before = fs::read_to_string(&file).expect("the chapter can be read");
    let (head, rest) = before
        .split_once(&format!("{marker}\n"))
        .unwrap_or_else(|| panic!("{chapter} has no line `{marker}`"));
    let fence = format!("```{language}\n");
    let (shown, tail) = rest
        .strip_prefix(&fence)
        .and_then(|rest| match rest.strip_prefix("```\n") {
            Some(tail) => Some(("", tail)),
            None => rest.split_once("\n```\n"),
        })
        .unwrap_or_else(|| panic!("{chapter}: `{marker}` stands above no block of {language}"));
    let text = text.trim_end();
    if shown != text && blesses {
        let now = format!("{head}{marker}\n{fence}{text}\n```\n{tail}");
        fs::write(&file, now).expect("the chapter can be written");
    } else {
        assert!(
            shown == text,
            "{chapter}: the block `{name}` shows\n{shown}\nand should show\n{text}\n\
             THROUGHLINE_BLESS=1 cargo test -p throughline-guide writes it"
        );
    }
    drop(lock);
}

/// The folder of the chapters.
fn book() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("book")
}
