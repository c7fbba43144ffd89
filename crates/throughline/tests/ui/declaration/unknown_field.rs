//! Lists name fields that are there.

use throughline::prelude::*;

#[derive(Model)]
#[model(
    unique(nmae, age),
    index(surname),
    ordering(-joind, name, name),
)]
pub struct Student {
    pub id: i64,
    pub name: String,
    pub age: i64,
    pub joined: Date,
}

#[derive(Model)]
#[model(primary_key(year, nummber))]
pub struct Invoice {
    pub year: i32,
    pub number: i64,
}

fn main() {}
