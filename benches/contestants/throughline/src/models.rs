//! The models.

pub(crate) use throughline::prelude::*;

#[derive(Model, Debug)]
pub(crate) struct Student {
    pub(crate) id: i64,
    pub(crate) name: String,
    #[field(unique)]
    pub(crate) email: String,
    pub(crate) year: i32,
}

#[derive(Model, Debug)]
pub(crate) struct Course {
    pub(crate) id: i64,
    pub(crate) title: String,
    pub(crate) students: ManyToMany<Student>,
}

#[derive(Model, Debug)]
#[model(unique(student, course))]
pub(crate) struct Enrollment {
    pub(crate) id: i64,
    pub(crate) student: ForeignKey<Student>,
    pub(crate) course: ForeignKey<Course>,
    pub(crate) enrolled: Date,
}
