//! Plain rows, for floors, which have no structs of a library. They are made whole, as an application would.

use crate::Seen;

/// A student.
#[derive(Debug)]
pub struct Student {
    pub id: i64,
    pub name: String,
    pub email: String,
    pub year: i32,
}

/// A course.
#[derive(Debug)]
pub struct Course {
    pub id: i64,
    pub title: String,
}

impl Seen {
    /// Of students that have been made.
    pub fn students(students: &[Student]) -> Self {
        Self::keys(students.iter().map(|student| student.id))
    }

    /// Of courses that have been made.
    pub fn courses(courses: &[Course]) -> Self {
        Self::keys(courses.iter().map(|course| course.id))
    }
}
