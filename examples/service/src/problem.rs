//! What went wrong, as HTTP: a status, and a body that says it (RFC 9457).
//!
//! ```json
//! {
//!   "status": 400,
//!   "title": "invalid lookup",
//!   "detail": "`Course` has no field and no relation `titel`",
//!   "hint": "did you mean `title`?"
//! }
//! ```
//!
//! `title` is the kind of the problem, `detail` what it is this time, `hint` what to do about it.
//! What the client cannot do anything about is in the log alone.

use std::borrow::Cow;
use std::error::Error as _;

use axum::extract::rejection::{JsonRejection, PathRejection, QueryRejection};
use axum::http::header::{CONTENT_TYPE, RETRY_AFTER};
use axum::http::{HeaderValue, StatusCode};
use axum::response::{IntoResponse, Response};
use serde::Serialize;
use throughline::{Error, ErrorKind};

/// When to ask again, in seconds, if the service cannot answer now.
const RETRY: HeaderValue = HeaderValue::from_static("1");

/// A request that is not answered, and why.
#[derive(Debug, Serialize)]
pub struct Problem {
    #[serde(serialize_with = "number")]
    status: StatusCode,
    title: &'static str,
    detail: Cow<'static, str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    hint: Option<Cow<'static, str>>,
}

fn number<S: serde::Serializer>(status: &StatusCode, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_u16(status.as_u16())
}

impl Problem {
    /// A problem with that status.
    pub fn new(
        status: StatusCode,
        title: &'static str,
        detail: impl Into<Cow<'static, str>>,
    ) -> Self {
        Problem {
            status,
            title,
            detail: detail.into(),
            hint: None,
        }
    }

    /// A query string that asks what cannot be asked.
    pub fn query(detail: impl Into<Cow<'static, str>>) -> Self {
        Problem::new(StatusCode::BAD_REQUEST, "invalid query string", detail)
    }

    /// Adds what to do about it.
    #[must_use]
    pub fn with_hint(mut self, hint: impl Into<Cow<'static, str>>) -> Self {
        self.hint = Some(hint.into());
        self
    }

    /// What takes longer than the service lets a request take.
    pub(crate) fn too_slow() -> Self {
        let status = StatusCode::SERVICE_UNAVAILABLE;
        Problem::new(status, "timeout", "the request took too long")
    }

    /// A path that is none of the service's.
    pub(crate) fn no_such_path() -> Self {
        Problem::new(
            StatusCode::NOT_FOUND,
            "no such path",
            "there is nothing at this path",
        )
    }

    /// A method that the path does not have.
    pub(crate) fn no_such_method() -> Self {
        let status = StatusCode::METHOD_NOT_ALLOWED;
        let detail = "this path has other methods";
        Problem::new(status, "no such method", detail).with_hint("the header `Allow` lists them")
    }
}

/// The status of an error of that kind.
fn status(kind: ErrorKind) -> StatusCode {
    match kind {
        ErrorKind::InvalidLookup | ErrorKind::InvalidValue => StatusCode::BAD_REQUEST,
        ErrorKind::DoesNotExist => StatusCode::NOT_FOUND,
        ErrorKind::UniqueViolation => StatusCode::CONFLICT,
        // The request is well-formed, and the data does not allow it.
        ErrorKind::ForeignKeyViolation
        | ErrorKind::CheckViolation
        | ErrorKind::NotNullViolation => StatusCode::UNPROCESSABLE_ENTITY,
        // It may go better the next time.
        ErrorKind::LockTimeout
        | ErrorKind::StatementTimeout
        | ErrorKind::PoolExhausted
        | ErrorKind::Deadlock
        | ErrorKind::SerializationFailure
        | ErrorKind::ConnectionFailed
        | ErrorKind::ConnectionLost => StatusCode::SERVICE_UNAVAILABLE,
        _ => StatusCode::INTERNAL_SERVER_ERROR,
    }
}

/// The messages of Throughline are in the names of the models and have no values in them, so that
/// those about the request can be shown as they are. Others tell of the inside, and are logged.
impl From<Error> for Problem {
    fn from(error: Error) -> Self {
        let kind = error.kind();
        let status = status(kind);
        if status.is_client_error() {
            let problem = Problem::new(status, kind.description(), error.to_string());
            return match error.hint() {
                Some(hint) if kind == ErrorKind::InvalidLookup => {
                    problem.with_hint(hint.to_owned())
                }
                _ => problem,
            };
        }
        tracing::error!(
            kind = kind.description(),
            statement = error.statement(),
            "{error}"
        );
        // The words of a driver may repeat a value: they are for whoever looks into a fault.
        if let Some(cause) = error.source() {
            tracing::debug!("caused by: {cause}");
        }
        if status == StatusCode::SERVICE_UNAVAILABLE {
            let detail = "the database did not answer in time";
            return Problem::new(status, kind.description(), detail).with_hint("ask again later");
        }
        Problem::new(
            status,
            "internal error",
            "the request could not be answered",
        )
    }
}

impl From<JsonRejection> for Problem {
    fn from(rejection: JsonRejection) -> Self {
        Problem::new(rejection.status(), "invalid body", rejection.body_text())
    }
}

/// A path whose parts are no keys leads to nothing.
impl From<PathRejection> for Problem {
    fn from(rejection: PathRejection) -> Self {
        Problem::new(StatusCode::NOT_FOUND, "no such path", rejection.body_text())
    }
}

impl From<QueryRejection> for Problem {
    fn from(rejection: QueryRejection) -> Self {
        Problem::query(rejection.body_text())
    }
}

impl IntoResponse for Problem {
    fn into_response(self) -> Response {
        let status = self.status;
        let mut response = (status, axum::Json(self)).into_response();
        let kind = HeaderValue::from_static("application/problem+json");
        response.headers_mut().insert(CONTENT_TYPE, kind);
        if status == StatusCode::SERVICE_UNAVAILABLE {
            response.headers_mut().insert(RETRY_AFTER, RETRY);
        }
        response
    }
}
