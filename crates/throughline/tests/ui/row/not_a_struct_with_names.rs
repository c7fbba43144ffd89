//! A row is a struct with named fields, and of one type.

use throughline::prelude::*;

#[derive(Row)]
pub struct Pair(i64, String);

#[derive(Row)]
pub struct Nothing {}

#[derive(Row)]
pub enum Level {
    Low,
}

#[derive(Row)]
pub struct Of<T> {
    pub one: T,
}

fn main() {}
