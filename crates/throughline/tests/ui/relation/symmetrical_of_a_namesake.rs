//! A model of the same name in another module is another model.

use throughline::prelude::*;

pub mod people {
    use throughline::prelude::*;

    #[derive(Model)]
    #[model(table = "other_person")]
    pub struct Person {
        pub id: i64,
    }
}

#[derive(Model)]
pub struct Person {
    pub id: i64,
    #[field(symmetrical)]
    pub friends: ManyToMany<people::Person>,
}

fn main() {}
