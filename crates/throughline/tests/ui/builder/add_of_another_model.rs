//! A related manager takes rows and keys of its target.

use throughline::blocking::Db;
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

pub fn run(db: &Db, course: &Course) -> throughline::Result<()> {
    course.students().add(db, [course])?;
    course.students().add(db, ["Ann"])?;
    Ok(())
}

fn main() {}
