//! A reverse manager changes rows, so it is given rows.

use throughline::prelude::*;

#[derive(Model)]
pub struct Student {
    pub id: i64,
}

#[derive(Model)]
pub struct Book {
    pub id: i64,
    pub reader: Option<ForeignKey<Student>>,
}

pub fn run(db: &throughline::blocking::Db, student: Student) -> throughline::Result<()> {
    student.book_set().add(db, [1])?;
    student.book_set().remove(db, [&student])?;
    Ok(())
}

fn main() {}
