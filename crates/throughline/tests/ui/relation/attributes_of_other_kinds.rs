//! Each attribute of a relation is for some kinds of relations.

use throughline::prelude::*;

#[derive(Model)]
pub struct Student {
    pub id: i64,
}

#[derive(Model)]
pub struct Grade {
    pub id: i64,
    #[field(symmetrical, through_fields(a, b), duplicates, surrogate_id)]
    pub student: ForeignKey<Student>,
    #[field(symmetrical, join_table = "x", surrogate_id, related_name = "best_grade")]
    pub best_of: OneToOne<Student>,
    #[field(symmetrical, duplicates, reverse = trait)]
    pub value: i32,
}

fn main() {}
