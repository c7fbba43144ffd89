//! A pair is linked once.

use throughline::prelude::*;

#[derive(Model)]
pub struct Student {
    pub id: i64,
}

#[derive(Model)]
pub struct Club {
    pub id: i64,
    #[field(related_name = "clubs")]
    pub members: ManyToMany<Student, Membership>,
}

#[derive(Model)]
#[model(unique(student, club, joined))]
pub struct Membership {
    pub id: i64,
    pub student: ForeignKey<Student>,
    pub club: ForeignKey<Club>,
    pub joined: Date,
}

fn main() {}
