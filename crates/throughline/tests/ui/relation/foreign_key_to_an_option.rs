//! A foreign key that may be null has the `Option` around it, not in it.

use throughline::prelude::*;

#[derive(Model)]
pub struct Student {
    pub id: i64,
    #[field(related_name = "tutored")]
    pub tutor: ForeignKey<Option<Student>>,
}

fn main() {}
