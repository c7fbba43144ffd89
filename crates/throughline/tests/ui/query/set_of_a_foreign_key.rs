//! A foreign key is set to a row of its target.

use throughline::prelude::*;

#[derive(Model)]
pub struct Student {
    pub id: i64,
}

#[derive(Model)]
pub struct Teacher {
    pub id: i64,
}

#[derive(Model)]
pub struct Course {
    pub id: i64,
    pub teacher: ForeignKey<Teacher>,
    pub title: String,
    pub students: ManyToMany<Student>,
}

pub fn run(db: &throughline::blocking::Db, ann: Student) -> throughline::Result<()> {
    Course::objects().update(db, |c| c.teacher().set(&ann))?;
    Course::objects().update(db, |c| c.students().set(&ann))?;
    Ok(())
}

fn main() {}
