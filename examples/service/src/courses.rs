//! Courses: to list, to read, to make, to change, to delete.

use axum::Router;
use axum::extract::State;
use axum::http::StatusCode;
use axum::http::header::LOCATION;
use axum::response::IntoResponse;
use axum::routing::get;
use serde::{Deserialize, Deserializer, Serialize};
use throughline::prelude::*;
use throughline::{Assignment, RowSet};

use crate::extract::{Json, Path, Query};
use crate::listing::{Allowed, Listed};
use crate::models::{Course, CoursePath, Enrollment, Student, Teacher};
use crate::problem::Problem;

/// The routes.
pub fn routes() -> Router<Db> {
    Router::new()
        .route("/courses", get(list).post(create))
        .route("/courses/{course}", get(read).patch(change).delete(remove))
}

const ALLOWED: Allowed = Allowed {
    filters: &[
        "id",
        "title",
        "teacher__name",
        "students",
        "students__name",
        "enrollment_set__grade",
    ],
    orders: &["id", "title", "teacher__name"],
};

/// A course in a list.
#[derive(Row, Serialize, Debug)]
struct CourseInList {
    #[serde(flatten)]
    course: Course,
    teacher: Option<Teacher>,
    student_count: i64,
}

/// A course with whom it has to do with.
#[derive(Row, Serialize, Debug)]
struct WholeCourse {
    #[serde(flatten)]
    course: Course,
    teacher: Option<Teacher>,
    students: Vec<StudentInCourse>,
}

/// A student of a course, with what the link has in its columns.
#[derive(Serialize, Debug)]
struct StudentInCourse {
    #[serde(flatten)]
    student: Student,
    enrolled_on: Date,
    grade: Option<i16>,
}

impl From<(Student, Enrollment)> for StudentInCourse {
    fn from((student, link): (Student, Enrollment)) -> Self {
        StudentInCourse {
            student,
            enrolled_on: link.enrolled_on,
            grade: link.grade,
        }
    }
}

/// `GET /courses?students__name__icontains=ann&order=-title`: one statement for a page, and one for
/// the numbers of students.
async fn list(
    State(db): State<Db>,
    Query(parameters): Query<Vec<(String, String)>>,
) -> Result<Json<Listed<CourseInList>>, Problem> {
    let listing = ALLOWED.read(parameters)?;
    let page = listing
        .narrow(Course::objects())
        .with(|c| c.teacher())
        .with(|c| c.students().count())
        .map(CourseInList::from)
        .after(listing.after.as_ref(), listing.limit)
        .get(&db)
        .await?;
    Ok(Json(page.into()))
}

/// The course, its teacher and its students: two statements, however many they are.
fn whole(course: i64) -> impl RowSet<Row = WholeCourse> {
    let students = |links: Vec<_>| links.into_iter().map(StudentInCourse::from).collect();
    Course::objects()
        .filter(|c| c.id().eq(course))
        .with(|c| c.teacher())
        .with(|c| c.students().with_link::<Enrollment>().map(students))
        .map(WholeCourse::from)
}

/// `GET /courses/1`
async fn read(State(db): State<Db>, Path(course): Path<i64>) -> Result<Json<WholeCourse>, Problem> {
    Ok(Json(whole(course).get(&db).await?))
}

/// A course that is to be made.
#[derive(Deserialize, Debug)]
#[serde(deny_unknown_fields)]
struct NewCourse {
    title: String,
    teacher: Option<i64>,
}

/// `POST /courses`. The course is made and read in one transaction, so that the answer is as it was
/// made, whatever others do meanwhile.
async fn create(
    State(db): State<Db>,
    Json(new): Json<NewCourse>,
) -> Result<impl IntoResponse, Problem> {
    let course = db
        .transaction(async |tx| {
            let new = Course::builder().title(new.title).teacher(new.teacher);
            let course = new.create(&tx).await?;
            whole(course.id).get(&tx).await
        })
        .await?;
    let location = [(LOCATION, format!("/courses/{}", course.course.id))];
    Ok((StatusCode::CREATED, location, Json(course)))
}

/// What is to be changed in a course. What is not in the body stays; `"teacher": null` leaves the
/// course without one.
#[derive(Deserialize, Debug)]
#[serde(deny_unknown_fields)]
struct CourseChanges {
    title: Option<String>,
    #[serde(default, deserialize_with = "given")]
    teacher: Option<Option<i64>>,
}

impl CourseChanges {
    /// The columns that are to be written.
    fn assignments(self, course: CoursePath) -> Vec<Assignment> {
        let title = self.title.map(|title| course.title().set(title));
        let teacher = self.teacher.map(|teacher| match teacher {
            Some(teacher) => course.teacher().set(teacher),
            None => course.teacher().set_null(),
        });
        title.into_iter().chain(teacher).collect()
    }
}

/// Tells a `null` from what is not there.
fn given<'de, D: Deserializer<'de>, T: Deserialize<'de>>(
    deserializer: D,
) -> Result<Option<T>, D::Error> {
    T::deserialize(deserializer).map(Some)
}

/// `PATCH /courses/1`. What is written is what was given, and nothing else: two that change the
/// title and the teacher at one time both have their way.
async fn change(
    State(db): State<Db>,
    Path(course): Path<i64>,
    Json(changes): Json<CourseChanges>,
) -> Result<Json<WholeCourse>, Problem> {
    let course = db
        .transaction(async |tx| {
            let rows = Course::objects().filter(|c| c.id().eq(course));
            rows.update(&tx, |c| changes.assignments(c)).await?;
            whole(course).get(&tx).await
        })
        .await?;
    Ok(Json(course))
}

/// `DELETE /courses/1`. The database deletes its enrollments with it.
async fn remove(State(db): State<Db>, Path(course): Path<i64>) -> Result<StatusCode, Problem> {
    Course::get(&db, course).await?.delete(&db).await?;
    Ok(StatusCode::NO_CONTENT)
}
