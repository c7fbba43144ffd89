//! Diesel on PostgreSQL by diesel-async, which is on tokio-postgres. Its tables are Throughline's.
//!
//! Statements that do not wait for each other are sent together. There is no COPY: all links go in arrays too.

#[path = "../../diesel-sqlite/src/models.rs"]
mod models;
#[macro_use]
#[path = "../../diesel-sqlite/src/operations.rs"]
mod operations;
#[macro_use]
#[path = "../../diesel-pg/src/arrays.rs"]
mod arrays;

use std::collections::HashMap;
use std::process::ExitCode;

use diesel::dsl::count_star;
use diesel::prelude::*;
use diesel::sql_types::{BigInt, Integer, Text};
use diesel::upsert::excluded;
use diesel_async::{AsyncConnection, AsyncPgConnection, RunQueryDsl, SimpleAsyncConnection};
use futures_util::future::try_join;
use workload::{Contestant, Data, Result, Seen, in_runtime, serve};

use arrays::{current_setting, unnest};
use models::*;
use operations::loaded;

fn main() -> ExitCode {
    in_runtime(serve::<DieselAsyncPg>())
}

struct DieselAsyncPg {
    db: AsyncPgConnection,
}

impl DieselAsyncPg {
    async fn sweep(&mut self) -> Result<()> {
        Ok(self
            .db
            .batch_execute("VACUUM student, course_students, usual_course_students")
            .await?)
    }
}

impl Contestant for DieselAsyncPg {
    async fn connect(url: &str) -> Result<Self> {
        Ok(Self {
            db: AsyncPgConnection::establish(url).await?,
        })
    }

    async fn versions(&mut self) -> Result<String> {
        let server: String = diesel::select(current_setting("server_version"))
            .get_result(&mut self.db)
            .await?;
        Ok(format!(
            "diesel 2.3.14, diesel-async 0.9.2, PostgreSQL {server}"
        ))
    }

    operations!(await);
    arrays!(await);

    /// Links that go and links that come are others, so those two statements are sent together.
    async fn set(&mut self, course: i64, students: &[i64]) -> Result {
        let changed = self
            .db
            .transaction(async |db| {
                locked!(course).execute(db).await?;
                let gone = other_links!(course, students);
                let new = new_links!(course, students);
                let (removed, added) =
                    try_join(gone.execute(&mut &*db), new.execute(&mut &*db)).await?;
                QueryResult::Ok(removed + added)
            })
            .await?;
        Ok(Seen::rows(changed as u64))
    }

    async fn set_telling(&mut self, course: i64, students: &[i64]) -> Result {
        let changed: [Vec<i64>; 2] = self
            .db
            .transaction(async |db| {
                locked!(course).execute(db).await?;
                let gone = other_links!(course, students).returning(course_students::student_id);
                let new = new_links!(course, students).returning(course_students::student_id);
                let (removed, added) =
                    try_join(gone.get_results(&mut &*db), new.get_results(&mut &*db)).await?;
                QueryResult::Ok([removed, added])
            })
            .await?;
        Ok(Seen::keys(changed.into_iter().flatten()))
    }

    async fn load(&mut self, up_to: i64) -> Result {
        let courses = course::table
            .filter(course::id.le(up_to))
            .order_by(course::id)
            .select(Course::as_select());
        let links = course_students::table
            .inner_join(student::table)
            .filter(course_students::course_id.le(up_to))
            .select((LinkOf::as_select(), Student::as_select()));
        let (courses, links) =
            try_join(courses.load(&mut &self.db), links.load(&mut &self.db)).await?;
        Ok(loaded(courses, links))
    }

    async fn load_all(&mut self) -> Result {
        let courses = course::table
            .order_by(course::id)
            .select(Course::as_select());
        let links = course_students::table
            .inner_join(student::table)
            .select((LinkOf::as_select(), Student::as_select()));
        let (courses, links) =
            try_join(courses.load(&mut &self.db), links.load(&mut &self.db)).await?;
        Ok(loaded(courses, links))
    }

    async fn unlink_all(&mut self) -> Result<()> {
        Ok(self
            .db
            .batch_execute("TRUNCATE course_students, usual_course_students")
            .await?)
    }
}
