//! The errors of a through model are told once, by itself.

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
pub struct Course {
    pub id: i64,
    #[field(related_name = "courses")]
    pub members: ManyToMany<Student, Membership>,
}

#[derive(Model)]
#[model(unique(student, club), unique(student, course))]
pub struct Membership {
    pub id: i64,
    pub student: ForeignKey<Student>,
    pub club: ForeignKey<Club>,
    pub course: ForeignKey<Course>,
    #[field(max_length = 3)]
    pub age: i64,
}

fn main() {}
