//! Each required field that is missing is named.

use throughline::blocking::Db;
use throughline::prelude::*;

#[derive(Model)]
pub struct Student {
    pub id: i64,
    pub r#type: String,
    pub joined: Date,
    pub age: i64,
}

pub fn run(db: &Db) -> throughline::Result<Student> {
    Student::builder().age(20).create(db)
}

fn main() {}
