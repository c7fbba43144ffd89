//! A symmetrical relation has no other end, neither on rows nor on paths.

use throughline::prelude::*;

#[derive(Model)]
pub struct Person {
    pub id: i64,
    #[field(symmetrical)]
    pub friends: ManyToMany<Person>,
}

pub fn run(person: Person) {
    let _manager = person.person_set();
    let _query = Person::objects().filter(|p| p.person_set().eq(&person));
}

fn main() {}
