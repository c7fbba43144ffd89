//! The models that rivals meet at.

use throughline::blocking::Db;
pub(crate) use throughline::prelude::*;

#[derive(Model, Debug, Clone, PartialEq)]
pub(crate) struct Student {
    pub id: i64,
    #[field(max_length = 100)]
    pub name: String,
    #[field(unique, max_length = 100)]
    pub email: Option<String>,
    #[field(default = 0)]
    pub visits: i32,
}

#[derive(Model, Debug, Clone, PartialEq)]
pub(crate) struct Teacher {
    pub id: i64,
    pub name: String,
}

#[derive(Model, Debug, Clone, PartialEq)]
pub(crate) struct Course {
    pub id: i64,
    pub title: String,
    pub teacher: Option<ForeignKey<Teacher>>,
    pub students: ManyToMany<Student>,
}

#[derive(Model, Debug, Clone, PartialEq)]
#[model(unique(student, club))]
pub(crate) struct Membership {
    pub id: i64,
    pub student: ForeignKey<Student>,
    pub club: ForeignKey<Club>,
    pub weight: i32,
}

#[derive(Model, Debug, Clone, PartialEq)]
pub(crate) struct Club {
    pub id: i64,
    pub name: String,
    #[field(related_name = "clubs")]
    pub members: ManyToMany<Student, Membership>,
}

#[derive(Model, Debug, Clone, PartialEq)]
pub(crate) struct Person {
    pub id: i64,
    pub name: String,
    #[field(symmetrical)]
    pub friends: ManyToMany<Person>,
}

/// Makes the tables.
pub(crate) fn create_tables(db: &Db) {
    let models = [
        Student::META,
        Teacher::META,
        Course::META,
        Membership::META,
        Club::META,
        Person::META,
    ];
    throughline::create_tables(db, models).unwrap();
}
