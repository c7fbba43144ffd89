//! One student in one course: the link as a resource of its own, with its day and its grade.

use axum::Router;
use axum::extract::State;
use axum::http::StatusCode;
use axum::routing::get;
use serde::Deserialize;
use throughline::prelude::*;

use crate::extract::{Json, Path};
use crate::models::Enrollment;
use crate::problem::Problem;

/// The routes.
pub fn routes() -> Router<Db> {
    let path = "/courses/{course}/enrollments/{student}";
    Router::new().route(path, get(read).put(write))
}

/// `GET /courses/1/enrollments/2`
async fn read(
    State(db): State<Db>,
    Path((course, student)): Path<(i64, i64)>,
) -> Result<Json<Enrollment>, Problem> {
    let pair = Enrollment::objects().filter(|e| e.course().eq(course) & e.student().eq(student));
    Ok(Json(pair.get(&db).await?))
}

/// What an enrollment is to have in its columns.
#[derive(Deserialize, Debug)]
#[serde(deny_unknown_fields)]
struct Columns {
    enrolled_on: Date,
    grade: Option<i16>,
}

/// `PUT /courses/1/enrollments/2`: 201 if there was none. The unique pair of course and student
/// decides, in the database: of two at one time the second one finds the first.
async fn write(
    State(db): State<Db>,
    Path((course, student)): Path<(i64, i64)>,
    Json(columns): Json<Columns>,
) -> Result<(StatusCode, Json<Enrollment>), Problem> {
    let (enrollment, outcome) = Enrollment::builder()
        .course(course)
        .student(student)
        .enrolled_on(columns.enrolled_on)
        .grade(columns.grade)
        .update_or_create(&db)
        .await?;
    let status = match outcome {
        Outcome::Created => StatusCode::CREATED,
        Outcome::Updated | Outcome::Unchanged | Outcome::Found => StatusCode::OK,
    };
    Ok((status, Json(enrollment)))
}
