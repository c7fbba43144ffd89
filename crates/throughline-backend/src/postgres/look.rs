//! Looking whether the server has answered, before one goes to sleep.
//!
//! A server on the same machine answers a small statement in less time than it takes to put its caller to sleep and to
//! wake it. One that is further away does not, nor is a long statement soon answered: each statement is soon not
//! looked for any more where that was in vain, and does not keep the others from it.

use std::hash::BuildHasher;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::task::Poll;
use std::time::{Duration, Instant};

use foldhash::fast::FixedState;

use crate::spin::Spin;

/// So long one looks: for a statement of some ten rows, or one part of a long answer. To sleep and wake up takes 2 to
/// 25 µs on machines seen, so what takes longer is not much longer by that, and the processor has better to do.
const LONGEST: Duration = Duration::from_micros(80);

/// So many statements are told apart. Those that share a place mislead each other, and that costs nothing but time.
const PLACES: usize = 64;

/// How those wait who use the connections of one database.
#[derive(Debug)]
pub(super) struct Callers {
    /// What they know of the time that the server takes, by the place of a statement.
    spins: [Spin; PLACES],
    /// How many wait at the moment.
    waiting: AtomicUsize,
}

impl Default for Callers {
    fn default() -> Self {
        Callers {
            spins: std::array::from_fn(|_| Spin::new(LONGEST)),
            waiting: AtomicUsize::new(0),
        }
    }
}

impl Callers {
    /// One more waits for the answer to that statement, for as long as what this gives is kept.
    pub(super) fn enter(self: &Arc<Self>, sql: &str) -> Waiting {
        self.waiting.fetch_add(1, Ordering::Relaxed);
        let hash = FixedState::default().hash_one(sql);
        Waiting {
            callers: Arc::clone(self),
            place: usize::try_from(hash % PLACES as u64).unwrap_or_default(),
            since: None,
        }
    }
}

/// Somebody who waits.
pub(super) struct Waiting {
    callers: Arc<Callers>,
    place: usize,
    /// Since when a task looks that has given way to others meanwhile.
    since: Option<Instant>,
}

impl Waiting {
    /// Looks whether what is waited for comes soon. Pending if a task is to look on when the other tasks of its thread
    /// have had their turn.
    ///
    /// Where others wait for the same server, their threads and processors, and the server's, have better to do.
    pub(super) fn look(&mut self, blocking: bool, mut look: impl FnMut() -> bool) -> Poll<bool> {
        let Callers { spins, waiting } = &*self.callers;
        let spin = &spins[self.place];
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
            self.callers.spins[self.place].count(true);
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
    use super::*;
    use crate::spin::is_alone;

    /// Whether one that waits looks at all, where what it waits for has come or does not come.
    fn looks(waiting: &mut Waiting, blocking: bool, has_come: bool) -> bool {
        let mut has_looked = false;
        let seen = waiting.look(blocking, || {
            has_looked = true;
            has_come
        });
        assert_eq!(seen, Poll::Ready(has_looked && has_come));
        has_looked
    }

    #[test]
    fn who_waits_looks_while_no_other_waits() {
        if is_alone() {
            return;
        }
        let callers = Arc::new(Callers::default());
        for blocking in [true, false] {
            let mut first = callers.enter("SELECT 1");
            assert!(looks(&mut first, blocking, true));
            let mut second = callers.enter("SELECT 1");
            assert!(!looks(&mut first, blocking, true));
            drop(first);
            assert!(looks(&mut second, blocking, true));
        }
    }

    #[test]
    fn what_is_looked_for_in_vain_keeps_nobody_from_looking_for_another() {
        if is_alone() {
            return;
        }
        let callers = Arc::new(Callers::default());
        let waits = |sql, has_come| looks(&mut callers.enter(sql), true, has_come);
        let mut in_vain = 0;
        for _ in 0..63 {
            in_vain += usize::from(waits("SELECT pg_sleep(1)", false));
            assert!(waits("SELECT 1", true));
        }
        assert_eq!(in_vain, 6);
    }
}
