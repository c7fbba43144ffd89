//! Diesel on SQLite.
//!
//! Its tables are Throughline's.

mod models;
#[macro_use]
mod operations;

use std::collections::{HashMap, HashSet};
use std::process::ExitCode;

use diesel::connection::SimpleConnection;
use diesel::dsl::count_star;
use diesel::prelude::*;
use diesel::upsert::excluded;
use workload::{Contestant, Data, Result, Seen, block_on, serve};

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

/// Inserts rows by a cached statement for each. One statement for all of them is prepared anew each time,
/// and in a transaction SQLite keeps a journal for it: twice the time.
macro_rules! insert_each {
    ($db:expr, $table:expr, $rows:expr) => {{
        let mut added = 0;
        for row in $rows {
            added += diesel::insert_or_ignore_into($table)
                .values(row)
                .execute($db)?;
        }
        added
    }};
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

    async fn add_many(&mut self, course_id: i64, students: &[i64]) -> Result {
        let links: Vec<NewLink> = links_of(course_id, students.iter().copied()).collect();
        let added = diesel::insert_or_ignore_into(course_students::table)
            .values(&links)
            .execute(&mut self.db)?;
        Ok(Seen::rows(added as u64))
    }

    async fn set(&mut self, course: i64, students: &[i64]) -> Result {
        let links = course_students::table.filter(course_students::course_id.eq(course));
        let changed = self.db.immediate_transaction(|db| {
            let there: HashSet<i64> = links
                .select(course_students::student_id)
                .load_iter(db)?
                .collect::<QueryResult<_>>()?;
            let wanted: HashSet<i64> = students.iter().copied().collect();
            let mut removed = 0;
            for &student in there.difference(&wanted) {
                removed +=
                    diesel::delete(course_students::table.find((course, student))).execute(db)?;
            }
            let new = links_of(course, wanted.difference(&there).copied());
            let added = insert_each!(db, course_students::table, new);
            QueryResult::Ok(removed + added)
        })?;
        Ok(Seen::rows(changed as u64))
    }

    async fn load(&mut self, up_to: i64) -> Result {
        self.db.transaction(|db| {
            let courses = course::table
                .filter(course::id.le(up_to))
                .order_by(course::id)
                .select(Course::as_select())
                .load(db)?;
            let links = course_students::table
                .inner_join(student::table)
                .filter(course_students::course_id.le(up_to))
                .select((LinkOf::as_select(), Student::as_select()))
                .load(db)?;
            Ok(loaded(courses, links))
        })
    }

    /// All links, since all courses are wanted: a list of a thousand keys makes SQLite join the other way
    /// round.
    async fn load_all(&mut self) -> Result {
        self.db.transaction(|db| {
            let courses = course::table
                .order_by(course::id)
                .select(Course::as_select())
                .load(db)?;
            let links = course_students::table
                .inner_join(student::table)
                .select((LinkOf::as_select(), Student::as_select()))
                .load(db)?;
            Ok(loaded(courses, links))
        })
    }

    /// Without RETURNING, for which SQLite gathers the rows first.
    async fn insert_one(&mut self, student: workload::NewStudent) -> Result {
        diesel::insert_into(student::table)
            .values(NewStudent::from(&student))
            .execute(&mut self.db)?;
        let key = diesel::select(last_insert_rowid()).get_result(&mut self.db)?;
        Ok(Seen::keys([key]))
    }

    async fn insert_many(&mut self, students: Vec<workload::NewStudent>) -> Result {
        let students: Vec<NewStudent<'_>> = students.iter().map(NewStudent::from).collect();
        let added = diesel::insert_into(student::table)
            .values(&students)
            .execute(&mut self.db)?;
        Ok(Seen::rows(added as u64))
    }

    async fn bulk_link(&mut self, links: &[(i64, i64)]) -> Result {
        let links = links.iter().map(|&(course_id, student_id)| NewLink {
            course_id,
            student_id,
        });
        let added = self.db.immediate_transaction(|db| {
            QueryResult::Ok(insert_each!(db, course_students::table, links))
        })?;
        Ok(Seen::rows(added as u64))
    }

    async fn bulk_link_usual(&mut self, links: &[(i64, i64)]) -> Result {
        let links = links.iter().map(|&(course_id, student_id)| NewUsualLink {
            course_id,
            student_id,
        });
        let added = self.db.immediate_transaction(|db| {
            QueryResult::Ok(insert_each!(db, usual_course_students::table, links))
        })?;
        Ok(Seen::rows(added as u64))
    }

    async fn unlink_all(&mut self) -> Result<()> {
        Ok(self
            .db
            .batch_execute("DELETE FROM course_students; DELETE FROM usual_course_students")?)
    }
}

fn links_of(course_id: i64, students: impl Iterator<Item = i64>) -> impl Iterator<Item = NewLink> {
    students.map(move |student_id| NewLink {
        course_id,
        student_id,
    })
}

#[diesel::declare_sql_function]
extern "SQL" {
    /// The version of SQLite.
    fn sqlite_version() -> Text;

    /// The key of the row that this connection has inserted last.
    fn last_insert_rowid() -> BigInt;
}
