//! The links of a simple relation have no columns to give.

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

pub fn run(db: &Db, course: &Course, ann: &Student, date: Date) -> throughline::Result<()> {
    course.students().add_with(db, [ann], |link| link.joined(date))?;
    Ok(())
}

fn main() {}
