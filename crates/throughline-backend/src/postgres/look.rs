//! Looking whether the server has answered, before one goes to sleep.
//!
//! A server on the same machine answers a small statement in less time than it takes to put its caller to sleep and to
//! wake it. One that is further away does not, and is soon not looked for any more.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::task::Poll;
use std::time::{Duration, Instant};

use crate::spin::Spin;

/// So long one looks: for a statement of some hundred rows, or one part of a long answer. What takes longer is not much
/// longer by what it takes to wake up.
const LONGEST: Duration = Duration::from_micros(200);

/// How those wait who use the connections of one database.
#[derive(Debug)]
pub(super) struct Callers {
    /// What they know of the time that the server takes.
    spin: Spin,
    /// How many wait at the moment.
    waiting: AtomicUsize,
}

impl Default for Callers {
    fn default() -> Self {
        Callers {
            spin: Spin::new(LONGEST),
            waiting: AtomicUsize::new(0),
        }
    }
}

impl Callers {
    /// One more waits, for as long as what this gives is kept.
    pub(super) fn enter(self: &Arc<Self>) -> Waiting {
        self.waiting.fetch_add(1, Ordering::Relaxed);
        Waiting {
            callers: Arc::clone(self),
            since: None,
        }
    }
}

/// Somebody who waits.
pub(super) struct Waiting {
    callers: Arc<Callers>,
    /// Since when a task looks that has given way to others meanwhile.
    since: Option<Instant>,
}

impl Waiting {
    /// Looks whether what is waited for comes soon. Pending if a task is to look on when the other tasks of its thread
    /// have had their turn.
    ///
    /// Where others wait for the same server, their threads and processors, and the server's, have better to do.
    pub(super) fn look(&mut self, blocking: bool, mut look: impl FnMut() -> bool) -> Poll<bool> {
        let Callers { spin, waiting } = &*self.callers;
        let look = || look().then_some(());
        let seen = match waiting.load(Ordering::Relaxed) {
            1 if blocking => Poll::Ready(spin.look_for(look)),
            1 => spin.look_by_turns(&mut self.since, look),
            _ => Poll::Ready(None),
        };
        seen.map(|seen| seen.is_some())
    }

    /// Takes note that it has come, perhaps while others had their turn.
    pub(super) fn has_come(&mut self) {
        if self.since.take().is_some() {
            self.callers.spin.count(true);
        }
    }
}

impl Drop for Waiting {
    fn drop(&mut self) {
        self.callers.waiting.fetch_sub(1, Ordering::Relaxed);
    }
}

#[cfg(test)]
mod tests {
    use std::thread::available_parallelism;

    use super::*;

    /// Whether one that waits looks at all.
    fn looks(waiting: &mut Waiting, blocking: bool) -> bool {
        let mut has_looked = false;
        let seen = waiting.look(blocking, || {
            has_looked = true;
            true
        });
        assert_eq!(seen, Poll::Ready(has_looked));
        has_looked
    }

    #[test]
    fn who_waits_looks_while_no_other_waits() {
        if available_parallelism().is_ok_and(|processors| processors.get() == 1) {
            return;
        }
        let callers = Arc::new(Callers::default());
        for blocking in [true, false] {
            let mut first = callers.enter();
            assert!(looks(&mut first, blocking));
            let mut second = callers.enter();
            assert!(!looks(&mut first, blocking));
            drop(first);
            assert!(looks(&mut second, blocking));
        }
    }
}
