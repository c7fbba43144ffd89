//! The other end of a one-to-one relation meets the columns of the target.

use throughline::prelude::*;

#[derive(Model)]
pub struct Student {
    pub id: i64,
    pub profile: String,
}

#[derive(Model)]
pub struct Profile {
    pub id: i64,
    pub student: OneToOne<Student>,
}

fn main() {}
