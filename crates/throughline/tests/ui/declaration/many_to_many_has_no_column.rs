//! A many-to-many field cannot stand where columns are named.

use throughline::prelude::*;

#[derive(Model)]
pub struct Student {
    pub id: i64,
}

#[derive(Model)]
#[model(unique(title, students), ordering(students))]
pub struct Course {
    pub id: i64,
    pub title: String,
    pub students: ManyToMany<Student>,
}

fn main() {}
