//! A through model has its own primary key.

use throughline::prelude::*;

#[derive(Model)]
pub struct Student {
    pub id: i64,
}

#[derive(Model)]
pub struct Club {
    pub id: i64,
    #[field(related_name = "clubs", surrogate_id)]
    pub members: ManyToMany<Student, Membership>,
}

#[derive(Model)]
#[model(primary_key(student, club))]
pub struct Membership {
    pub student: ForeignKey<Student>,
    pub club: ForeignKey<Club>,
}

fn main() {}
