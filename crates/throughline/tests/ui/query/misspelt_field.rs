//! A field that is not there.

use throughline::prelude::*;

#[derive(Model)]
pub struct Student {
    pub id: i64,
    pub name: String,
}

#[derive(Model)]
pub struct Course {
    pub id: i64,
    pub students: ManyToMany<Student>,
}

pub fn run() {
    let _name = Student::objects().filter(|s| s.nmae().eq("Ann"));
    let _relation = Course::objects().filter(|c| c.student().name().eq("Ann"));
    let _reverse = Student::objects().filter(|s| s.courses_set().id().eq(1));
}

fn main() {}
