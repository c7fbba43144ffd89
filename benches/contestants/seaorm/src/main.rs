//! SeaORM, on the engine of the feature that it is built with: `seaorm-contestant URL STUDENTS`.
//!
//! It has Throughline's own tables: `course_students`, whose key is both columns. Links are rows of the
//! junction's entity, which is quicker than nested active models: those read all links of a course
//! before they write one.

mod entities;
mod read;
mod telling;
mod write;

use std::process::ExitCode;

use sea_orm::{
    ConnectOptions, ConnectionTrait, Database, DatabaseConnection, DbBackend, Statement,
};
use workload::{Contestant, Data, NewStudent, Result, in_runtime, serve};

fn main() -> ExitCode {
    in_runtime(serve::<SeaOrm>())
}

struct SeaOrm {
    db: DatabaseConnection,
}

impl Contestant for SeaOrm {
    async fn connect(url: &str) -> Result<Self> {
        let mut options = ConnectOptions::new(url);
        options
            .max_connections(1)
            .min_connections(1)
            .test_before_acquire(false)
            .sqlx_logging(false);
        Ok(Self {
            db: Database::connect(options).await?,
        })
    }

    async fn versions(&mut self) -> Result<String> {
        let engine = self.db.get_database_backend();
        let (name, sql) = match engine {
            DbBackend::Sqlite => ("SQLite", "SELECT sqlite_version()"),
            _ => ("PostgreSQL", "SELECT current_setting('server_version')"),
        };
        let row = self.db.query_one_raw(Statement::from_string(engine, sql));
        let version: String = row.await?.ok_or("no version")?.try_get_by_index(0)?;
        Ok(format!("sea-orm 2.0.4, sqlx 0.9.0, {name} {version}"))
    }

    async fn get_one(&mut self, student: i64) -> Result {
        self.get_student(student).await
    }

    async fn students_of(&mut self, course: i64) -> Result {
        self.read_students(course).await
    }

    async fn courses_of(&mut self, student: i64) -> Result {
        self.read_courses(student).await
    }

    async fn courses_by_email(&mut self, email: &str) -> Result {
        self.read_courses_by_email(email).await
    }

    async fn enrolled(&mut self, student: i64) -> Result {
        self.read_enrolled(student).await
    }

    async fn add_one(&mut self, course: i64, student: i64) -> Result {
        self.link(course, student).await
    }

    async fn add_many(&mut self, course: i64, students: &[i64]) -> Result {
        self.link_many(course, students).await
    }

    async fn add_telling(&mut self, course: i64, students: &[i64]) -> Result {
        self.link_telling(course, students).await
    }

    async fn remove_one(&mut self, course: i64, student: i64) -> Result {
        self.unlink(course, student).await
    }

    async fn set(&mut self, course: i64, students: &[i64]) -> Result {
        self.set_links(course, students).await
    }

    async fn set_telling(&mut self, course: i64, students: &[i64]) -> Result {
        self.set_links_telling(course, students).await
    }

    async fn clear(&mut self, course: i64) -> Result {
        self.unlink_course(course).await
    }

    async fn clear_telling(&mut self, course: i64) -> Result {
        self.unlink_telling(course).await
    }

    async fn upsert(&mut self, student: &NewStudent) -> Result {
        self.upsert_student(student).await
    }

    async fn load(&mut self, up_to: i64) -> Result {
        self.load_courses(up_to).await
    }

    async fn load_all(&mut self) -> Result {
        self.load_all_courses().await
    }

    async fn most(&mut self, how_many: i64) -> Result {
        self.read_most(how_many).await
    }

    async fn insert_one(&mut self, student: NewStudent) -> Result {
        self.insert_student(student).await
    }

    async fn insert_many(&mut self, students: Vec<NewStudent>) -> Result {
        self.insert_students(students).await
    }

    async fn insert_returning(&mut self, students: Vec<NewStudent>) -> Result {
        self.insert_students_returning(students).await
    }

    async fn bulk_link(&mut self, links: &[(i64, i64)]) -> Result {
        self.link_pairs(links).await
    }

    async fn bulk_link_usual(&mut self, links: &[(i64, i64)]) -> Result {
        self.link_usual_pairs(links).await
    }

    async fn unlink_all(&mut self) -> Result<()> {
        self.empty_joins().await
    }

    async fn tidy(&mut self, data: &Data) -> Result<()> {
        self.undo(data).await
    }
}
