//! The models of a school: students, courses, and who is in which.
//!
//! ```text
//! student ──< course_students >── course      a join table of its own
//! student ──< enrollment      >── course      through a model with a date
//! ```
//!
//! Between the same two models there are two relations, so that both ways to declare one can be
//! seen, and both ways to name its other side. The lecture is in `main.rs`; after a change here,
//! `cargo manage makemigrations` writes the migration.

use throughline::Migrations;
use throughline::prelude::*;

/// What brings a database up to these models, as part of the program.
pub const MIGRATIONS: Migrations = throughline::migrations!();

/// Somebody who learns.
#[derive(Model, Debug, Clone, PartialEq)]
#[model(ordering(id))]
pub struct Student {
    /// The primary key, assigned by the database if it is not given.
    pub id: i64,
    /// The name.
    #[field(max_length = 100)]
    pub name: String,
}

/// What is taught.
#[derive(Model, Debug, Clone, PartialEq)]
#[model(ordering(id))]
pub struct Course {
    /// The primary key, assigned by the database if it is not given.
    pub id: i64,
    /// The title.
    #[field(max_length = 100)]
    pub title: String,
    /// Those who attend. The other side has the default name: `student.course_set()`.
    pub students: ManyToMany<Student>,
    /// Those who are enrolled. The other side is `student.enrolled_courses()`.
    #[field(related_name = "enrolled_courses")]
    pub enrolled: ManyToMany<Student, Enrollment>,
}

/// A student in a course, since a day.
#[derive(Model, Debug, Clone, PartialEq)]
#[model(unique(student, course), ordering(enrollment_date, id))]
pub struct Enrollment {
    /// The primary key, assigned by the database if it is not given.
    pub id: i64,
    /// The student.
    pub student: ForeignKey<Student>,
    /// The course.
    pub course: ForeignKey<Course>,
    /// The day.
    pub enrollment_date: Date,
}
