//! A model is a struct with named fields. The path types are there all the same.

use throughline::prelude::*;

#[derive(Model)]
pub enum Role {
    Member,
    Chair,
}

#[derive(Model)]
pub struct Point(i64, i64);

#[derive(Model)]
pub struct Nothing;

#[derive(Model)]
pub union Bits {
    pub id: i64,
}

pub fn paths(_: RolePath, _: PointPath, _: NothingPath, _: BitsPath) {}

fn main() {}
