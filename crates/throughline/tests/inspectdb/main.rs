//! Databases that were there before: their models, and the rows of one by its models. See README.md.

#![expect(
    clippy::unwrap_used,
    reason = "what tests share is test code too, which the lint does not see"
)]

mod commands;
#[expect(
    unreachable_pub,
    reason = "as `inspectdb` prints them, for a module of a library"
)]
mod models;
#[expect(
    unreachable_pub,
    reason = "as `inspectdb` prints them, for a module of a library"
)]
mod odd_models;
mod rows;

use std::path::PathBuf;

use throughline::blocking::Db;

/// The database, in a directory of its own.
pub(crate) struct Fixture {
    directory: tempfile::TempDir,
}

impl Fixture {
    /// The database that Django made.
    pub(crate) fn new() -> Self {
        Fixture::of(include_str!("school.sql"))
    }

    /// Tables that are hard to make models of.
    pub(crate) fn odd() -> Self {
        Fixture::of(include_str!("odd.sql"))
    }

    fn of(dump: &str) -> Self {
        let directory = tempfile::tempdir().unwrap();
        let fixture = Fixture { directory };
        let connection = rusqlite::Connection::open(fixture.path()).unwrap();
        connection.execute_batch(dump).unwrap();
        fixture
    }

    fn path(&self) -> PathBuf {
        self.directory.path().join("school.db")
    }

    pub(crate) fn url(&self) -> String {
        format!("sqlite://{}", self.path().display())
    }

    pub(crate) fn open(&self) -> Db {
        Db::connect(&self.url()).unwrap()
    }
}
