//! On a model of another crate only its own crate can put methods.

use throughline::prelude::*;

use throughline_guide::{Student, StudentPath};

#[derive(Model)]
pub struct Book {
    pub id: i64,
    pub readers: ManyToMany<Student>,
}

fn main() {}
