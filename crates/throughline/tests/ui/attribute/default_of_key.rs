//! Nobody but the database numbers its rows.

use throughline::prelude::*;

#[derive(Model)]
pub struct Student {
    #[field(default = 7)]
    pub id: i64,
}

#[derive(Model)]
pub struct Event {
    #[field(default = Uuid::nil())]
    pub id: Uuid,
}

fn main() {}
