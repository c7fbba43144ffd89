//! Diesel on PostgreSQL, by libpq. Its tables are Throughline's.

#[path = "../../diesel-sqlite/src/models.rs"]
mod models;
#[macro_use]
#[path = "../../diesel-sqlite/src/operations.rs"]
mod operations;
#[macro_use]
mod arrays;

use std::collections::HashMap;
use std::process::ExitCode;

use diesel::connection::SimpleConnection;
use diesel::dsl::count_star;
use diesel::prelude::*;
use diesel::sql_types::{BigInt, Integer, Text};
use diesel::upsert::excluded;
use workload::{Contestant, Data, Result, Seen, block_on, serve};

use arrays::{current_setting, unnest};
use models::*;
use operations::loaded;

fn main() -> ExitCode {
    block_on(serve::<DieselPg>())
}

struct DieselPg {
    db: PgConnection,
}

impl DieselPg {
    fn sweep(&mut self) -> Result<()> {
        Ok(self
            .db
            .batch_execute("VACUUM student, course_students, usual_course_students")?)
    }
}

impl Contestant for DieselPg {
    async fn connect(url: &str) -> Result<Self> {
        Ok(Self {
            db: PgConnection::establish(url)?,
        })
    }

    async fn versions(&mut self) -> Result<String> {
        let server: String =
            diesel::select(current_setting("server_version")).get_result(&mut self.db)?;
        Ok(format!("diesel 2.3.14, PostgreSQL {server}"))
    }

    operations!();
    arrays!();

    async fn set(&mut self, course: i64, students: &[i64]) -> Result {
        let changed = self.db.transaction(|db| {
            locked!(course).execute(db)?;
            let removed = other_links!(course, students).execute(db)?;
            let added = new_links!(course, students).execute(db)?;
            QueryResult::Ok(removed + added)
        })?;
        Ok(Seen::rows(changed as u64))
    }

    async fn set_telling(&mut self, course: i64, students: &[i64]) -> Result {
        let changed: [Vec<i64>; 2] = self.db.transaction(|db| {
            locked!(course).execute(db)?;
            let removed = other_links!(course, students)
                .returning(course_students::student_id)
                .get_results(db)?;
            let added = new_links!(course, students)
                .returning(course_students::student_id)
                .get_results(db)?;
            QueryResult::Ok([removed, added])
        })?;
        Ok(Seen::keys(changed.into_iter().flatten()))
    }

    async fn load(&mut self, up_to: i64) -> Result {
        let courses = course::table
            .filter(course::id.le(up_to))
            .order_by(course::id)
            .select(Course::as_select())
            .load(&mut self.db)?;
        let links = course_students::table
            .inner_join(student::table)
            .filter(course_students::course_id.le(up_to))
            .select((LinkOf::as_select(), Student::as_select()))
            .load(&mut self.db)?;
        Ok(loaded(courses, links))
    }

    async fn load_all(&mut self) -> Result {
        let courses = course::table
            .order_by(course::id)
            .select(Course::as_select())
            .load(&mut self.db)?;
        let links = course_students::table
            .inner_join(student::table)
            .select((LinkOf::as_select(), Student::as_select()))
            .load(&mut self.db)?;
        Ok(loaded(courses, links))
    }

    async fn unlink_all(&mut self) -> Result<()> {
        Ok(self
            .db
            .batch_execute("TRUNCATE course_students, usual_course_students")?)
    }
}
