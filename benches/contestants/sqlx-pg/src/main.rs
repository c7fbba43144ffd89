//! sqlx on PostgreSQL. Its tables are Throughline's.
//!
//! Many rows are inserted from arrays, as its FAQ advises, and by COPY where there are very many. It has no
//! way to send two statements at once.

#[path = "../../sqlx-sqlite/src/rows.rs"]
mod rows;
#[macro_use]
#[path = "../../sqlx-sqlite/src/operations.rs"]
mod operations;

use std::collections::HashMap;
use std::process::ExitCode;
use std::str::FromStr;

use futures_util::TryStreamExt;
use sqlx::postgres::PgConnectOptions;
use sqlx::{ConnectOptions, Connection as _};
use workload::{Contestant, Data, NewStudent, Result, Seen, in_runtime, serve};

use rows::*;

type Connection = sqlx::PgConnection;
type Row = sqlx::postgres::PgRow;

fn main() -> ExitCode {
    in_runtime(serve::<SqlxPg>())
}

struct SqlxPg {
    db: Connection,
}

const LINK_MANY: &str = "INSERT INTO course_students (course_id, student_id) \
    SELECT $1, student FROM unnest($2::bigint[]) AS student ON CONFLICT DO NOTHING";

const SET: &str = "WITH gone AS (\
        DELETE FROM course_students WHERE course_id = $1 AND student_id <> ALL ($2::bigint[]) \
        RETURNING 1), \
    came AS (INSERT INTO course_students (course_id, student_id) \
        SELECT $1, student FROM unnest($2::bigint[]) AS student WHERE NOT EXISTS (\
            SELECT FROM course_students there \
            WHERE there.course_id = $1 AND there.student_id = student) \
        ON CONFLICT DO NOTHING RETURNING 1) \
    SELECT (SELECT count(*) FROM gone) + (SELECT count(*) FROM came)";

const LINK_TELLING: &str = "INSERT INTO course_students (course_id, student_id) \
    SELECT $1, student FROM unnest($2::bigint[]) AS student ON CONFLICT DO NOTHING \
    RETURNING student_id";

const SET_TELLING: &str = "WITH gone AS (\
        DELETE FROM course_students WHERE course_id = $1 AND student_id <> ALL ($2::bigint[]) \
        RETURNING student_id), \
    came AS (INSERT INTO course_students (course_id, student_id) \
        SELECT $1, student FROM unnest($2::bigint[]) AS student WHERE NOT EXISTS (\
            SELECT FROM course_students there \
            WHERE there.course_id = $1 AND there.student_id = student) \
        ON CONFLICT DO NOTHING RETURNING student_id) \
    SELECT (SELECT array_agg(student_id) FROM gone), (SELECT array_agg(student_id) FROM came)";

const COURSES: &str = "SELECT id, title FROM course ORDER BY id";

const COURSES_TO: &str = "SELECT id, title FROM course WHERE id <= $1 ORDER BY id";

const STUDENTS: &str = "SELECT link.course_id, student.id, student.name, student.email, \
    student.year FROM course_students link JOIN student ON student.id = link.student_id";

const STUDENTS_TO: &str = "SELECT link.course_id, student.id, student.name, student.email, \
    student.year FROM course_students link JOIN student ON student.id = link.student_id \
    WHERE link.course_id <= $1";

impl Contestant for SqlxPg {
    async fn connect(url: &str) -> Result<Self> {
        let db = PgConnectOptions::from_str(url)?
            .disable_statement_logging()
            .connect()
            .await?;
        Ok(Self { db })
    }

    async fn versions(&mut self) -> Result<String> {
        let server: String = sqlx::query_scalar("SHOW server_version")
            .fetch_one(&mut self.db)
            .await?;
        Ok(format!("sqlx 0.9.0, PostgreSQL {server}"))
    }

    operations!();

    async fn add_many(&mut self, course: i64, students: &[i64]) -> Result {
        let added = sqlx::query(LINK_MANY)
            .bind(course)
            .bind(students)
            .execute(&mut self.db)
            .await?;
        Ok(Seen::rows(added.rows_affected()))
    }

    async fn add_telling(&mut self, course: i64, students: &[i64]) -> Result {
        let added: Vec<i64> = sqlx::query_scalar(LINK_TELLING)
            .bind(course)
            .bind(students)
            .fetch_all(&mut self.db)
            .await?;
        Ok(Seen::keys(added))
    }

    /// The course is locked, so that nobody else sets its students at the same time.
    async fn set(&mut self, course: i64, students: &[i64]) -> Result {
        let mut transaction = self.db.begin().await?;
        sqlx::query("SELECT 1 FROM course WHERE id = $1 FOR NO KEY UPDATE")
            .bind(course)
            .execute(&mut *transaction)
            .await?;
        let changed: i64 = sqlx::query_scalar(SET)
            .bind(course)
            .bind(students)
            .fetch_one(&mut *transaction)
            .await?;
        transaction.commit().await?;
        Ok(Seen::rows(changed as u64))
    }

