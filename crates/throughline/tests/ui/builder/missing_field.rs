//! A required field that was not given a value is named, with the call to make.

use throughline::blocking::Db;
use throughline::prelude::*;

#[derive(Model)]
pub struct Student {
    pub id: i64,
    pub name: String,
    pub joined: Date,
    pub nick: Option<String>,
}

pub fn run(db: &Db, joined: Date) -> throughline::Result<Student> {
    Student::builder().joined(joined).create(db)
}

fn main() {}
