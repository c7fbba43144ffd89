//! Rows that a related manager made in bulk would not be linked: it has no such verb.

use throughline::blocking::Db;
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

pub fn run(db: &Db, course: &Course) -> throughline::Result<()> {
    let new = [Student::builder().name("Ann")];
    course.students().objects().bulk_create(db, new)?;
    Ok(())
}

fn main() {}
