//! A setter takes a value for its field.

use throughline::prelude::*;

#[derive(Model)]
pub struct Student {
    pub id: i64,
    pub name: String,
    pub tutor: Option<ForeignKey<Student>>,
}

#[derive(Model)]
pub struct Course {
    pub id: i64,
    pub age: i64,
}

pub fn run(course: &Course) {
    let _name = Student::builder().name(3);
    let _age = Course::builder().age("twenty");
    let _tutor = Student::builder().tutor(course);
}

fn main() {}
