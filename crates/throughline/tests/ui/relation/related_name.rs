//! The other end's name is that of a method.

use throughline::prelude::*;

#[derive(Model)]
pub struct Student {
    pub id: i64,
}

#[derive(Model)]
pub struct Course {
    pub id: i64,
    #[field(related_name = "my courses")]
    pub students: ManyToMany<Student>,
    #[field(related_name = "")]
    pub tutors: ManyToMany<Student>,
    #[field(related_name = "audited__courses")]
    pub auditors: ManyToMany<Student>,
    #[field(related_name = "objects")]
    pub readers: ManyToMany<Student>,
    pub delete: ManyToMany<Student>,
}

fn main() {}
