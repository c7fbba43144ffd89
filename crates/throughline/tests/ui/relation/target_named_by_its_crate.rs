//! On a model of another crate only its own crate can put methods.

use throughline::prelude::*;

#[derive(Model)]
pub struct Book {
    pub id: i64,
    pub readers: ManyToMany<::throughline_guide::Student>,
    #[field(related_name = "+")]
    pub author: ForeignKey<::throughline_guide::Student>,
}

fn main() {}
