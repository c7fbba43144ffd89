//! The floor on SQLite: rusqlite, by hand.
//!
//! `raw-sqlite --seed FILE STUDENTS` makes the database that all contestants on SQLite get copies of.

mod read;
mod seed;
mod telling;
mod write;

use std::process::ExitCode;

use rusqlite::{Connection, Row};
use workload::{Contestant, Course, Data, NewStudent, Result, Student, block_on, outcome, serve};

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    if let [flag, file, students] = &arguments[..]
        && flag == "--seed"
    {
        return outcome(seed::seed(file, students));
    }
    block_on(serve::<RawSqlite>())
}

struct RawSqlite {
    db: Connection,
}

/// The student whose columns begin at a position.
fn student_of(row: &Row<'_>, first: usize) -> rusqlite::Result<Student> {
    Ok(Student {
        id: row.get(first)?,
        name: row.get(first + 1)?,
        email: row.get(first + 2)?,
        year: row.get(first + 3)?,
    })
}

fn course_of(row: &Row<'_>) -> rusqlite::Result<Course> {
    Ok(Course {
        id: row.get(0)?,
        title: row.get(1)?,
    })
}

impl Contestant for RawSqlite {
    async fn connect(url: &str) -> Result<Self> {
        let db = Connection::open(url.trim_start_matches("sqlite://"))?;
        db.pragma_update(None, "foreign_keys", true)?;
        db.set_prepared_statement_cache_capacity(64);
        Ok(Self { db })
    }

    async fn versions(&mut self) -> Result<String> {
        Ok(format!("rusqlite 0.43, SQLite {}", rusqlite::version()))
    }

    async fn get_one(&mut self, student: i64) -> Result {
        self.get_student(student)
    }

    async fn students_of(&mut self, course: i64) -> Result {
        self.read_students(course)
    }

    async fn courses_of(&mut self, student: i64) -> Result {
        self.read_courses(read::COURSES_OF, student)
    }

    async fn courses_by_email(&mut self, email: &str) -> Result {
        self.read_courses(read::COURSES_BY_EMAIL, email)
    }

    async fn enrolled(&mut self, student: i64) -> Result {
        self.read_enrolled(student)
    }

    async fn add_one(&mut self, course: i64, student: i64) -> Result {
        self.link(course, student)
    }

    async fn add_many(&mut self, course: i64, students: &[i64]) -> Result {
        self.link_many(course, students)
    }

    async fn add_telling(&mut self, course: i64, students: &[i64]) -> Result {
        self.link_telling(course, students)
    }

    async fn remove_one(&mut self, course: i64, student: i64) -> Result {
        self.unlink(course, student)
    }

    async fn set(&mut self, course: i64, students: &[i64]) -> Result {
        self.set_links(course, students)
    }

    async fn set_telling(&mut self, course: i64, students: &[i64]) -> Result {
        self.set_links_telling(course, students)
    }

    async fn clear(&mut self, course: i64) -> Result {
        self.unlink_course(course)
    }

    async fn clear_telling(&mut self, course: i64) -> Result {
        self.unlink_telling(course)
    }

    async fn upsert(&mut self, student: &NewStudent) -> Result {
        self.upsert_student(student)
    }

    async fn load(&mut self, up_to: i64) -> Result {
        self.load_courses(Some(up_to))
    }

    async fn load_all(&mut self) -> Result {
        self.load_courses(None)
    }

    async fn most(&mut self, how_many: i64) -> Result {
        self.read_most(how_many)
    }

    async fn stream(&mut self) -> Result {
        self.stream_students()
    }

    async fn insert_one(&mut self, student: NewStudent) -> Result {
        self.insert_student(&student)
    }

    async fn insert_many(&mut self, students: Vec<NewStudent>) -> Result {
        self.insert_students(&students)
    }

    async fn insert_returning(&mut self, students: Vec<NewStudent>) -> Result {
        self.insert_students_returning(students)
    }

    async fn bulk_link(&mut self, links: &[(i64, i64)]) -> Result {
        self.link_pairs(write::LINK, links)
    }

    async fn bulk_link_usual(&mut self, links: &[(i64, i64)]) -> Result {
        self.link_pairs(write::LINK_USUAL, links)
    }

    async fn unlink_all(&mut self) -> Result<()> {
        self.db
            .execute_batch("DELETE FROM course_students; DELETE FROM usual_course_students")?;
        Ok(())
    }

    async fn tidy(&mut self, data: &Data) -> Result<()> {
        self.undo(data)
    }
}
