//! sqlx on SQLite. Its tables are Throughline's.
//!
//! Each call crosses to the connection's own thread and back: so many rows go as one parameter, a list in
//! JSON, as far as that is faster than a statement of many rows.

mod rows;
#[macro_use]
mod operations;

use std::process::ExitCode;
use std::str::FromStr;

use futures_util::TryStreamExt;
use sqlx::sqlite::SqliteConnectOptions;
use sqlx::types::Json;
use sqlx::{ConnectOptions, Connection as _, QueryBuilder, Sqlite};
use workload::{Contestant, Data, NewStudent, Result, Seen, in_runtime, serve};

use rows::*;

type Connection = sqlx::SqliteConnection;
type Row = sqlx::sqlite::SqliteRow;

fn main() -> ExitCode {
    in_runtime(serve::<SqlxSqlite>())
}

struct SqlxSqlite {
    db: Connection,
}

const LINK_MANY: &str = "INSERT INTO course_students (course_id, student_id) \
    SELECT $1, value FROM json_each($2) WHERE true ON CONFLICT DO NOTHING";

const UNLINK_OTHERS: &str = "DELETE FROM course_students WHERE course_id = $1 \
    AND student_id NOT IN (SELECT value FROM json_each($2))";

const LINK_TELLING: &str = "INSERT INTO course_students (course_id, student_id) \
    SELECT $1, value FROM json_each($2) WHERE true ON CONFLICT DO NOTHING RETURNING student_id";

const UNLINK_OTHERS_TELLING: &str = "DELETE FROM course_students WHERE course_id = $1 \
    AND student_id NOT IN (SELECT value FROM json_each($2)) RETURNING student_id";

/// The students come in the order of the join table's key, which is that of the courses.
const LOAD: &str = "SELECT link.course_id, student.id, student.name, student.email, student.year \
    FROM course_students link CROSS JOIN student ON student.id = link.student_id \
    WHERE link.course_id <= $1 ORDER BY link.course_id";

impl Contestant for SqlxSqlite {
    async fn connect(url: &str) -> Result<Self> {
        let db = SqliteConnectOptions::from_str(url)?
            .disable_statement_logging()
            .connect()
            .await?;
        Ok(Self { db })
    }

    async fn versions(&mut self) -> Result<String> {
        let sqlite: String = sqlx::query_scalar("SELECT sqlite_version()")
            .fetch_one(&mut self.db)
            .await?;
        Ok(format!("sqlx 0.9.0, SQLite {sqlite}"))
    }

    operations!();

    async fn add_many(&mut self, course: i64, students: &[i64]) -> Result {
        let added = sqlx::query(LINK_MANY)
            .bind(course)
            .bind(Json(students))
            .execute(&mut self.db)
            .await?;
        Ok(Seen::rows(added.rows_affected()))
    }

    async fn add_telling(&mut self, course: i64, students: &[i64]) -> Result {
        let added: Vec<i64> = sqlx::query_scalar(LINK_TELLING)
            .bind(course)
            .bind(Json(students))
            .fetch_all(&mut self.db)
            .await?;
        Ok(Seen::keys(added))
    }

    async fn set(&mut self, course: i64, students: &[i64]) -> Result {
        let mut transaction = self.db.begin_with("BEGIN IMMEDIATE").await?;
        let mut changed = 0;
        for sql in [UNLINK_OTHERS, LINK_MANY] {
            changed += sqlx::query(sql)
                .bind(course)
                .bind(Json(students))
                .execute(&mut *transaction)
                .await?
                .rows_affected();
        }
        transaction.commit().await?;
        Ok(Seen::rows(changed))
    }

    async fn set_telling(&mut self, course: i64, students: &[i64]) -> Result {
        let mut transaction = self.db.begin_with("BEGIN IMMEDIATE").await?;
        let mut changed: Vec<i64> = Vec::new();
        for sql in [UNLINK_OTHERS_TELLING, LINK_TELLING] {
            let keys = sqlx::query_scalar(sql)
                .bind(course)
                .bind(Json(students))
                .fetch_all(&mut *transaction)
                .await?;
            changed.extend::<Vec<i64>>(keys);
        }
        transaction.commit().await?;
        Ok(Seen::keys(changed))
    }

