//! `filter` takes a condition, `order_by` an ordering, `update` an assignment.

use throughline::blocking::Db;
use throughline::prelude::*;

#[derive(Model)]
pub struct Student {
    pub id: i64,
    pub name: String,
    pub active: bool,
}

pub fn run(db: &Db) -> throughline::Result<()> {
    let _filter = Student::objects().filter(|s| s.active());
    let _and = Student::objects().filter(|s| s.active().eq(true) && s.name().eq("Ann"));
    let _order = Student::objects().order_by(|s| s.name().eq("Ann"));
    Student::objects().update(db, |s| s.name().eq("Ann"))?;
    Ok(())
}

fn main() {}
