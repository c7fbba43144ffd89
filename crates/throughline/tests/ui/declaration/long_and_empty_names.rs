//! Names in the database have at least one byte and at most 63.

use throughline::prelude::*;

#[derive(Model)]
#[model(table = "")]
pub struct Student {
    pub id: i64,
    #[field(column = "a_name_that_is_longer_than_what_postgresql_would_take_without_cutting_it")]
    pub name: String,
}

fn main() {}
