//! The models: what is in the database, and, where nothing else is said, in the answers.
//!
//! ```text
//! student ──< enrollment >── course >── teacher
//! ```
//!
//! After a change here, `cargo manage makemigrations` writes the migration.

use serde::Serialize;
use throughline::Migrations;
use throughline::prelude::*;

/// What brings a database up to these models, as part of the program.
pub const MIGRATIONS: Migrations = throughline::migrations!();

/// Somebody who learns.
#[derive(Model, Serialize, Debug, Clone, PartialEq)]
#[model(ordering(name, id))]
pub struct Student {
    /// The primary key, assigned by the database.
    pub id: i64,
    /// The name.
    #[field(max_length = 100)]
    pub name: String,
    /// Where mail reaches the student.
    #[field(max_length = 254, unique)]
    pub email: String,
}

/// Somebody who teaches.
#[derive(Model, Serialize, Debug, Clone, PartialEq)]
#[model(ordering(name, id))]
pub struct Teacher {
    /// The primary key, assigned by the database.
    pub id: i64,
    /// The name.
    #[field(max_length = 100)]
    pub name: String,
}

/// What is taught.
///
/// Its relations stay out of the JSON: an answer has the rows that they lead to, if it has been
/// asked for them by `with`.
#[derive(Model, Serialize, Debug, Clone, PartialEq)]
#[model(ordering(title))]
pub struct Course {
    /// The primary key, assigned by the database.
    pub id: i64,
    /// The title.
    #[field(max_length = 100, unique)]
    pub title: String,
    /// Who teaches it, if anybody does. The other side is `teacher.course_set()`.
    #[serde(skip)]
    #[field(on_delete = set_null)]
    pub teacher: Option<ForeignKey<Teacher>>,
    /// Who learns it. The other side is `student.courses()`.
    #[serde(skip)]
    #[field(related_name = "courses")]
    pub students: ManyToMany<Student, Enrollment>,
}

/// A student in a course, since a day, perhaps with a grade.
///
/// The grades are those of some countries of Europe, 1 the best and 6 the worst.
#[derive(Model, Serialize, Debug, Clone, PartialEq)]
#[model(unique(course, student), check(grades = grade >= 1 && grade <= 6))]
pub struct Enrollment {
    /// The primary key, assigned by the database. Nobody outside asks for it: the pair of course
    /// and student says as much.
    #[serde(skip)]
    pub id: i64,
    /// The course.
    pub course: ForeignKey<Course>,
    /// The student.
    pub student: ForeignKey<Student>,
    /// The day.
    pub enrolled_on: Date,
    /// The grade, once there is one.
    pub grade: Option<i16>,
}
