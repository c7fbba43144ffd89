//! A struct around a key is a key if it can be compared, cloned, hashed and printed.

use throughline::prelude::*;

#[derive(FieldType, Debug, Clone, PartialEq)]
pub struct Isbn(pub String);

#[derive(Model)]
pub struct Book {
    #[field(primary_key)]
    pub isbn: Isbn,
}

#[derive(Model)]
pub struct Copy {
    pub id: i64,
    pub book: ForeignKey<Book>,
}

fn main() {}
