//! The models of the guide and of the examples in the documentation: a school.
//!
//! ```text
//! student ──< course_students >── course      a join table of its own
//! student ──< enrollment      >── course      through a model with a date
//! student ──< membership      >── club        through a model with a date and a role
//! ```

pub use throughline::prelude::*;

/// Somebody who learns.
#[derive(Model, Debug, Clone, PartialEq)]
pub struct Student {
    /// The primary key.
    pub id: i64,
    /// The name.
    #[field(max_length = 100)]
    pub name: String,
}

/// What is taught.
#[derive(Model, Debug, Clone, PartialEq)]
pub struct Course {
    /// The primary key.
    pub id: i64,
    /// The title.
    #[field(max_length = 100)]
    pub title: String,
    /// Those who attend.
    pub students: ManyToMany<Student>,
}

/// A student in a course, since a day.
#[derive(Model, Debug, Clone, PartialEq)]
#[model(unique(student, course))]
pub struct Enrollment {
    /// The primary key.
    pub id: i64,
    /// The student.
    pub student: ForeignKey<Student>,
    /// The course.
    pub course: ForeignKey<Course>,
    /// The day.
    pub enrollment_date: Date,
}

/// A student in a club, since a day, in a role.
#[derive(Model, Debug, Clone, PartialEq)]
#[model(unique(student, club))]
pub struct Membership {
    /// The primary key.
    pub id: i64,
    /// The student.
    pub student: ForeignKey<Student>,
    /// The club.
    pub club: ForeignKey<Club>,
    /// The day.
    pub joined: Date,
    /// What the student does there.
    #[field(max_length = 20, default = "member")]
    pub role: String,
}

/// A club.
#[derive(Model, Debug, Clone, PartialEq)]
pub struct Club {
    /// The primary key.
    pub id: i64,
    /// The name.
    #[field(max_length = 100)]
    pub name: String,
    /// Its members.
    #[field(related_name = "clubs")]
    pub members: ManyToMany<Student, Membership>,
}

/// Makes the tables of the models.
///
/// # Errors
///
/// If they are there already.
pub fn create_tables(db: &throughline::blocking::Db) -> throughline::Result<()> {
    let models = [
        Student::META,
        Course::META,
        Enrollment::META,
        Membership::META,
        Club::META,
    ];
    throughline::create_tables(db, models)
}
