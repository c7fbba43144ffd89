//! A one-to-one field names one model.

use throughline::prelude::*;

#[derive(Model)]
pub struct Student {
    pub id: i64,
}

#[derive(Model)]
pub struct Profile {
    pub id: i64,
    #[field(related_name = "+")]
    pub nobody: OneToOne,
    #[field(on_delete = set_null)]
    pub student: OneToOne<Student>,
}

#[derive(Model)]
pub struct Locker {
    #[field(primary_key)]
    pub student: Option<OneToOne<Student>>,
}

#[derive(Model)]
pub struct Badge {
    pub id: i64,
    pub student: OneToOne<Option<Student>>,
}

fn main() {}
