//! Types that cannot be a key: by their name, and by their traits.

use throughline::prelude::*;

#[derive(Model)]
pub struct Reading {
    pub id: f64,
}

#[derive(Model)]
pub struct Flag {
    #[field(primary_key)]
    pub on: bool,
}

#[derive(Model)]
pub struct Day {
    #[field(primary_key)]
    pub date: Date,
}

fn main() {}
