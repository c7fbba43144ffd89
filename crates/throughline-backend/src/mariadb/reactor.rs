//! The reactor of one connection: what listens to its socket.
//!
//! The driver leaves its socket with the runtime in which it was opened. Were that the process's own, each
//! answer would come to a thread of it, which would have to wake the one that waits: a fifth of the time of a call
//! by key, and more where an idle processor has to be woken first. So the connection of a caller who waits in a
//! thread has a runtime of its own, which that thread drives while it waits. Whoever is given the connection later
//! and may not wait in this way, as a task, has a thread of the process drive it meanwhile.

use std::future::Future;
use std::sync::Arc;

use throughline_core::{Error, ErrorKind, Result};
use tokio::runtime::{Builder, Runtime};
use tokio::sync::oneshot;

use crate::connection::lost;
use crate::server::runtime;

/// A runtime for the socket of one connection.
pub(super) struct Reactor(Option<Runtime>);

/// A thread that listens until this is dropped.
pub(super) struct Listener {
    _stop: oneshot::Sender<()>,
}

impl Reactor {
    /// # Errors
    ///
    /// [`ErrorKind::ConnectionFailed`] if the system has no more files to be opened.
    pub(super) fn new() -> Result<Self> {
        let runtime = Builder::new_current_thread().enable_io().build();
        let runtime = runtime.map_err(|error| {
            let message = format!("nothing can listen to a new connection: {error}");
            Error::new(ErrorKind::ConnectionFailed, message)
        })?;
        Ok(Reactor(Some(runtime)))
    }

    /// Waits in this thread, which listens meanwhile. It may belong to no runtime.
    pub(super) fn wait<T>(&self, future: impl Future<Output = T>) -> Option<T> {
        let runtime = self.0.as_ref()?;
        Some(runtime.block_on(future))
    }

    /// What opens the connection, done where its socket is to be listened to.
    pub(super) async fn within<T: Send + 'static>(
        self: &Arc<Self>,
        future: impl Future<Output = Result<T>> + Send + 'static,
    ) -> Result<T> {
        let reactor = Arc::clone(self);
        let opened = runtime()?.spawn_blocking(move || reactor.wait(future));
        opened.await.ok().flatten().ok_or_else(lost)?
    }

    /// Has a thread of the process listen.
    pub(super) fn listen(self: &Arc<Self>) -> Result<Listener> {
        let (stop, stopped) = oneshot::channel();
        let reactor = Arc::clone(self);
        runtime()?.spawn_blocking(move || reactor.wait(stopped));
        Ok(Listener { _stop: stop })
    }
}

/// A runtime that is dropped waits for its threads, which is not allowed everywhere. This one has none that are
/// still at work.
impl Drop for Reactor {
    fn drop(&mut self) {
        if let Some(runtime) = self.0.take() {
            runtime.shutdown_background();
        }
    }
}
