//! Diesel on SQLite.
//!
//! Many rows are inserted by one cached statement for each, in a transaction: a statement of many rows
//! takes twice the time, since SQLite writes a journal for it.

mod models;
#[macro_use]
mod operations;

use std::collections::{HashMap, HashSet};
use std::process::ExitCode;

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

/// Inserts rows by as few statements as SQLite's limit of 32,766 parameters allows: one of up to 16,000 rows
/// needs no transaction, and so no statement journal either.
macro_rules! insert {
    ($db:expr, $table:expr, $rows:expr) => {{
        let mut added = 0;
        for rows in $rows.chunks(16_000) {
            added += diesel::insert_or_ignore_into($table)
                .values(rows)
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
        let links = links_of(course_id, students.iter().copied());
        let added = insert!(&mut self.db, course_students::table, links);
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
            let gone = there.difference(&wanted);
            let removed = diesel::delete(links.filter(course_students::student_id.eq_any(gone)))
                .execute(db)?;
            let new = links_of(course, wanted.difference(&there).copied());
            let added = insert!(db, course_students::table, new);
            diesel::QueryResult::Ok(removed + added)
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

    async fn insert_many(&mut self, students: Vec<workload::NewStudent>) -> Result {
        let students: Vec<NewStudent<'_>> = students.iter().map(NewStudent::from).collect();
        let added = diesel::insert_into(student::table)
            .values(&students)
            .execute(&mut self.db)?;
        Ok(Seen::rows(added as u64))
    }

    async fn bulk_link(&mut self, links: &[(i64, i64)]) -> Result {
        let links: Vec<NewLink> = links
            .iter()
            .map(|&(course_id, student_id)| NewLink {
                course_id,
                student_id,
            })
            .collect();
        let added = self.db.immediate_transaction(|db| {
            diesel::QueryResult::Ok(insert!(db, course_students::table, links))
        })?;
        Ok(Seen::rows(added as u64))
    }

    async fn bulk_link_usual(&mut self, links: &[(i64, i64)]) -> Result {
        let links: Vec<NewUsualLink> = links
            .iter()
            .map(|&(course_id, student_id)| NewUsualLink {
                course_id,
                student_id,
            })
            .collect();
        let added = self.db.immediate_transaction(|db| {
            diesel::QueryResult::Ok(insert!(db, usual_course_students::table, links))
        })?;
        Ok(Seen::rows(added as u64))
    }
}

fn links_of(course_id: i64, students: impl Iterator<Item = i64>) -> Vec<NewLink> {
    students
        .map(|student_id| NewLink {
            course_id,
            student_id,
        })
        .collect()
}

diesel::define_sql_function! {
    /// The version of SQLite.
    fn sqlite_version() -> Text;
}
