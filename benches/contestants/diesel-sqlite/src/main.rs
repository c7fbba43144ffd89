//! Diesel on SQLite.
//!
//! Its tables are Throughline's.

mod models;
#[macro_use]
mod operations;
mod batches;

use std::collections::HashMap;
use std::process::ExitCode;

use diesel::connection::SimpleConnection;
use diesel::dsl::count_star;
use diesel::prelude::*;
use diesel::upsert::excluded;
use workload::{Contestant, Data, Result, Seen, block_on, serve};

use batches::sqlite_version;
use models::*;
use operations::loaded;

fn main() -> ExitCode {
    block_on(serve::<DieselSqlite>())
}

struct DieselSqlite {
    db: SqliteConnection,
}

impl DieselSqlite {
    /// SQLite uses the space again by itself.
    fn sweep(&mut self) -> Result<()> {
        Ok(())
    }
}

impl Contestant for DieselSqlite {
    async fn connect(url: &str) -> Result<Self> {
        let mut db = SqliteConnection::establish(url.trim_start_matches("sqlite://"))?;
        diesel::sql_query("PRAGMA foreign_keys = ON").execute(&mut db)?;
        Ok(Self { db })
    }

    async fn versions(&mut self) -> Result<String> {
        let sqlite: String = diesel::select(sqlite_version()).get_result(&mut self.db)?;
        Ok(format!("diesel 2.3.14, SQLite {sqlite}"))
    }

    operations!();

    async fn add_many(&mut self, course: i64, students: &[i64]) -> Result {
        let added = batches::add(&mut self.db, course, students)?;
        Ok(Seen::rows(added as u64))
    }

    async fn add_telling(&mut self, course: i64, students: &[i64]) -> Result {
        let added = batches::add_telling(&mut self.db, course, students)?;
        Ok(Seen::keys(added))
    }

    async fn set(&mut self, course: i64, students: &[i64]) -> Result {
        let changed = batches::set(&mut self.db, course, students)?;
        Ok(Seen::rows(changed.len() as u64))
    }

    async fn set_telling(&mut self, course: i64, students: &[i64]) -> Result {
        let changed = batches::set(&mut self.db, course, students)?;
        Ok(Seen::keys(changed))
    }

    async fn load(&mut self, up_to: i64) -> Result {
        let (courses, links) = batches::load(&mut self.db, up_to)?;
        Ok(loaded(courses, links))
    }

    async fn load_all(&mut self) -> Result {
        let (courses, links) = batches::load_all(&mut self.db)?;
        Ok(loaded(courses, links))
    }

    async fn insert_one(&mut self, student: workload::NewStudent) -> Result {
        Ok(Seen::keys([batches::insert(&mut self.db, &student)?]))
    }

    async fn insert_many(&mut self, students: Vec<workload::NewStudent>) -> Result {
        let added = batches::insert_all(&mut self.db, &students)?;
        Ok(Seen::rows(added as u64))
    }

    async fn insert_returning(&mut self, students: Vec<workload::NewStudent>) -> Result {
        let students = batches::insert_returning(&mut self.db, &students)?;
        Ok(Seen::keys(students.iter().map(|student| student.id)))
    }

    async fn bulk_link(&mut self, links: &[(i64, i64)]) -> Result {
        let added = batches::link(&mut self.db, links)?;
        Ok(Seen::rows(added as u64))
    }

    async fn bulk_link_usual(&mut self, links: &[(i64, i64)]) -> Result {
        let added = batches::link_usual(&mut self.db, links)?;
        Ok(Seen::rows(added as u64))
    }

    async fn unlink_all(&mut self) -> Result<()> {
        Ok(self
            .db
            .batch_execute("DELETE FROM course_students; DELETE FROM usual_course_students")?)
    }
}
