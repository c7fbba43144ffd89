//! A relation points to a model with a key of one field.

use throughline::prelude::*;

#[derive(Model)]
#[model(primary_key(year, number))]
pub struct Invoice {
    pub year: i32,
    pub number: i64,
}

#[derive(Model)]
pub struct Payment {
    pub id: i64,
    pub invoice: ForeignKey<Invoice>,
}

#[derive(Model)]
pub struct Folder {
    pub id: i64,
    pub invoices: ManyToMany<Invoice>,
}

fn main() {}
