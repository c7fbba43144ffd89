//! Butane, on the engine of the feature that it is built with: `butane-contestant URL STUDENTS`. It blocks on
//! SQLite and waits on PostgreSQL, as it does by itself.
//!
//! A `Many` has its own join table, of another name. Its migrations make it without key and index, but for
//! them to be written by hand; so it is the join table of the others here, renamed.

mod models;
#[macro_use]
mod operations;

use std::collections::{HashMap, HashSet};
use std::process::ExitCode;

use butane::db::{Column, ConnectionSpec};
use butane::query::{BoolExpr, Expr, Query};
use butane::{AutoPk, FromSql, Many, SqlType, ToSql, colname, query};
use workload::{Contestant, Data, NewStudent, Result, Seen, serve};

use engine::*;
use models::*;

#[cfg(not(feature = "postgres"))]
mod engine {
    pub(crate) use butane::db::{Connection, ConnectionMethods, connect};
    pub(crate) use butane::prelude::*;
    pub(crate) use workload::block_on as run;

    pub(crate) const BACKEND: &str = "sqlite";
    pub(crate) const ENGINE: &str = "SQLite";
    pub(crate) const VERSION: &str = "(SELECT sqlite_version() AS version) AS engine";
    pub(crate) const EMPTY: &str = "DELETE FROM course_students_Many";
    /// SQLite uses the space of deleted rows again by itself.
    pub(crate) const SWEEP: &str = "";
}

#[cfg(feature = "postgres")]
mod engine {
    pub(crate) use butane::db::{
        ConnectionAsync as Connection, ConnectionMethodsAsync, connect_async as connect,
    };
    pub(crate) use butane::prelude_async::*;
    pub(crate) use workload::in_runtime as run;

    pub(crate) const BACKEND: &str = "pg";
    pub(crate) const ENGINE: &str = "PostgreSQL";
    pub(crate) const VERSION: &str =
        "(SELECT current_setting('server_version') AS version) AS engine";
    pub(crate) const EMPTY: &str = "TRUNCATE course_students_Many";
    pub(crate) const SWEEP: &str = "VACUUM student, course_students_Many";
}

fn main() -> ExitCode {
    run(serve::<Butane>())
}

struct Butane {
    db: Connection,
}

#[cfg(not(feature = "postgres"))]
contestant!();
#[cfg(feature = "postgres")]
contestant!(await);

/// The join table of `Course::students`.
const LINKS: &str = "course_students_Many";

const RENAME: &str = "ALTER TABLE course_students RENAME TO course_students_Many; \
    ALTER TABLE course_students_Many RENAME COLUMN course_id TO owner; \
    ALTER TABLE course_students_Many RENAME COLUMN student_id TO has";

/// The students of a course, as they are in one that is loaded: the course itself is not asked for.
fn students(course: i64) -> Many<Student> {
    let mut students = Many::new();
    students.ensure_init(LINKS, course.to_sql(), SqlType::BigInt);
    students
}

/// The keys of a course's students.
fn linked(course: i64) -> Query<StudentKey> {
    StudentKey::query().filter(BoolExpr::Subquery {
        col: Student::PKCOL,
        tbl2: LINKS.into(),
        tbl2_col: "has",
        expr: Box::new(BoolExpr::Eq("owner", Expr::Val(course.to_sql()))),
    })
}

/// The links of a course with these students.
fn links(course: i64, students: impl IntoIterator<Item = i64>) -> BoolExpr {
    let students = students.into_iter().map(|student| student.to_sql());
    BoolExpr::And(
        Box::new(BoolExpr::Eq("owner", Expr::Val(course.to_sql()))),
        Box::new(BoolExpr::In("has", students.collect())),
    )
}

/// A student to link, of whom the key is enough.
fn one(student: i64) -> butane::Result<Student> {
    Ok(Student {
        id: AutoPk::from_sql(student.to_sql())?,
        name: String::new(),
        email: String::new(),
        year: 0,
    })
}

fn unsaved(student: NewStudent) -> Student {
    Student {
        id: AutoPk::uninitialized(),
        name: student.name,
        email: student.email,
        year: student.year,
    }
}

fn key(id: &AutoPk<i64>) -> i64 {
    id.unwrap_or_default()
}

fn keys(students: Vec<StudentKey>) -> HashSet<i64> {
    students.iter().map(|student| key(&student.id)).collect()
}

fn students_seen<'a>(students: impl IntoIterator<Item = &'a Student>) -> Seen {
    Seen::keys(students.into_iter().map(|student| key(&student.id)))
}

fn courses_seen(courses: &[Course]) -> Seen {
    Seen::keys(courses.iter().map(|course| key(&course.id)))
}

fn loaded(courses: &[Course]) -> Result {
    let mut loaded = Vec::with_capacity(courses.len());
    for course in courses {
        let students = course.students.get()?.map(|student| key(&student.id));
        loaded.push((key(&course.id), students));
    }
    Ok(Seen::loaded(loaded))
}
