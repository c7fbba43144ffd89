//! A model is one table.

use throughline::prelude::*;

#[derive(Model)]
pub struct Page<T> {
    pub id: i64,
    pub body: T,
}

#[derive(Model)]
pub struct Line<'a> {
    pub id: i64,
    pub text: &'a str,
}

fn main() {}
