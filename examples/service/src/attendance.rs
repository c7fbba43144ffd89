//! The students of a course, as a set of keys: to set, to add, to remove. Each answers what changed.

use std::collections::BTreeSet;

use axum::Router;
use axum::extract::State;
use axum::routing::put;
use serde::{Deserialize, Serialize};
use throughline::Changes;
use throughline::prelude::*;

use crate::extract::{Json, Path, Query};
use crate::models::Course;
use crate::problem::Problem;

/// The routes.
pub fn routes() -> Router<Db> {
    Router::new().route(
        "/courses/{course}/students",
        put(set).post(add).delete(remove),
    )
}

/// Students who are to attend, since a day: that of the request, if nothing is said.
#[derive(Deserialize, Debug)]
#[serde(deny_unknown_fields)]
struct Attending {
    students: Vec<i64>,
    #[serde(default = "today")]
    enrolled_on: Date,
}

fn today() -> Date {
    jiff::ZonedDateTime::now().date()
}

/// The students whose links were made, taken away, and left as they were.
#[derive(Serialize, Debug, Default)]
struct Changed {
    added: Vec<i64>,
    removed: Vec<i64>,
    kept: Vec<i64>,
}

impl From<Changes<i64>> for Changed {
    fn from(changes: Changes<i64>) -> Self {
        Changed {
            added: changes.added,
            removed: changes.removed,
            kept: changes.kept,
        }
    }
}

/// `PUT /courses/1/students`: these, and no others. Of two that set at one time the result is what
/// one of them asked for, not a mixture. Links that stay keep their day and their grade.
async fn set(
    State(db): State<Db>,
    Path(course): Path<i64>,
    Json(Attending {
        students,
        enrolled_on,
    }): Json<Attending>,
) -> Result<Json<Changed>, Problem> {
    let course = Course::get(&db, course).await?;
    let changes = course
        .students()
        .set_with(&db, students, |link| link.enrolled_on(enrolled_on))
        .await?;
    Ok(Json(changes.into()))
}

/// `POST /courses/1/students`: these too. Who attends already stays as is.
async fn add(
    State(db): State<Db>,
    Path(course): Path<i64>,
    Json(Attending {
        students,
        enrolled_on,
    }): Json<Attending>,
) -> Result<Json<Changed>, Problem> {
    let course = Course::get(&db, course).await?;
    let asked: BTreeSet<_> = students.iter().copied().collect();
    let added = course
        .students()
        .add_with(&db, students, |link| link.enrolled_on(enrolled_on))
        .await?;
    let kept = asked
        .into_iter()
        .filter(|student| !added.contains(student))
        .collect();
    let changed = Changed {
        added,
        kept,
        ..Changed::default()
    };
    Ok(Json(changed))
}

/// Students whose links are to go: `?students=1,2`. A body of a `DELETE` may be lost on its way.
#[derive(Deserialize, Debug)]
#[serde(deny_unknown_fields)]
struct Leaving {
    students: String,
}

/// `DELETE /courses/1/students?students=1,2`: no longer these. The students themselves stay.
async fn remove(
    State(db): State<Db>,
    Path(course): Path<i64>,
    Query(leaving): Query<Leaving>,
) -> Result<Json<Changed>, Problem> {
    let students: Result<Vec<i64>, _> = leaving.students.split(',').map(str::parse).collect();
    let students = students.map_err(|_| Problem::query("`students` is a list such as `1,2`"))?;
    let course = Course::get(&db, course).await?;
    let removed = course.students().remove(&db, students).await?;
    let changed = Changed {
        removed,
        ..Changed::default()
    };
    Ok(Json(changed))
}
