//! A foreign key that is always there is never null.

use throughline::prelude::*;

#[derive(Model)]
pub struct Teacher {
    pub id: i64,
}

#[derive(Model)]
pub struct Course {
    pub id: i64,
    pub teacher: ForeignKey<Teacher>,
}

pub fn run() {
    let _query = Course::objects().filter(|c| c.teacher().is_null());
}

fn main() {}
