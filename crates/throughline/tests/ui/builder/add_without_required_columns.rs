//! `add` and `set` cannot make links whose columns need a value.

use throughline::blocking::Db;
use throughline::prelude::*;

#[derive(Model)]
pub struct Student {
    pub id: i64,
}

#[derive(Model)]
pub struct Club {
    pub id: i64,
    #[field(related_name = "clubs")]
    pub members: ManyToMany<Student, Membership>,
}

#[derive(Model)]
#[model(unique(student, club))]
pub struct Membership {
    pub id: i64,
    pub student: ForeignKey<Student>,
    pub club: ForeignKey<Club>,
    pub joined: Date,
    #[field(default = "member")]
    pub role: String,
}

pub fn run(db: &Db, club: &Club, ann: &Student) -> throughline::Result<()> {
    club.members().add(db, [ann])?;
    ann.clubs().set(db, [club])?;
    club.members().create(db, Student::builder())?;
    Ok(())
}

fn main() {}
