//! An attribute is given once.

use throughline::prelude::*;

#[derive(Model)]
#[model(table = "a", ordering(name))]
#[model(table = "b", ordering(id))]
pub struct Student {
    pub id: i64,
    #[field(max_length = 10)]
    #[field(max_length = 20, unique, unique)]
    pub name: String,
}

fn main() {}
