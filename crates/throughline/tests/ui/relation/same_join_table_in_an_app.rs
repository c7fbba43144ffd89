//! Each join table is one of its own: by the names that the app gives.

use throughline::prelude::*;

throughline::app! { name = "school", naming = django }

#[derive(Model)]
pub struct Student {
    pub id: i64,
}

#[derive(Model)]
pub struct Club {
    pub id: i64,
    #[field(related_name = "clubs", join_table = "club_alumni")]
    pub members: ManyToMany<Student>,
    #[field(related_name = "old_clubs")]
    pub alumni: ManyToMany<Student>,
    #[field(related_name = "founded", join_table = "School_Club_Alumni")]
    pub founders: ManyToMany<Student>,
}

fn main() {}
