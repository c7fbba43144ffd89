//! A database that Django made: its models, and its rows by these models. See README.md.

mod commands;
#[expect(
    unreachable_pub,
    reason = "as `inspectdb` prints them, for a module of a library"
)]
mod models;
mod rows;

use std::path::PathBuf;

use throughline::blocking::Db;

/// The database, in a directory of its own.
pub(crate) struct Fixture {
    directory: tempfile::TempDir,
}

impl Fixture {
    pub(crate) fn new() -> Self {
        let directory = tempfile::tempdir().unwrap();
        let fixture = Fixture { directory };
        let connection = rusqlite::Connection::open(fixture.path()).unwrap();
        connection
            .execute_batch(include_str!("school.sql"))
            .unwrap();
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
