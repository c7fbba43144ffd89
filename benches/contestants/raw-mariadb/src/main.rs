//! The floor on MariaDB: mysql_async, by hand.
//!
//! `raw-mariadb --seed URL STUDENTS` makes the database of the URL anew, `raw-mariadb --drop URL` takes it
//! away. There are no copies of databases: each contestant's is seeded by itself.

mod read;
mod seed;
mod write;

use std::process::ExitCode;

use mysql_async::prelude::Queryable;
use mysql_async::{Conn, Opts};
use workload::{
    Contestant, Course, Data, NewStudent, Result, Seen, Student, in_runtime, outcome, serve,
};

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    in_runtime(async {
        match arguments[..] {
            ["--seed", url, students] => outcome(seed::seed(url, students).await),
            ["--drop", url] => outcome(seed::drop(url).await),
            _ => serve::<RawMariaDb>().await,
        }
    })
}

/// A connection. It keeps what it has prepared, by the text.
struct RawMariaDb {
    connection: Conn,
}

/// What the driver is told of a URL: that of other contestants begins with the server's name.
fn options(url: &str) -> Result<Opts> {
    let url = url.replacen("mariadb://", "mysql://", 1);
    Ok(Opts::from_url(&url)?)
}

fn student_of((id, name, email, year): (i64, String, String, i32)) -> Student {
    Student {
        id,
        name,
        email,
        year,
    }
}

fn course_of((id, title): (i64, String)) -> Course {
    Course { id, title }
}

impl Contestant for RawMariaDb {
    async fn connect(url: &str) -> Result<Self> {
        let connection = Conn::new(options(url)?).await?;
        Ok(Self { connection })
    }

    async fn versions(&mut self) -> Result<String> {
        let (major, minor, patch) = self.connection.server_version();
        Ok(format!("mysql_async 0.37, MariaDB {major}.{minor}.{patch}"))
    }

    async fn get_one(&mut self, student: i64) -> Result {
        self.get_student(student).await
    }

    async fn students_of(&mut self, course: i64) -> Result {
        self.read_students(course).await
    }

    async fn courses_of(&mut self, student: i64) -> Result {
        let read = self.courses(read::COURSES_OF, student).await?;
        Ok(Seen::courses(&read))
    }

    async fn courses_by_email(&mut self, email: &str) -> Result {
        let read = self.courses(read::COURSES_BY_EMAIL, email).await?;
        Ok(Seen::courses(&read))
    }

    async fn enrolled(&mut self, student: i64) -> Result {
        let read = self.courses(read::ENROLLED, student).await?;
        Ok(Seen::in_order(read.iter().map(|course| course.id)))
    }

    async fn add_one(&mut self, course: i64, student: i64) -> Result {
        self.link_many(course, &[student]).await
    }

    async fn add_many(&mut self, course: i64, students: &[i64]) -> Result {
        self.link_many(course, students).await
    }

    async fn remove_one(&mut self, course: i64, student: i64) -> Result {
        let sql = "DELETE FROM course_students WHERE course_id = ? AND student_id = ?";
        self.connection.exec_drop(sql, (course, student)).await?;
        Ok(Seen::rows(self.connection.affected_rows()))
    }

    async fn set(&mut self, course: i64, students: &[i64]) -> Result {
        self.set_links(course, students).await
    }

    async fn clear(&mut self, course: i64) -> Result {
        let sql = "DELETE FROM course_students WHERE course_id = ?";
        self.connection.exec_drop(sql, (course,)).await?;
        Ok(Seen::rows(self.connection.affected_rows()))
    }

    async fn upsert(&mut self, student: &NewStudent) -> Result {
        self.upsert_student(student).await
    }

    async fn load(&mut self, up_to: i64) -> Result {
        self.load_courses(up_to).await
    }

    async fn load_all(&mut self) -> Result {
        self.load_courses(i64::MAX).await
    }

    async fn most(&mut self, how_many: i64) -> Result {
        self.read_most(how_many).await
    }

    async fn insert_one(&mut self, student: NewStudent) -> Result {
        self.insert_student(&student).await
    }

    async fn insert_many(&mut self, students: Vec<NewStudent>) -> Result {
        self.insert_students(&students).await
    }

    async fn insert_returning(&mut self, students: Vec<NewStudent>) -> Result {
        self.insert_students_returning(&students).await
    }

    async fn bulk_link(&mut self, links: &[(i64, i64)]) -> Result {
        self.link_pairs("course_students", links).await
    }

    async fn bulk_link_usual(&mut self, links: &[(i64, i64)]) -> Result {
        self.link_pairs("usual_course_students", links).await
    }

    async fn unlink_all(&mut self) -> Result<()> {
        for table in ["course_students", "usual_course_students"] {
            let sql = format!("TRUNCATE {table}");
            self.connection.query_drop(sql).await?;
        }
        Ok(())
    }

    async fn tidy(&mut self, data: &Data) -> Result<()> {
        self.undo(data).await
    }
}
