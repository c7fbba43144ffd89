//! A column behind a path to many rows has no single value to select.

use throughline::prelude::*;

#[derive(Model)]
pub struct Student {
    pub id: i64,
    pub name: String,
}

#[derive(Model)]
pub struct Course {
    pub id: i64,
    pub title: String,
    pub students: ManyToMany<Student>,
}

fn main() {
    let names = Course::objects().select(|c| (c.title(), c.students().name()));
}
