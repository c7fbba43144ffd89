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
use workload::{Contestant, Data, NewStudent, Result, Seen, serve};

use statements::Statements;

fn main() -> ExitCode {
    // The client and the task of its connection share one thread: no message wakes another.
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build();
    let runtime = match runtime {
        Ok(runtime) => runtime,
        Err(error) => {
            eprintln!("no runtime: {error}");
            return ExitCode::FAILURE;
        }
    };
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    runtime.block_on(async {
        match arguments[..] {
            ["--seed", url, students] => seed::program(seed::seed(url, students).await),
            ["--copy", seed, url] => seed::program(seed::copy(seed, url).await),
            ["--drop", url] => seed::program(seed::drop(url).await),
            _ => serve::<RawPg>().await,
        }
    })
}

struct RawPg {
    client: Client,
    statements: Statements,
}

#[expect(
    dead_code,
    reason = "made whole, as an application would; the check reads the keys alone"
)]
struct Student {
    id: i64,
    name: String,
    email: String,
    year: i32,
}

impl Student {
    /// From the columns that begin at a position.
    fn from_row(row: &Row, first: usize) -> Self {
        Self {
            id: row.get(first),
            name: row.get(first + 1),
            email: row.get(first + 2),
            year: row.get(first + 3),
        }
    }
}

#[expect(dead_code, reason = "as above")]
struct Course {
    id: i64,
    title: String,
}

impl Course {
    fn from_row(row: &Row) -> Self {
        Self {
            id: row.get(0),
            title: row.get(1),
        }
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

    async fn remove_one(&mut self, course: i64, student: i64) -> Result {
        self.unlink(course, student).await
    }

    async fn set(&mut self, course: i64, students: &[i64]) -> Result {
        self.set_links(course, students).await
    }

    async fn clear(&mut self, course: i64) -> Result {
        self.unlink_course(course).await
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

/// Of the keys of rows that have been made.
fn students(students: &[Student]) -> Seen {
    Seen::keys(students.iter().map(|student| student.id))
}

fn courses(courses: &[Course]) -> Seen {
    Seen::keys(courses.iter().map(|course| course.id))
}
