//! `through_fields` names two foreign keys.

use throughline::prelude::*;

#[derive(Model)]
pub struct Student {
    pub id: i64,
}

#[derive(Model)]
pub struct Club {
    pub id: i64,
    #[field(related_name = "a", through_fields(student))]
    pub one: ManyToMany<Student, Membership>,
    #[field(related_name = "b", through_fields(club, student, inviter))]
    pub three: ManyToMany<Student, Membership>,
    #[field(related_name = "c", through_fields(student, student))]
    pub same: ManyToMany<Student, Membership>,
    #[field(related_name = "d", through_fields())]
    pub none: ManyToMany<Student, Membership>,
    #[field(related_name = "e", through_fields = "club, student")]
    pub text: ManyToMany<Student, Membership>,
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
