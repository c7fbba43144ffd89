//! A row with a field that is no column is made from a tuple, and not read from a result.

use throughline::prelude::*;

#[derive(Model)]
pub struct Student {
    pub id: i64,
}

#[derive(Row)]
pub struct Attended {
    pub student: Student,
    pub courses: i64,
}

fn read(db: &throughline::blocking::Db) -> throughline::Result<Vec<Attended>> {
    db.query_as::<Attended>("SELECT 1", ())
}

fn name(student: Student) -> Attended {
    Attended::from((student, 1))
}

fn main() {}
