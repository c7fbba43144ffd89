//! How the types of relations are written.

use throughline::prelude::*;

#[derive(Model)]
pub struct Student {
    pub id: i64,
    pub friends: Option<ManyToMany<Student>>,
}

#[derive(Model)]
pub struct Course {
    pub id: i64,
    pub students: ManyToMany<Vec<Student>>,
    pub teacher: ForeignKey,
    pub rooms: ManyToMany<(Student, Student)>,
}

fn main() {}