    async fn load(&mut self, up_to: i64) -> Result {
        let mut transaction = self.db.begin().await?;
        let sql = "SELECT id, title FROM course WHERE id <= $1 ORDER BY id";
        let mut courses = sqlx::query_as(sql).bind(up_to).fetch(&mut *transaction);
        let mut loaded: Vec<(Course, Vec<Student>)> = Vec::new();
        while let Some(course) = courses.try_next().await? {
            loaded.push((course, Vec::new()));
        }
        drop(courses);
        let mut students = sqlx::query_as(LOAD).bind(up_to).fetch(&mut *transaction);
        let mut at = 0;
        while let Some(StudentOf { course, student }) = students.try_next().await? {
            while loaded[at].0.id != course {
                at += 1;
            }
            loaded[at].1.push(student);
        }
        drop(students);
        transaction.commit().await?;
        Ok(Seen::loaded(loaded.iter().map(|(course, students)| {
            (course.id, students.iter().map(|student| student.id))
        })))
    }

    async fn load_all(&mut self) -> Result {
        self.load(i64::MAX).await
    }

    /// Without RETURNING, for which SQLite gathers the rows first.
    async fn insert_one(&mut self, student: NewStudent) -> Result {
        let sql = "INSERT INTO student (name, email, year) VALUES ($1, $2, $3)";
        let inserted = sqlx::query(sql)
            .bind(student.name)
            .bind(student.email)
            .bind(student.year)
            .execute(&mut self.db)
            .await?;
        Ok(Seen::keys([inserted.last_insert_rowid()]))
    }

    async fn insert_many(&mut self, students: Vec<NewStudent>) -> Result {
        let mut inserted = 0;
        let mut transaction = self.db.begin_with("BEGIN IMMEDIATE").await?;
        for students in students.chunks(BINDS / 3) {
            let mut insert =
                QueryBuilder::<Sqlite>::new("INSERT INTO student (name, email, year) ");
            insert.push_values(students, |mut row, student| {
                row.push_bind(&student.name)
                    .push_bind(&student.email)
                    .push_bind(student.year);
            });
            inserted += insert
                .build()
                .execute(&mut *transaction)
                .await?
                .rows_affected();
        }
        transaction.commit().await?;
        Ok(Seen::rows(inserted))
    }

    async fn insert_returning(&mut self, students: Vec<NewStudent>) -> Result {
        let mut made: Vec<Student> = Vec::with_capacity(students.len());
        let mut transaction = self.db.begin_with("BEGIN IMMEDIATE").await?;
        for students in students.chunks(BINDS / 3) {
            let mut insert =
                QueryBuilder::<Sqlite>::new("INSERT INTO student (name, email, year) ");
            insert.push_values(students, |mut row, student| {
                row.push_bind(&student.name)
                    .push_bind(&student.email)
                    .push_bind(student.year);
            });
            insert.push(" RETURNING id, name, email, year");
            made.extend(
                insert
                    .build_query_as::<Student>()
                    .fetch_all(&mut *transaction)
                    .await?,
            );
        }
        transaction.commit().await?;
        Ok(Seen::keys(made.iter().map(|student| student.id)))
    }

    async fn bulk_link(&mut self, links: &[(i64, i64)]) -> Result {
        self.link_all(
            "INSERT INTO course_students (course_id, student_id) ",
            links,
        )
        .await
    }

    async fn bulk_link_usual(&mut self, links: &[(i64, i64)]) -> Result {
        self.link_all(
            "INSERT INTO usual_course_students (course_id, student_id) ",
            links,
        )
        .await
    }

    async fn unlink_all(&mut self) -> Result<()> {
        for sql in [
            "DELETE FROM course_students",
            "DELETE FROM usual_course_students",
        ] {
            sqlx::query(sql).execute(&mut self.db).await?;
        }
        Ok(())
    }

    async fn tidy(&mut self, data: &Data) -> Result<()> {
        operations::tidy(&mut self.db, data).await
    }
}

/// SQLite's limit of parameters.
const BINDS: usize = 32_766;

impl SqlxSqlite {
    async fn link_all(&mut self, sql: &'static str, links: &[(i64, i64)]) -> Result {
        let mut transaction = self.db.begin_with("BEGIN IMMEDIATE").await?;
        let mut added = 0;
        for links in links.chunks(BINDS / 2) {
            let mut insert = QueryBuilder::<Sqlite>::new(sql);
            insert.push_values(links, |mut row, &(course, student)| {
                row.push_bind(course).push_bind(student);
            });
            insert.push(" ON CONFLICT DO NOTHING");
            added += insert
                .build()
                .execute(&mut *transaction)
                .await?
                .rows_affected();
        }
        transaction.commit().await?;
        Ok(Seen::rows(added))
    }
}
