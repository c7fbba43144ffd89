//! The models.
//!
//! Keys are unsigned: of signed ones Toasty 0.11 cannot make the subqueries of `via`.

use toasty::Deferred;

#[derive(Debug, toasty::Model)]
#[table = "student"]
pub(crate) struct Student {
    #[key]
    #[auto]
    pub(crate) id: u64,
    pub(crate) name: String,
    #[unique]
    pub(crate) email: String,
    pub(crate) year: i32,
    #[has_many]
    pub(crate) course_links: Deferred<Vec<CourseStudent>>,
    #[has_many(via = course_links.course)]
    pub(crate) courses: Deferred<Vec<Course>>,
    #[has_many]
    pub(crate) enrollments: Deferred<Vec<Enrollment>>,
}

#[derive(Debug, toasty::Model)]
#[table = "course"]
pub(crate) struct Course {
    #[key]
    #[auto]
    pub(crate) id: u64,
    pub(crate) title: String,
    #[has_many]
    pub(crate) student_links: Deferred<Vec<CourseStudent>>,
    #[has_many(via = student_links.student)]
    pub(crate) students: Deferred<Vec<Student>>,
    #[has_many]
    pub(crate) enrollments: Deferred<Vec<Enrollment>>,
}

#[derive(Debug, toasty::Model)]
#[table = "course_students"]
#[key(course_id, student_id)]
pub(crate) struct CourseStudent {
    #[index]
    pub(crate) course_id: u64,
    #[belongs_to]
    pub(crate) course: Deferred<Course>,
    #[index]
    pub(crate) student_id: u64,
    #[belongs_to]
    pub(crate) student: Deferred<Student>,
}

#[derive(Debug, toasty::Model)]
#[table = "usual_course_students"]
#[unique(course_id, student_id)]
pub(crate) struct UsualCourseStudent {
    #[key]
    #[auto]
    pub(crate) id: u64,
    #[index]
    pub(crate) course_id: u64,
    #[index]
    pub(crate) student_id: u64,
}

#[derive(Debug, toasty::Model)]
#[table = "enrollment"]
pub(crate) struct Enrollment {
    #[key]
    #[auto]
    pub(crate) id: u64,
    #[index]
    pub(crate) student_id: u64,
    #[belongs_to]
    pub(crate) student: Deferred<Student>,
    #[index]
    pub(crate) course_id: u64,
    #[belongs_to]
    pub(crate) course: Deferred<Course>,
}
