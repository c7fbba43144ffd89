//! One declaration of a key is enough.

use throughline::prelude::*;

#[derive(Model)]
#[model(unique(name), unique(name, age), unique(age, name), index(name), index(id))]
pub struct Student {
    #[field(unique)]
    pub id: i64,
    #[field(unique)]
    pub name: String,
    pub age: i64,
}

fn main() {}
