//! Who listens to the socket of a connection.
//!
//! The driver leaves its socket with the runtime in which it was opened. Were that always the process's own, each
//! answer would come to a thread of it, which would have to wake the one in which the task is polled: a quarter of
//! the time of a call by key, and twice as much again where an idle processor has to be woken first. So a task opens
//! its connections in its own runtime, which surely listens while the task waits. Nobody else may have them: it
//! may be that nobody drives that runtime any more. Where tasks of several runtimes, or threads, share a
//! database, what is opened from then on is left with the process, so that they do not take connections from
//! each other by closing them.

use std::future::{Future, poll_fn};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::pin::pin;
use std::sync::Arc;
use std::task::Poll;
use std::time::Duration;

use tokio::runtime::{Handle, Id};

use super::reactor::Reactor;
use crate::server::{Caller, patience};

/// What listens to the socket of a connection.
pub(super) enum Home {
    /// The runtime of the process: for everybody.
    Process,
    /// That of the task that opened it: for its tasks alone.
    Runtime { id: Id, patience: Option<Duration> },
    /// Whoever waits for it in a thread, or a thread that is told to: for everybody.
    Reactor(Arc<Reactor>),
}

impl Home {
    /// That runtime.
    pub(super) fn of(runtime: &Handle) -> Self {
        Home::Runtime {
            id: runtime.id(),
            patience: patience(runtime),
        }
    }

    pub(super) fn reactor(&self) -> Option<&Arc<Reactor>> {
        match self {
            Home::Reactor(reactor) => Some(reactor),
            Home::Process | Home::Runtime { .. } => None,
        }
    }

    /// Whether that caller may have the connection.
    pub(super) fn is_open_to(&self, caller: &Caller) -> bool {
        match (self, caller) {
            (Home::Runtime { id, .. }, Caller::Task(Some(runtime))) => *id == runtime.id(),
            (Home::Runtime { .. }, _) => false,
            (Home::Process | Home::Reactor(_), _) => true,
        }
    }

    /// How long the server's answer may take when nobody waits for it.
    pub(super) fn patience(&self) -> Option<Duration> {
        match self {
            Home::Runtime { patience, .. } => *patience,
            Home::Process | Home::Reactor(_) => None,
        }
    }
}

/// What opens a socket, done in that runtime. None where it waits for no sockets, which it says by a panic and
/// in no other way.
pub(super) async fn within<T>(runtime: &Handle, future: impl Future<Output = T>) -> Option<T> {
    let mut future = pin!(future);
    poll_fn(move |context| {
        let _entered = runtime.enter();
        let poll = AssertUnwindSafe(|| future.as_mut().poll(context));
        match catch_unwind(poll) {
            Ok(poll) => poll.map(Some),
            Err(_) => Poll::Ready(None),
        }
    })
    .await
}
