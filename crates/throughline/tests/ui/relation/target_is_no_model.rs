//! The target of a relation is a model.

use throughline::prelude::*;

pub struct Tag {
    pub id: i64,
}

#[derive(Model)]
pub struct Post {
    pub id: i64,
    pub tags: ManyToMany<Tag>,
}

fn main() {}
