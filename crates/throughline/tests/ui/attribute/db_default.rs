//! The database's default is a literal for the column.

use throughline::prelude::*;

#[derive(Model)]
pub struct Student {
    pub id: i64,
    #[field(db_default = 0)]
    pub name: String,
    #[field(db_default = "0")]
    pub age: i64,
    #[field(db_default = 70_000)]
    pub room: i16,
    #[field(db_default = 1)]
    pub active: bool,
    #[field(db_default = Date::today())]
    pub joined: Date,
}

fn main() {}
