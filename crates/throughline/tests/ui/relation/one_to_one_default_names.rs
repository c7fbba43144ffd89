//! The other end of a one-to-one relation has the name of the model.

use throughline::prelude::*;

#[derive(Model)]
pub struct Student {
    pub id: i64,
}

#[derive(Model)]
pub struct Key {
    pub id: i64,
    pub student: OneToOne<Student>,
}

#[derive(Model)]
pub struct Super {
    pub id: i64,
    pub student: OneToOne<Student>,
}

#[derive(Model)]
pub struct Profile {
    pub id: i64,
    pub student: OneToOne<Student>,
    pub parent: OneToOne<Student>,
}

#[derive(Model)]
pub struct Node {
    pub id: i64,
    pub node: Option<OneToOne<Node>>,
}

fn main() {}
