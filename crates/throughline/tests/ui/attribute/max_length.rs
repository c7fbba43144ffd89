//! `max_length` is for text that has room for a letter.

use throughline::prelude::*;

#[derive(Model)]
pub struct Student {
    pub id: i64,
    #[field(max_length = 0)]
    pub name: String,
    #[field(max_length = 3)]
    pub age: Option<i64>,
    #[field(max_length = 3)]
    pub tutor: ForeignKey<Student>,
}

fn main() {}
