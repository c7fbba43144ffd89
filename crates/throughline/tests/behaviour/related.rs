//! Related managers of relations between two models: {simple, through} × {forward, reverse} ×
//! each verb, with rows, return value and statements.

mod payload;
mod simple;
mod through;

use throughline::blocking::Db;

use crate::models::*;

/// The names of the students of a course, in order.
fn students_of(db: &Db, course: &Course) -> Vec<String> {
    let students = course.students().order_by(|s| s.name()).all(db).unwrap();
    students.into_iter().map(|student| student.name).collect()
}

/// The titles of the courses of a student, in order.
fn courses_of(db: &Db, student: &Student) -> Vec<String> {
    student
        .course_set()
        .all(db)
        .unwrap()
        .into_iter()
        .map(|course| course.title)
        .collect()
}
