//! In bulk as well.

use throughline::blocking::Db;
use throughline::prelude::*;

#[derive(Model)]
pub struct Student {
    pub id: i64,
    pub name: String,
    pub age: i64,
}

pub fn run(db: &Db) -> throughline::Result<Vec<Student>> {
    Student::objects().bulk_create(db, [Student::builder().name("Ann")])
}

fn main() {}
