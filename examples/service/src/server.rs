//! The service as a whole: its routes, what limits and traces them, how it begins and ends.

use std::io;
use std::time::Duration;

use axum::Router;
use axum::extract::{DefaultBodyLimit, MatchedPath, Request, State};
use axum::middleware::{self, Next};
use axum::response::{IntoResponse, Response};
use throughline::Db;
use tokio::net::TcpListener;
use tower_http::trace::{DefaultOnResponse, TraceLayer};
use tracing::{Level, Span};

use crate::problem::Problem;
use crate::{attendance, courses, enrollments, students, teachers};

/// What a request may take.
#[derive(Debug, Clone, Copy)]
pub struct Limits {
    /// The longest body, in bytes.
    pub body: usize,
    /// The longest time. What the database has begun by then is ended or undone.
    pub time: Duration,
}

impl Default for Limits {
    fn default() -> Self {
        Limits {
            body: 64 * 1024,
            time: Duration::from_secs(10),
        }
    }
}

/// How long the service waits for the last requests once it is to end.
const LAST: Duration = Duration::from_secs(15);

/// All routes, on that database.
pub fn router(db: Db, limits: Limits) -> Router {
    let in_time = middleware::from_fn_with_state(limits.time, in_time);
    Router::new()
        .merge(courses::routes())
        .merge(attendance::routes())
        .merge(enrollments::routes())
        .merge(students::routes())
        .merge(teachers::routes())
        .fallback(async || Problem::no_such_path())
        .method_not_allowed_fallback(async || Problem::no_such_method())
        .layer(in_time)
        .layer(DefaultBodyLimit::max(limits.body))
        .layer(
            TraceLayer::new_for_http()
                .make_span_with(span)
                .on_response(DefaultOnResponse::new().level(Level::INFO))
                // It would say once more what the status says.
                .on_failure(()),
        )
        .with_state(db)
}

/// The span of a request. It names the route, not the path and not the query string: these have
/// keys and values in them.
fn span(request: &Request) -> Span {
    let route = request.extensions().get::<MatchedPath>();
    let route = route.map_or("none", MatchedPath::as_str);
    tracing::info_span!("request", method = %request.method(), route)
}

async fn in_time(State(time): State<Duration>, request: Request, next: Next) -> Response {
    let answer = tokio::time::timeout(time, next.run(request)).await;
    answer.unwrap_or_else(|_| Problem::too_slow().into_response())
}

/// Answers requests until `stop`: then it takes no more of them, finishes those that it has, and
/// ends. Who takes too long by then is left without an answer.
///
/// # Errors
///
/// That of the listener.
pub async fn serve(
    listener: TcpListener,
    router: Router,
    stop: impl Future<Output = ()> + Send + 'static,
) -> io::Result<()> {
    let (stopping, mut stopped) = tokio::sync::watch::channel(false);
    let stop = async move {
        stop.await;
        tracing::info!("ending: no more requests are taken");
        _ = stopping.send(true);
    };
    let serving = axum::serve(listener, router).with_graceful_shutdown(stop);
    let too_late = async {
        _ = stopped.wait_for(|stopped| *stopped).await;
        tokio::time::sleep(LAST).await;
    };
    tokio::select! {
        ended = serving => ended,
        () = too_late => {
            tracing::warn!("ended before all requests had their answers");
            Ok(())
        }
    }
}

/// Waits for Ctrl-C, or for SIGTERM, by which a supervisor ends a service.
///
/// # Errors
///
/// If the system does not tell of signals.
#[cfg(unix)]
pub fn stop_signal() -> io::Result<impl Future<Output = ()> + Send> {
    use tokio::signal::unix::{SignalKind, signal};

    let mut interrupt = signal(SignalKind::interrupt())?;
    let mut terminate = signal(SignalKind::terminate())?;
    Ok(async move {
        tokio::select! {
            _ = interrupt.recv() => {}
            _ = terminate.recv() => {}
        }
    })
}

/// Waits for Ctrl-C.
///
/// # Errors
///
/// None here.
#[cfg(not(unix))]
pub fn stop_signal() -> io::Result<impl Future<Output = ()> + Send> {
    Ok(async {
        _ = tokio::signal::ctrl_c().await;
    })
}
