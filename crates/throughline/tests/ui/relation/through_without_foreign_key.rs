//! A through model points to both ends.

use throughline::prelude::*;

#[derive(Model)]
pub struct Student {
    pub id: i64,
}

#[derive(Model)]
pub struct Club {
    pub id: i64,
    pub members: ManyToMany<Student, Membership>,
}

#[derive(Model)]
pub struct Membership {
    pub id: i64,
    #[field(unique)]
    pub student: ForeignKey<Student>,
}

fn main() {}
