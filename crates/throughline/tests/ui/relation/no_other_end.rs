//! `"+"` leaves a relation without another end.

use throughline::prelude::*;

#[derive(Model)]
pub struct Student {
    pub id: i64,
}

#[derive(Model)]
pub struct Course {
    pub id: i64,
    #[field(related_name = "+")]
    pub students: ManyToMany<Student>,
}

pub fn run(student: Student) {
    let _manager = student.course_set();
    let _query = Student::objects().filter(|s| s.course_set().is_in([1]));
}

fn main() {}
