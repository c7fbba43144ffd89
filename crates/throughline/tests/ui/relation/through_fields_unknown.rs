//! A name in `through_fields` is that of a foreign key of the through model.

use throughline::prelude::*;

#[derive(Model)]
pub struct Student {
    pub id: i64,
}

#[derive(Model)]
pub struct Club {
    pub id: i64,
    #[field(related_name = "clubs", through_fields(club, member))]
    pub members: ManyToMany<Student, Membership>,
    #[field(related_name = "since", through_fields(club, joined))]
    pub since: ManyToMany<Student, Membership>,
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
