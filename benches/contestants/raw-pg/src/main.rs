//! The floor on PostgreSQL: tokio-postgres, by hand.
//!
//! `raw-pg --seed URL STUDENTS` makes the database of the URL anew, `raw-pg --copy SEED URL` one that is a
//! copy of the first, `raw-pg --drop URL` takes one away.

mod load;
mod read;
mod seed;
mod statements;
mod write;

use std::process::ExitCode;

use tokio_postgres::{Client, NoTls, Row};
use workload::{Contestant, Course, Data, NewStudent, Result, Student, in_runtime, outcome, serve};

use statements::Statements;

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    in_runtime(async {
        match arguments[..] {
            ["--seed", url, students] => outcome(seed::seed(url, students).await),
            ["--copy", seed, url] => outcome(seed::copy(seed, url).await),
            ["--drop", url] => outcome(seed::drop(url).await),
            _ => serve::<RawPg>().await,
        }
    })
}

struct RawPg {
    client: Client,
    statements: Statements,
}

/// The student whose columns begin at a position.
fn student_of(row: &Row, first: usize) -> Student {
    Student {
        id: row.get(first),
        name: row.get(first + 1),
        email: row.get(first + 2),
        year: row.get(first + 3),
    }
}

fn course_of(row: &Row) -> Course {
    Course {
        id: row.get(0),
        title: row.get(1),
    }
}

/// A client, whose connection is driven by a task of this thread.
async fn connect(url: &str) -> Result<Client> {
    let (client, connection) = tokio_postgres::connect(url, NoTls).await?;
    tokio::spawn(async move {
        if let Err(error) = connection.await {
            eprintln!("the connection broke: {error}");
        }
    });
    Ok(client)
}

impl Contestant for RawPg {
    async fn connect(url: &str) -> Result<Self> {
        let client = connect(url).await?;
        let statements = Statements::prepare(&client).await?;
        Ok(Self { client, statements })
    }

    async fn versions(&mut self) -> Result<String> {
        let row = self.client.query_one("SHOW server_version", &[]).await?;
        let server: &str = row.get(0);
        Ok(format!("tokio-postgres 0.7, PostgreSQL {server}"))
    }

    async fn get_one(&mut self, student: i64) -> Result {
        self.get_student(student).await
    }

    async fn students_of(&mut self, course: i64) -> Result {
        self.read_students(course).await
    }

    async fn courses_of(&mut self, student: i64) -> Result {
        self.read_courses(&self.statements.courses_of, &student)
            .await
    }

    async fn courses_by_email(&mut self, email: &str) -> Result {
        self.read_courses(&self.statements.courses_by_email, &email)
            .await
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
        self.insert_student(&student).await
    }

    async fn insert_many(&mut self, students: Vec<NewStudent>) -> Result {
        self.insert_students(&students).await
    }

    async fn insert_returning(&mut self, students: Vec<NewStudent>) -> Result {
        self.insert_students_returning(&students).await
    }

    async fn bulk_link(&mut self, links: &[(i64, i64)]) -> Result {
        self.copy_links(write::COPY, links).await
    }

    async fn bulk_link_usual(&mut self, links: &[(i64, i64)]) -> Result {
        self.copy_links(write::COPY_USUAL, links).await
    }

    async fn unlink_all(&mut self) -> Result<()> {
        let empty = "TRUNCATE course_students, usual_course_students";
        Ok(self.client.batch_execute(empty).await?)
    }

    async fn tidy(&mut self, data: &Data) -> Result<()> {
        self.undo(data).await
    }
}
