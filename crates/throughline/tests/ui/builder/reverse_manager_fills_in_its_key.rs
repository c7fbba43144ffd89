//! Another end fills in its own key, and nothing else.

use throughline::prelude::*;

#[derive(Model)]
pub struct Student {
    pub id: i64,
}

#[derive(Model)]
pub struct Grade {
    pub id: i64,
    pub student: ForeignKey<Student>,
    #[field(related_name = "given")]
    pub examiner: ForeignKey<Student>,
    #[field(unique)]
    pub number: i32,
}

#[derive(Model)]
pub struct Profile {
    pub id: i64,
    pub student: OneToOne<Student>,
    pub text: String,
}

pub fn run(db: &throughline::blocking::Db, student: Student) -> throughline::Result<()> {
    student.grade_set().create(db, Grade::builder().number(1))?;
    student.given().update_or_create(db, Grade::builder().number(1))?;
    student.profile().create(db, Profile::builder())?;
    Ok(())
}

fn main() {}
