//! The marker of a many-to-many relation is a field as any other in a literal.

use throughline::prelude::*;

#[derive(Model)]
pub struct Student {
    pub id: i64,
}

#[derive(Model)]
pub struct Course {
    pub id: i64,
    pub title: String,
    pub students: ManyToMany<Student>,
}

pub fn course() -> Course {
    Course { id: 1, title: "Rust".to_owned() }
}

fn main() {}
