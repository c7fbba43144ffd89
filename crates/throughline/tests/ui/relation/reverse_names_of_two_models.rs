//! Two models give the same name to a third: the compiler finds it.

use throughline::prelude::*;

#[derive(Model)]
pub struct Student {
    pub id: i64,
}

#[derive(Model)]
pub struct Course {
    pub id: i64,
    #[field(related_name = "joined")]
    pub students: ManyToMany<Student>,
}

#[derive(Model)]
pub struct Club {
    pub id: i64,
    #[field(related_name = "joined")]
    pub members: ManyToMany<Student>,
}

fn main() {}
