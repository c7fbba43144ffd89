//! Teachers: to list, to make, to delete.

use axum::Router;
use axum::extract::State;
use axum::http::StatusCode;
use axum::http::header::LOCATION;
use axum::response::IntoResponse;
use axum::routing::{delete, get};
use serde::Deserialize;
use throughline::prelude::*;

use crate::extract::{Json, Path, Query};
use crate::listing::{Allowed, Listed};
use crate::models::Teacher;
use crate::problem::Problem;

/// The routes.
pub fn routes() -> Router<Db> {
    Router::new()
        .route("/teachers", get(list).post(create))
        .route("/teachers/{teacher}", delete(remove))
}

const ALLOWED: Allowed = Allowed {
    filters: &["id", "name", "course_set__title"],
    orders: &["id", "name"],
};

/// `GET /teachers?name__startswith=E`
async fn list(
    State(db): State<Db>,
    Query(parameters): Query<Vec<(String, String)>>,
) -> Result<Json<Listed<Teacher>>, Problem> {
    let listing = ALLOWED.read(parameters)?;
    let page = listing
        .narrow(Teacher::objects())
        .after(listing.after.as_ref(), listing.limit)
        .get(&db)
        .await?;
    Ok(Json(page.into()))
}

/// A teacher who is to be made.
#[derive(Deserialize, Debug)]
#[serde(deny_unknown_fields)]
struct NewTeacher {
    name: String,
}

/// `POST /teachers`
async fn create(
    State(db): State<Db>,
    Json(new): Json<NewTeacher>,
) -> Result<impl IntoResponse, Problem> {
    let teacher = Teacher::builder().name(new.name).create(&db).await?;
    let location = [(LOCATION, format!("/teachers/{}", teacher.id))];
    Ok((StatusCode::CREATED, location, Json(teacher)))
}

/// `DELETE /teachers/1`. Courses stay, without a teacher: `on_delete = set_null`.
async fn remove(State(db): State<Db>, Path(teacher): Path<i64>) -> Result<StatusCode, Problem> {
    Teacher::get(&db, teacher).await?.delete(&db).await?;
    Ok(StatusCode::NO_CONTENT)
}
