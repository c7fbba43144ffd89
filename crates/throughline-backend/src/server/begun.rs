//! Work that has begun, and is done by the task that polls it.

use std::future::Future;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::pin::Pin;
use std::task::{Context, Poll};
use std::time::Duration;

use throughline_core::Result;

use super::{in_time, runtime};
use crate::connection::lost;
use crate::work::Doing;

/// Work that goes on without the task, if that lets go of it before its end.
pub(crate) struct Begun<T: Send + 'static> {
    /// None once it has ended.
    doing: Option<Doing<T>>,
    /// How long it may go on.
    patience: Option<Duration>,
}

impl<T: Send + 'static> Begun<T> {
    pub(crate) fn new(doing: Doing<T>, patience: Option<Duration>) -> Self {
        Begun {
            doing: Some(doing),
            patience,
        }
    }
}

impl<T: Send + 'static> Future for Begun<T> {
    type Output = Result<T>;

    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Result<T>> {
        let Some(doing) = &mut self.doing else {
            return Poll::Pending;
        };
        // What panics, in a field type of the caller's, takes its own operation along: the connection
        // goes back as if the operation had been dropped.
        let poll = AssertUnwindSafe(|| doing.as_mut().poll(context));
        let result = catch_unwind(poll).unwrap_or_else(|_| Poll::Ready(Err(lost())));
        if result.is_ready() {
            self.doing = None;
        }
        result
    }
}

impl<T: Send + 'static> Drop for Begun<T> {
    fn drop(&mut self) {
        if let Some(doing) = self.doing.take()
            && let Ok(runtime) = runtime()
        {
            // What has not ended in that time is undone where the connection is dropped.
            runtime.spawn(in_time(self.patience, doing));
        }
    }
}
