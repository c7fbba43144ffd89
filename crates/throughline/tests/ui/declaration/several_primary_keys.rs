//! Two fields are marked: one key of both is said on the struct.

use throughline::prelude::*;

#[derive(Model)]
pub struct Invoice {
    #[field(primary_key)]
    pub year: i32,
    #[field(primary_key)]
    pub number: i64,
}

#[derive(Model)]
#[model(primary_key(year, number))]
pub struct Receipt {
    #[field(primary_key)]
    pub year: i32,
    pub number: i64,
}

fn main() {}
