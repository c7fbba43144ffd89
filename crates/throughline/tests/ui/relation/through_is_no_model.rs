//! The second parameter is the through model.

use throughline::prelude::*;

#[derive(Model)]
pub struct Student {
    pub id: i64,
}

pub struct Membership;

#[derive(Model)]
pub struct Club {
    pub id: i64,
    pub members: ManyToMany<Student, Membership>,
}

fn main() {}
