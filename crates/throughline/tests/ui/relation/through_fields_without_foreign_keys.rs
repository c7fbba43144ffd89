//! The through model of `through_fields` has foreign keys.

use throughline::prelude::*;

#[derive(Model)]
pub struct Student {
    pub id: i64,
}

#[derive(Model)]
pub struct Club {
    pub id: i64,
    #[field(related_name = "clubs", through_fields(club, student))]
    pub members: ManyToMany<Student, Membership>,
}

#[derive(Model)]
pub struct Membership {
    pub id: i64,
    pub student: i64,
    pub club: i64,
}

fn main() {}
