//! A link has both its ends.

use throughline::prelude::*;

#[derive(Model)]
struct Student {
    id: i64,
}

#[derive(Model)]
struct Club {
    id: i64,
    members: ManyToMany<Student, Membership>,
}

#[derive(Model)]
#[model(unique(student, club))]
struct Membership {
    id: i64,
    student: ForeignKey<Student>,
    club: Option<ForeignKey<Club>>,
}

fn main() {}