    async fn set_telling(&mut self, course: i64, students: &[i64]) -> Result {
        let mut transaction = self.db.begin().await?;
        sqlx::query("SELECT 1 FROM course WHERE id = $1 FOR NO KEY UPDATE")
            .bind(course)
            .execute(&mut *transaction)
            .await?;
        let (removed, added): (Option<Vec<i64>>, Option<Vec<i64>>) = sqlx::query_as(SET_TELLING)
            .bind(course)
            .bind(students)
            .fetch_one(&mut *transaction)
            .await?;
        transaction.commit().await?;
        let changed = [removed, added].into_iter().flatten().flatten();
        Ok(Seen::keys(changed))
    }

    async fn load(&mut self, up_to: i64) -> Result {
        let courses = sqlx::query_as(COURSES_TO)
            .bind(up_to)
            .fetch_all(&mut self.db)
            .await?;
        let students = sqlx::query_as(STUDENTS_TO).bind(up_to).fetch(&mut self.db);
        share_out(courses, students).await
    }

    async fn load_all(&mut self) -> Result {
        let courses = sqlx::query_as(COURSES).fetch_all(&mut self.db).await?;
        let students = sqlx::query_as(STUDENTS).fetch(&mut self.db);
        share_out(courses, students).await
    }

    async fn insert_one(&mut self, student: NewStudent) -> Result {
        let sql = "INSERT INTO student (name, email, year) VALUES ($1, $2, $3) RETURNING id";
        let key = sqlx::query_scalar(sql)
            .bind(student.name)
            .bind(student.email)
            .bind(student.year)
            .fetch_one(&mut self.db)
            .await?;
        Ok(Seen::keys([key]))
    }

    async fn insert_many(&mut self, students: Vec<NewStudent>) -> Result {
        let names: Vec<&str> = students.iter().map(|one| one.name.as_str()).collect();
        let emails: Vec<&str> = students.iter().map(|one| one.email.as_str()).collect();
        let years: Vec<i32> = students.iter().map(|one| one.year).collect();
        let sql = "INSERT INTO student (name, email, year) \
            SELECT * FROM unnest($1::text[], $2::text[], $3::int[])";
        let inserted = sqlx::query(sql)
            .bind(names)
            .bind(emails)
            .bind(years)
            .execute(&mut self.db)
            .await?;
        Ok(Seen::rows(inserted.rows_affected()))
    }

    async fn insert_returning(&mut self, students: Vec<NewStudent>) -> Result {
        let names: Vec<&str> = students.iter().map(|one| one.name.as_str()).collect();
        let emails: Vec<&str> = students.iter().map(|one| one.email.as_str()).collect();
        let years: Vec<i32> = students.iter().map(|one| one.year).collect();
        let sql = "INSERT INTO student (name, email, year) \
            SELECT * FROM unnest($1::text[], $2::text[], $3::int[]) \
            RETURNING id, name, email, year";
        let students: Vec<Student> = sqlx::query_as(sql)
            .bind(names)
            .bind(emails)
            .bind(years)
            .fetch_all(&mut self.db)
            .await?;
        Ok(Seen::keys(students.iter().map(|student| student.id)))
    }

    async fn bulk_link(&mut self, links: &[(i64, i64)]) -> Result {
        let sql = "INSERT INTO course_students (course_id, student_id) \
            SELECT * FROM unnest($1::bigint[], $2::bigint[]) ON CONFLICT DO NOTHING";
        self.link_pairs(sql, links).await
    }

    async fn bulk_link_usual(&mut self, links: &[(i64, i64)]) -> Result {
        let sql = "INSERT INTO usual_course_students (course_id, student_id) \
            SELECT * FROM unnest($1::bigint[], $2::bigint[]) ON CONFLICT DO NOTHING";
        self.link_pairs(sql, links).await
    }

    async fn unlink_all(&mut self) -> Result<()> {
        sqlx::query("TRUNCATE course_students, usual_course_students")
            .execute(&mut self.db)
            .await?;
        Ok(())
    }

    async fn tidy(&mut self, data: &Data) -> Result<()> {
        operations::tidy(&mut self.db, data).await?;
        sqlx::query("VACUUM student, course_students, usual_course_students")
            .execute(&mut self.db)
            .await?;
        Ok(())
    }
}

impl SqlxPg {
    async fn link_pairs(&mut self, sql: &'static str, links: &[(i64, i64)]) -> Result {
        let (courses, students): (Vec<i64>, Vec<i64>) = links.iter().copied().unzip();
        let linked = sqlx::query(sql).bind(courses).bind(students);
        let linked = linked.execute(&mut self.db).await?;
        Ok(Seen::rows(linked.rows_affected()))
    }
}

/// Gives each course its students as they come.
async fn share_out(
    courses: Vec<Course>,
    mut students: impl futures_util::Stream<Item = sqlx::Result<StudentOf>> + Unpin,
) -> Result {
    let mut loaded: Vec<(Course, Vec<Student>)> = courses
        .into_iter()
        .map(|course| (course, Vec::new()))
        .collect();
    let places: HashMap<i64, usize> = (0..)
        .zip(&loaded)
        .map(|(at, (course, _))| (course.id, at))
        .collect();
    while let Some(StudentOf { course, student }) = students.try_next().await? {
        // A course that came between the two statements is not among those that were read.
        if let Some(&at) = places.get(&course) {
            loaded[at].1.push(student);
        }
    }
    Ok(Seen::loaded(loaded.iter().map(|(course, students)| {
        (course.id, students.iter().map(|student| student.id))
    })))
}
