//! There are no unsaved instances, so a key is no `Option`.

use throughline::prelude::*;

#[derive(Model)]
pub struct Student {
    pub id: Option<i64>,
    pub name: String,
}

fn main() {}
