//! The models.

use butane::{AutoPk, ForeignKey, Many, dataresult, model};

#[model]
#[table = "student"]
pub(crate) struct Student {
    pub(crate) id: AutoPk<i64>,
    pub(crate) name: String,
    pub(crate) email: String,
    pub(crate) year: i32,
}

/// A student's key alone.
#[dataresult(Student)]
pub(crate) struct StudentKey {
    pub(crate) id: AutoPk<i64>,
}

#[model]
#[table = "course"]
pub(crate) struct Course {
    pub(crate) id: AutoPk<i64>,
    pub(crate) title: String,
    pub(crate) students: Many<Student>,
}

#[model]
#[table = "enrollment"]
pub(crate) struct Enrollment {
    pub(crate) id: AutoPk<i64>,
    pub(crate) student_id: ForeignKey<Student>,
    pub(crate) course_id: ForeignKey<Course>,
}
