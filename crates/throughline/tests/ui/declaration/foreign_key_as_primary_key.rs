//! A foreign key alone is no primary key.

use throughline::prelude::*;

#[derive(Model)]
pub struct Person {
    pub id: i64,
}

#[derive(Model)]
pub struct Profile {
    #[field(primary_key)]
    pub person: ForeignKey<Person>,
}

fn main() {}
