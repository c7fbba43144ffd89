//! A model needs a primary key. Its uses elsewhere are no errors.

use throughline::prelude::*;

#[derive(Model)]
pub struct Student {
    pub name: String,
}

pub fn name(student: &Student) -> &str {
    let _query = Student::objects().filter(|s| s.name().eq("Ann"));
    &student.name
}

fn main() {}
