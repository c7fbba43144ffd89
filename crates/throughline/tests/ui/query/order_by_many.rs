//! Across a relation to many rows there is no single value to order by or to assign.

use throughline::blocking::Db;
use throughline::prelude::*;

#[derive(Model)]
pub struct Student {
    pub id: i64,
    pub name: String,
}

#[derive(Model)]
pub struct Course {
    pub id: i64,
    pub title: String,
    pub students: ManyToMany<Student>,
}

pub fn run(db: &Db) -> throughline::Result<()> {
    let _column = Course::objects().order_by(|c| c.students().name());
    let _desc = Course::objects().order_by(|c| c.students().name().desc());
    Course::objects().update(db, |c| c.students().name().set("Ann"))?;
    Ok(())
}

fn main() {}
