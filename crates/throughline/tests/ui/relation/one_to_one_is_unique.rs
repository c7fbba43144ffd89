//! A one-to-one key is a unique key already.

use throughline::prelude::*;

#[derive(Model)]
pub struct Student {
    pub id: i64,
}

#[derive(Model)]
#[model(unique(student))]
pub struct Profile {
    pub id: i64,
    #[field(unique, index)]
    pub student: OneToOne<Student>,
}

fn main() {}
