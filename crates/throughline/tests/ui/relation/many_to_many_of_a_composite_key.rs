//! The owner of a many-to-many relation has a key of one field, as its target has.

use throughline::prelude::*;

#[derive(Model)]
pub struct Tag {
    pub id: i64,
}

#[derive(Model)]
#[model(primary_key(year, number))]
pub struct Invoice {
    pub year: i32,
    pub number: i64,
    pub tags: ManyToMany<Tag>,
}

fn main() {}
