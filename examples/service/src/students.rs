//! Students: to list, to read with their courses, to make, to delete.

use axum::Router;
use axum::extract::State;
use axum::http::StatusCode;
use axum::http::header::LOCATION;
use axum::response::IntoResponse;
use axum::routing::get;
use serde::{Deserialize, Serialize};
use throughline::prelude::*;

use crate::extract::{Json, Path, Query};
use crate::listing::{Allowed, Listed};
use crate::models::{Course, Student, Teacher};
use crate::problem::Problem;

/// The routes.
pub fn routes() -> Router<Db> {
    Router::new()
        .route("/students", get(list).post(create))
        .route("/students/{student}", get(read).delete(remove))
}

const ALLOWED: Allowed = Allowed {
    filters: &["id", "name", "email", "courses", "courses__title"],
    orders: &["id", "name", "email"],
};

/// A student with the courses of today.
#[derive(Row, Serialize, Debug)]
struct WholeStudent {
    #[serde(flatten)]
    student: Student,
    courses: Vec<CourseOfStudent>,
}

/// A course that a student attends, and who teaches it.
#[derive(Row, Serialize, Debug)]
struct CourseOfStudent {
    #[serde(flatten)]
    course: Course,
    teacher: Option<Teacher>,
}

/// `GET /students?courses__title=Rust&order=-name`
async fn list(
    State(db): State<Db>,
    Query(parameters): Query<Vec<(String, String)>>,
) -> Result<Json<Listed<Student>>, Problem> {
    let listing = ALLOWED.read(parameters)?;
    let page = listing
        .narrow(Student::objects())
        .after(listing.after.as_ref(), listing.limit)
        .get(&db)
        .await?;
    Ok(Json(page.into()))
}

/// `GET /students/1`: two statements. The teachers are joined to the courses.
async fn read(
    State(db): State<Db>,
    Path(student): Path<i64>,
) -> Result<Json<WholeStudent>, Problem> {
    let courses = |rows: Vec<_>| rows.into_iter().map(CourseOfStudent::from).collect();
    let student = Student::objects()
        .filter(|s| s.id().eq(student))
        .with(|s| s.courses().with(|c| c.teacher()).map(courses))
        .map(WholeStudent::from)
        .get(&db)
        .await?;
    Ok(Json(student))
}

/// A student who is to be made.
#[derive(Deserialize, Debug)]
#[serde(deny_unknown_fields)]
struct NewStudent {
    name: String,
    email: String,
}

/// `POST /students`. That the address is free is not asked before: the database knows, and says so
/// by an error that becomes a 409.
async fn create(
    State(db): State<Db>,
    Json(new): Json<NewStudent>,
) -> Result<impl IntoResponse, Problem> {
    let new = Student::builder().name(new.name).email(new.email);
    let student = new.create(&db).await?;
    let location = [(LOCATION, format!("/students/{}", student.id))];
    Ok((StatusCode::CREATED, location, Json(student)))
}

/// `DELETE /students/1`. The database deletes the student's enrollments too.
async fn remove(State(db): State<Db>, Path(student): Path<i64>) -> Result<StatusCode, Problem> {
    Student::get(&db, student).await?.delete(&db).await?;
    Ok(StatusCode::NO_CONTENT)
}
