//! A symmetrical relation has one name.

use throughline::prelude::*;

#[derive(Model)]
pub struct Person {
    pub id: i64,
    #[field(symmetrical, related_name = "befriended")]
    pub friends: ManyToMany<Person>,
    #[field(symmetrical, related_name = "+", reverse = trait)]
    pub colleagues: ManyToMany<Self>,
}

fn main() {}
