//! An upsert by key needs a unique key besides one that the database numbers.

use throughline::blocking::Db;
use throughline::prelude::*;

#[derive(Model)]
pub struct Student {
    pub id: i64,
    pub name: String,
}

pub fn run(db: &Db) -> throughline::Result<(Student, Outcome)> {
    Student::builder().name("Ann").update_or_create(db)
}

fn main() {}
