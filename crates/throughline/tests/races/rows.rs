//! Rows that rivals meet at.

use throughline::blocking::Db;

use crate::models::*;

/// So many students, by their keys.
pub(crate) fn students(db: &Db, count: usize) -> Vec<i64> {
    let new = (0..count).map(|number| Student::builder().name(format!("student {number}")));
    let made = Student::objects().bulk_create(db, new).unwrap();
    made.iter().map(|student| student.id).collect()
}

/// A course for each round: what one round leaves is not in the way of the next.
pub(crate) fn courses(db: &Db, count: usize) -> Vec<Course> {
    let new = (0..count).map(|number| Course::builder().title(format!("course {number}")));
    Course::objects().bulk_create(db, new).unwrap()
}
