//! What is never null cannot become it.

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

pub fn run(db: &throughline::blocking::Db) -> throughline::Result<()> {
    Course::objects().update(db, |c| c.teacher().set_null())?;
    Course::objects().update(db, |c| c.title().set_null())?;
    Ok(())
}

fn main() {}
