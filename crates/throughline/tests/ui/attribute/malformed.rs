//! What is not written as it must be is told with how to write it; the rest is still read.

use throughline::prelude::*;

#[derive(Model)]
#[model]
#[model(table, unique = name, index(), unique(-name), ordering)]
pub struct Student {
    pub id: i64,
    #[field(max_length = "long", unique = true)]
    pub name: String,
    #[field(column = nick, default)]
    pub nick: String,
    #[field(max_length 100)]
    pub note: String,
    #[field = "x"]
    pub age: i64,
}

fn main() {}
