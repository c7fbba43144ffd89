//! Only a relation of a model with itself can be the same from both ends.

use throughline::prelude::*;

#[derive(Model)]
pub struct Student {
    pub id: i64,
}

#[derive(Model)]
pub struct Course {
    pub id: i64,
    #[field(symmetrical)]
    pub students: ManyToMany<Student>,
}

fn main() {}
