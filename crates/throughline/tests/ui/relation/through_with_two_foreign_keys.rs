//! Which of two foreign keys a relation goes through cannot be guessed.

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
#[model(unique(student, club))]
pub struct Membership {
    pub id: i64,
    pub student: ForeignKey<Student>,
    #[field(related_name = "invited")]
    pub inviter: ForeignKey<Student>,
    pub club: ForeignKey<Club>,
}

fn main() {}
