//! What is no number of many rows, and what is no number at all.

use throughline::prelude::*;

#[derive(Model)]
pub struct Student {
    pub id: i64,
    pub name: String,
}

fn main() {
    let db = throughline::blocking::Db::memory().unwrap();
    let plain = Student::objects().aggregate(&db, |s| s.name());
    let sum = Student::objects().aggregate(&db, |s| s.name().sum());
    let longer = Student::objects().filter(|s| (s.name() + 1).eq("Ann"));
}
