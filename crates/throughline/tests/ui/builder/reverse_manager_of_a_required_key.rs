//! Rows whose key is never null cannot be taken from their owner.

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

pub fn run(
    db: &throughline::blocking::Db,
    teacher: Teacher,
    course: Course,
) -> throughline::Result<()> {
    teacher.course_set().add(db, [&course])?;
    teacher.course_set().remove(db, [&course])?;
    teacher.course_set().set(db, [&course])?;
    teacher.course_set().clear(db)?;
    Ok(())
}

fn main() {}
