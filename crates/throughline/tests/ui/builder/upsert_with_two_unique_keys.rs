//! Where there are two unique keys, the call says which.

use throughline::blocking::Db;
use throughline::prelude::*;

#[derive(Model)]
pub struct Student {
    pub id: i64,
    #[field(unique)]
    pub email: String,
    #[field(unique)]
    pub phone: String,
}

pub fn run(db: &Db) -> throughline::Result<()> {
    Student::builder().email("a@b").phone("1").on(Student::by_email).get_or_create(db)?;
    Student::builder().email("a@b").phone("1").get_or_create(db)?;
    Ok(())
}

fn main() {}
