//! A column is compared with a value for it.

use throughline::prelude::*;

#[derive(Model)]
pub struct Student {
    pub id: i64,
    pub name: String,
    pub age: Option<i64>,
}

pub fn run() {
    let _name = Student::objects().filter(|s| s.name().eq(3));
    let _age = Student::objects().filter(|s| s.age().gt("twenty"));
    let _columns = Student::objects().filter(|s| s.name().eq(s.id()));
}

fn main() {}
