//! A many-to-many field has no column to say anything about.

use throughline::prelude::*;

#[derive(Model)]
pub struct Student {
    pub id: i64,
}

#[derive(Model)]
pub struct Course {
    pub id: i64,
    #[field(unique, index, column = "s", max_length = 3, default = 1, on_delete = cascade)]
    pub students: ManyToMany<Student>,
    #[field(primary_key, related_name = "audited")]
    pub auditors: ManyToMany<Student>,
    #[field(join_table = "x", related_name = "tutored")]
    pub tutor: ForeignKey<Student>,
}

fn main() {}
