//! First the key to the declaring model, then the key to the target.

use throughline::prelude::*;

#[derive(Model)]
pub struct Student {
    pub id: i64,
}

#[derive(Model)]
pub struct Club {
    pub id: i64,
    #[field(related_name = "clubs", through_fields(student, club))]
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
    pub joined: Date,
}

fn main() {}
