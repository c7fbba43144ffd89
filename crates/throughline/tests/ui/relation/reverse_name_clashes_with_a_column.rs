//! A name that another model's relation gives is already a column: the compiler finds it.

use throughline::prelude::*;

#[derive(Model)]
pub struct Student {
    pub id: i64,
    pub courses: i64,
}

#[derive(Model)]
pub struct Course {
    pub id: i64,
    #[field(related_name = "courses")]
    pub students: ManyToMany<Student>,
}

fn main() {}
