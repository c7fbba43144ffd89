//! A path to a model is compared with rows and keys of it.

use throughline::prelude::*;

#[derive(Model)]
pub struct Student {
    pub id: i64,
}

#[derive(Model)]
pub struct Course {
    pub id: i64,
    pub students: ManyToMany<Student>,
}

pub fn run(course: &Course) {
    let _row = Course::objects().filter(|c| c.students().eq(course));
    let _key = Course::objects().filter(|c| c.students().eq("Ann"));
    let _get = |db: &throughline::blocking::Db| Student::get(db, "Ann");
}

fn main() {}
