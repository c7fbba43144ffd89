//! Tables and models, for Diesel on both engines.

use diesel::prelude::*;

diesel::table! {
    student (id) {
        id -> BigInt,
        name -> Text,
        email -> Text,
        year -> Integer,
    }
}

diesel::table! {
    course (id) {
        id -> BigInt,
        title -> Text,
    }
}

diesel::table! {
    enrollment (id) {
        id -> BigInt,
        student_id -> BigInt,
        course_id -> BigInt,
        enrolled -> Date,
    }
}

diesel::table! {
    course_students (course_id, student_id) {
        course_id -> BigInt,
        student_id -> BigInt,
    }
}

diesel::table! {
    usual_course_students (id) {
        id -> BigInt,
        course_id -> BigInt,
        student_id -> BigInt,
    }
}

diesel::joinable!(enrollment -> student (student_id));
diesel::joinable!(enrollment -> course (course_id));
diesel::joinable!(course_students -> student (student_id));
diesel::joinable!(course_students -> course (course_id));
diesel::allow_tables_to_appear_in_same_query!(student, course, enrollment, course_students);

#[expect(
    dead_code,
    reason = "made whole, as an application would; the check reads the keys alone"
)]
#[derive(Queryable, Selectable)]
#[diesel(table_name = student)]
pub(crate) struct Student {
    pub(crate) id: i64,
    pub(crate) name: String,
    pub(crate) email: String,
    pub(crate) year: i32,
}

#[expect(dead_code, reason = "as above")]
#[derive(Queryable, Selectable, Identifiable)]
#[diesel(table_name = course)]
pub(crate) struct Course {
    pub(crate) id: i64,
    pub(crate) title: String,
}

/// A link as far as it tells to which course a student belongs.
#[derive(Queryable, Selectable, Associations)]
#[diesel(table_name = course_students, belongs_to(Course))]
pub(crate) struct LinkOf {
    pub(crate) course_id: i64,
}

#[derive(Insertable)]
#[diesel(table_name = student)]
pub(crate) struct NewStudent<'a> {
    pub(crate) name: &'a str,
    pub(crate) email: &'a str,
    pub(crate) year: i32,
}

impl<'a> From<&'a workload::NewStudent> for NewStudent<'a> {
    fn from(student: &'a workload::NewStudent) -> Self {
        Self {
            name: &student.name,
            email: &student.email,
            year: student.year,
        }
    }
}

#[derive(Insertable, Clone, Copy)]
#[diesel(table_name = course_students, treat_none_as_default_value = false)]
pub(crate) struct NewLink {
    pub(crate) course_id: i64,
    pub(crate) student_id: i64,
}

#[derive(Insertable, Clone, Copy)]
#[diesel(table_name = usual_course_students, treat_none_as_default_value = false)]
pub(crate) struct NewUsualLink {
    pub(crate) course_id: i64,
    pub(crate) student_id: i64,
}
