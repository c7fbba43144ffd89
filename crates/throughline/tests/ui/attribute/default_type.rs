//! A default is a value for the field.

use throughline::prelude::*;

#[derive(Model)]
pub struct Student {
    pub id: i64,
    #[field(default = 3)]
    pub name: String,
    #[field(default = "none")]
    pub age: i64,
}

fn main() {}
