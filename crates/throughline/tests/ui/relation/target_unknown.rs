//! The target is a type, so a misspelt one is an unknown type.

use throughline::prelude::*;

#[derive(Model)]
pub struct Student {
    pub id: i64,
}

#[derive(Model)]
pub struct Course {
    pub id: i64,
    #[field(related_name = "+")]
    pub students: ManyToMany<Studnet>,
}

fn main() {}
