//! All errors of a declaration, each at its own token, and none for its uses.

use throughline::prelude::*;

#[derive(Model, Debug, Clone)]
#[model(unique(nmae))]
pub struct Student {
    pub id: i64,
    #[field(max_lenght = 100)]
    pub name: String,
    #[field(max_length = 3)]
    pub age: i64,
    #[field(on_delete = set_null)]
    pub tutor: ForeignKey<Student>,
    #[field(unique)]
    pub friends: ManyToMany<Student>,
}

pub fn uses(db: &throughline::blocking::Db) -> throughline::Result<()> {
    let ann = Student::builder().name("Ann").age(20).tutor(1).create(db)?;
    let _tutor: Student = ann.tutor().get(db)?;
    ann.friends().add(db, [1, 2])?;
    ann.student_set().all(db)?;
    Student::objects().filter(|s| s.friends().name().eq("Bob") & s.tutor().age().gt(30)).all(db)?;
    Ok(())
}

fn main() {}
