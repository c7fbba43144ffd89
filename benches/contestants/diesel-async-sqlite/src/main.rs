//! Diesel on SQLite by diesel-async, which sends each call to tokio's threads for what blocks. Its tables are
//! Throughline's.
//!
//! What takes more than one statement or writes many rows is sent as a whole, as code that blocks: a thread is
//! woken once, and rows need not be copied for the way back before they are structs.

#[path = "../../diesel-sqlite/src/models.rs"]
mod models;
#[macro_use]
#[path = "../../diesel-sqlite/src/operations.rs"]
mod operations;
#[path = "../../diesel-sqlite/src/batches.rs"]
mod batches;

use std::collections::HashMap;
use std::process::ExitCode;

use diesel::dsl::count_star;
use diesel::prelude::*;
use diesel::upsert::excluded;
use diesel_async::sync_connection_wrapper::SyncConnectionWrapper;
use diesel_async::{AsyncConnection, RunQueryDsl, SimpleAsyncConnection};
use workload::{Contestant, Data, Result, Seen, in_runtime, serve};

use batches::sqlite_version;
use models::*;
use operations::loaded;

fn main() -> ExitCode {
    in_runtime(serve::<DieselAsyncSqlite>())
}

struct DieselAsyncSqlite {
    db: SyncConnectionWrapper<SqliteConnection>,
}

impl DieselAsyncSqlite {
    /// SQLite uses the space again by itself.
    async fn sweep(&mut self) -> Result<()> {
        Ok(())
    }
}

impl Contestant for DieselAsyncSqlite {
    async fn connect(url: &str) -> Result<Self> {
        let file = url.trim_start_matches("sqlite://");
        let mut db = SyncConnectionWrapper::<SqliteConnection>::establish(file).await?;
        db.batch_execute("PRAGMA foreign_keys = ON").await?;
        Ok(Self { db })
    }

    async fn versions(&mut self) -> Result<String> {
        let sqlite: String = diesel::select(sqlite_version())
            .get_result(&mut self.db)
            .await?;
        Ok(format!(
            "diesel 2.3.14, diesel-async 0.9.2, SQLite {sqlite}"
        ))
    }

    operations!(await);

    async fn add_many(&mut self, course: i64, students: &[i64]) -> Result {
        let students = students.to_vec();
        let add = self
            .db
            .spawn_blocking(move |db| batches::add(db, course, &students));
        Ok(Seen::rows(add.await? as u64))
    }

    async fn add_telling(&mut self, course: i64, students: &[i64]) -> Result {
        let students = students.to_vec();
        let add = self
            .db
            .spawn_blocking(move |db| batches::add_telling(db, course, &students));
        Ok(Seen::keys(add.await?))
    }

    async fn set(&mut self, course: i64, students: &[i64]) -> Result {
        let students = students.to_vec();
        let set = self
            .db
            .spawn_blocking(move |db| batches::set(db, course, &students));
        Ok(Seen::rows(set.await?.len() as u64))
    }

    async fn set_telling(&mut self, course: i64, students: &[i64]) -> Result {
        let students = students.to_vec();
        let set = self
            .db
            .spawn_blocking(move |db| batches::set(db, course, &students));
        Ok(Seen::keys(set.await?))
    }

    async fn load(&mut self, up_to: i64) -> Result {
        let load = self.db.spawn_blocking(move |db| batches::load(db, up_to));
        let (courses, links) = load.await?;
        Ok(loaded(courses, links))
    }

    async fn load_all(&mut self) -> Result {
        let (courses, links) = self.db.spawn_blocking(batches::load_all).await?;
        Ok(loaded(courses, links))
    }

    async fn insert_one(&mut self, student: workload::NewStudent) -> Result {
        let insert = self
            .db
            .spawn_blocking(move |db| batches::insert(db, &student));
        Ok(Seen::keys([insert.await?]))
    }

    async fn insert_many(&mut self, students: Vec<workload::NewStudent>) -> Result {
        let insert = self
            .db
            .spawn_blocking(move |db| batches::insert_all(db, &students));
        Ok(Seen::rows(insert.await? as u64))
    }

    async fn insert_returning(&mut self, students: Vec<workload::NewStudent>) -> Result {
        let insert = self
            .db
            .spawn_blocking(move |db| batches::insert_returning(db, &students));
        Ok(Seen::keys(insert.await?.iter().map(|student| student.id)))
    }

    async fn bulk_link(&mut self, links: &[(i64, i64)]) -> Result {
        let links = links.to_vec();
        let link = self.db.spawn_blocking(move |db| batches::link(db, &links));
        Ok(Seen::rows(link.await? as u64))
    }

    async fn bulk_link_usual(&mut self, links: &[(i64, i64)]) -> Result {
        let links = links.to_vec();
        let link = self
            .db
            .spawn_blocking(move |db| batches::link_usual(db, &links));
        Ok(Seen::rows(link.await? as u64))
    }

    async fn unlink_all(&mut self) -> Result<()> {
        Ok(self
            .db
            .batch_execute("DELETE FROM course_students; DELETE FROM usual_course_students")
            .await?)
    }
}
