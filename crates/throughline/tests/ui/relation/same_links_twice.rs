//! Two relations with the same links are one.

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
    #[field(related_name = "friends_of")]
    pub friends: ManyToMany<Student, Membership>,
}

#[derive(Model)]
#[model(primary_key(student, club))]
pub struct Membership {
    pub student: ForeignKey<Student>,
    pub club: ForeignKey<Club>,
}

fn main() {}
