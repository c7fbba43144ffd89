//! Looking whether the server has answered, before one goes to sleep.
//!
//! A server on the same machine answers a small statement in less time than it takes to put its caller to sleep and to
//! wake it. One that is further away does not, and is soon not looked for any more.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use crate::spin::Spin;

/// So long one looks: for a statement of some hundred rows, or one part of a long answer. What takes longer is not much
/// longer by what it takes to wake up.
const LONGEST: Duration = Duration::from_micros(200);

/// How those wait who use the connections of one database.
#[derive(Debug)]
pub(super) struct Callers {
    /// What they know of the time that the server takes.
    pub(super) spin: Spin,
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
    pub(super) fn enter(self: &Arc<Self>) -> Waits {
        self.waiting.fetch_add(1, Ordering::Relaxed);
        Waits(Arc::clone(self))
    }

    /// Whether no other waits. Where several do, their threads and processors, and the server's, have better to
    /// do than to look.
    pub(super) fn is_one(&self) -> bool {
        self.waiting.load(Ordering::Relaxed) == 1
    }
}

/// Somebody who waits.
pub(super) struct Waits(Arc<Callers>);

impl Drop for Waits {
    fn drop(&mut self) {
        self.0.waiting.fetch_sub(1, Ordering::Relaxed);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_looks_while_no_other_waits() {
        let callers = Arc::new(Callers::default());
        assert!(!callers.is_one());
        let first = callers.enter();
        assert!(callers.is_one());
        let second = callers.enter();
        assert!(!callers.is_one());
        drop(first);
        assert!(callers.is_one());
        drop(second);
        assert!(!callers.is_one());
    }
}
