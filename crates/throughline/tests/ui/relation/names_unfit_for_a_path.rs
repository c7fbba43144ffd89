//! A path that is written as text goes from step to step by `__`.

use throughline::prelude::*;

#[derive(Model)]
pub struct Student {
    pub id: i64,
}

#[derive(Model)]
pub struct Course {
    pub id: i64,
    #[field(related_name = "courses_")]
    pub students: ManyToMany<Student>,
    #[field(related_name = "taught__by")]
    pub teacher: ForeignKey<Student>,
    #[field(related_name = "assisted")]
    pub the__assistant: ForeignKey<Student>,
    #[field(related_name = "visited")]
    pub guests_: ManyToMany<Student>,
}

fn main() {}
