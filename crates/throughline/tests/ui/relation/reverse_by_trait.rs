//! `reverse = trait` is all that can be said, and only of a relation with another end.

use throughline::prelude::*;

use throughline_guide::{Student, StudentPath};

#[derive(Model)]
pub struct Book {
    pub id: i64,
    #[field(reverse = trait, related_name = "+")]
    pub readers: ManyToMany<Student>,
    #[field(reverse)]
    pub authors: ManyToMany<Student>,
    #[field(reverse = "trait", related_name = "bought")]
    pub buyer: ForeignKey<Student>,
}

fn main() {}
