//! On a relation to the same model, the other end needs a name that no field has.

use throughline::prelude::*;

#[derive(Model)]
pub struct Person {
    pub id: i64,
    #[field(related_name = "parent")]
    pub parent: Option<ForeignKey<Person>>,
    #[field(related_name = "id")]
    pub friends: ManyToMany<Self>,
}

fn main() {}
