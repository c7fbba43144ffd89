//! Each join table is one of its own.

use throughline::prelude::*;

#[derive(Model)]
pub struct Student {
    pub id: i64,
}

#[derive(Model)]
#[model(table = "club_founders")]
pub struct Club {
    pub id: i64,
    #[field(related_name = "clubs", join_table = "club_students")]
    pub members: ManyToMany<Student>,
    #[field(related_name = "old_clubs", join_table = "Club_Students")]
    pub alumni: ManyToMany<Student>,
    #[field(related_name = "founded")]
    pub founders: ManyToMany<Student>,
}

fn main() {}
