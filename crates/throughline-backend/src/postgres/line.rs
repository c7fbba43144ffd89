//! A connection that is driven by whoever waits for an answer, in the thread where that is.
//!
//! Between operations nobody drives it. What comes then is read by the next one, and what has become of it is
//! found out before it is given out again.

use std::future::{Future, poll_fn};
use std::pin::Pin;
use std::sync::{Arc, Mutex, PoisonError};
use std::task::{Context, Poll, Waker};
use std::time::Duration;

use super::look::{Callers, Waiting};
use super::wire::{Turn, lock};
use crate::server::Caller;

/// A server that was heard of within this time is still there, as far as anybody can know.
const TRUSTED: Duration = Duration::from_millis(1);

type Moving = Pin<Box<dyn Future<Output = Result<(), tokio_postgres::Error>> + Send>>;

/// A connection.
pub(super) struct Line {
    /// What moves the bytes; none once the connection has ended.
    moving: Mutex<Option<Moving>>,
    turn: Arc<Mutex<Turn>>,
    callers: Arc<Callers>,
}

impl Line {
    pub(super) fn new(
        moving: impl Future<Output = Result<(), tokio_postgres::Error>> + Send + 'static,
        turn: Arc<Mutex<Turn>>,
        callers: Arc<Callers>,
    ) -> Self {
        let moving = Mutex::new(Some(Box::pin(moving) as Moving));
        Line {
            moving,
            turn,
            callers,
        }
    }

    /// Says for whom the next operations are: who is no task waits in the system call.
    pub(super) fn serves(&self, caller: &Caller) {
        lock(&self.turn).blocking = !matches!(caller, Caller::Task(_));
    }

    /// Waits for what the client of this connection does with that statement. The future may wait for nothing else.
    pub(super) fn drive<'a, T>(
        self: Arc<Self>,
        sql: &str,
        future: impl Future<Output = T> + Send + 'a,
    ) -> Pin<Box<dyn Future<Output = T> + Send + 'a>> {
        // Within another one, the future would be kept twice: where it came, and where it is polled.
        let mut future = Box::pin(future);
        let mut waiting = self.callers.enter(sql);
        Box::pin(poll_fn(move |context| {
            self.poll(future.as_mut(), &mut waiting, context)
        }))
    }

    /// Only the socket knows the task that waits: the client is asked again whenever bytes have come, and
    /// needs to wake nobody.
    fn poll<T>(
        &self,
        mut future: Pin<&mut impl Future<Output = T>>,
        waiting: &mut Waiting,
        task: &Context<'_>,
    ) -> Poll<T> {
        {
            let mut turn = lock(&self.turn);
            if !turn.blocking {
                match &mut turn.waker {
                    Some(waker) => waker.clone_from(task.waker()),
                    None => turn.waker = Some(task.waker().clone()),
                }
            }
        }
        let mut context = Context::from_waker(Waker::noop());
        loop {
            if let Poll::Ready(output) = future.as_mut().poll(&mut context) {
                return Poll::Ready(output);
            }
            match self.advance(waiting) {
                Poll::Ready(true) => {}
                Poll::Ready(false) => return Poll::Pending,
                Poll::Pending => {
                    task.waker().wake_by_ref();
                    return Poll::Pending;
                }
            }
        }
    }

    /// Sends what can be sent and reads what has come. If that is nothing, whoever waits looks whether it comes soon, and
    /// a blocking caller then waits for it. Gives whether the client may have something new; pending if the
    /// other tasks have their turn before one looks on.
    fn advance(&self, waiting: &mut Waiting) -> Poll<bool> {
        if self.step(|turn| turn.may_wait = false) {
            waiting.has_come();
            return Poll::Ready(true);
        }
        let blocking = lock(&self.turn).blocking;
        let seen = waiting.look(blocking, || self.probe());
        seen.map(|seen| seen || blocking && self.step(|turn| turn.may_wait = true))
    }

    /// Reads what has come, for which the socket itself is asked. Gives whether the client may have something new.
    fn probe(&self) -> bool {
        let is_new = self.step(|turn| {
            turn.may_wait = false;
            turn.probes = true;
        });
        lock(&self.turn).probes = false;
        is_new
    }

    fn step(&self, prepare: impl FnOnce(&mut Turn)) -> bool {
        let mut moving = self.moving.lock().unwrap_or_else(PoisonError::into_inner);
        let Some(future) = moving.as_mut() else {
            return false;
        };
        let stalled = {
            let mut turn = lock(&self.turn);
            prepare(&mut turn);
            turn.read = false;
            // It has not come to the socket the last time, as nobody had taken what was there before.
            !std::mem::take(&mut turn.dry)
        };
        if future
            .as_mut()
            .poll(&mut Context::from_waker(Waker::noop()))
            .is_ready()
        {
            *moving = None;
            return true;
        }
        let turn = lock(&self.turn);
        turn.read || stalled || !turn.dry
    }

    /// Sends what is still to be sent, and waits for nothing. Gives whether all of it has gone.
    pub(super) fn flush(&self) -> bool {
        self.step(|turn| turn.may_wait = false);
        !lock(&self.turn).stuck && !self.has_ended()
    }

    /// Whether the server is still there: what it said unasked is read, unless it was heard of a moment ago.
    pub(super) fn is_alive(&self) -> bool {
        let heard = lock(&self.turn).heard;
        if heard.is_some_and(|heard| heard.elapsed() < TRUSTED) {
            return !self.has_ended();
        }
        self.probe();
        !self.has_ended()
    }

    fn has_ended(&self) -> bool {
        let moving = self.moving.lock().unwrap_or_else(PoisonError::into_inner);
        moving.is_none()
    }
}

/// The client is gone: the server is told so.
impl Drop for Line {
    fn drop(&mut self) {
        self.step(|turn| turn.may_wait = false);
    }
}
