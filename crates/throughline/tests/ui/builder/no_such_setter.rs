//! A builder has a setter for each field that has a column, and no other.

use throughline::prelude::*;

#[derive(Model)]
pub struct Student {
    pub id: i64,
    pub name: String,
}

#[derive(Model)]
pub struct Course {
    pub id: i64,
    pub title: String,
    pub students: ManyToMany<Student>,
}

pub fn run(ann: &Student) {
    let _course = Course::builder().titel("Rust");
    let _course = Course::builder().title("Rust").students([ann]);
}

fn main() {}
