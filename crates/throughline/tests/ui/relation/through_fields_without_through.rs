//! What belongs to a through model has no meaning without one.

use throughline::prelude::*;

#[derive(Model)]
pub struct Student {
    pub id: i64,
}

#[derive(Model)]
pub struct Course {
    pub id: i64,
    #[field(through_fields(course, student), duplicates)]
    pub students: ManyToMany<Student>,
}

fn main() {}
