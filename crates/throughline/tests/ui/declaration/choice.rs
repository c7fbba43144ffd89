//! A choice is an enum of names.

use throughline::prelude::*;

#[derive(Choice)]
pub enum Role {
    Member,
    Chair { since: i64 },
    #[choice("member")]
    Guest,
    #[choice(text = "late")]
    Late,
}

#[derive(Choice)]
pub struct Level(i64);

#[derive(Choice)]
pub enum Empty {}

fn main() {}
