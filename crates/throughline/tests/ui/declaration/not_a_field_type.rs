//! A type that has no column is told once, at the field.

use std::collections::HashMap;

use throughline::prelude::*;

#[derive(Model)]
pub struct Student {
    pub id: i64,
    pub age: u32,
    pub scores: HashMap<String, i64>,
    pub friends: Vec<Student>,
}

pub fn adults() {
    let _query = Student::objects().filter(|s| s.id().gt(18));
}

fn main() {}
