//! Waiting for what somebody else is about to do, without going to sleep.
//!
//! To put a thread to sleep and to wake it takes longer than most statements of an engine that is embedded, and as long
//! as small ones of a server on the same machine. So who waits looks for a moment whether there is what it waits for, and
//! goes on doing so only where it has been worth it of late.

use std::future::{Future, poll_fn};
use std::sync::OnceLock;
use std::sync::atomic::{AtomicU32, Ordering};
use std::task::Poll;
use std::thread::available_parallelism;
use std::time::{Duration, Instant};

/// So long a task looks before the other tasks of its thread have their turn. Tokio's advice is to hold a thread up for no
/// longer than 10 to 100 µs.
const TURN: Duration = Duration::from_micros(20);

/// One of so many waits is looked for, where looking is in vain.
const SELDOM: u32 = 64;

/// Waits of one kind, which have in common whether looking is worth it.
#[derive(Debug)]
pub(crate) struct Spin {
    /// What has not come in this time does not come soon.
    longest: Duration,
    /// So many waits are yet to be passed over.
    passes: AtomicU32,
    /// So many were passed over before the last look that was in vain; 0 after one that was not.
    passed: AtomicU32,
}

impl Spin {
    pub(crate) const fn new(longest: Duration) -> Self {
        Spin {
            longest,
            passes: AtomicU32::new(0),
            passed: AtomicU32::new(0),
        }
    }

    /// What there is to be seen, if it comes soon. Otherwise, or where it is not worth looking, none, and the caller goes
    /// to sleep.
    pub(crate) fn look_for<T>(&self, mut look: impl FnMut() -> Option<T>) -> Option<T> {
        if is_alone() || self.passes() {
            return None;
        }
        let found = look_until(Instant::now() + self.longest, &mut look);
        self.count(found.is_some());
        found
    }

    /// The same for a task, which holds up its thread for a moment only: pending if it is to look on when the other tasks
    /// have had their turn. It keeps since when it looks.
    pub(crate) fn look_by_turns<T>(
        &self,
        since: &mut Option<Instant>,
        mut look: impl FnMut() -> Option<T>,
    ) -> Poll<Option<T>> {
        if since.is_none() && (is_alone() || self.passes()) {
            return Poll::Ready(None);
        }
        let now = Instant::now();
        let began = *since.get_or_insert(now);
        let found = look_until(now + TURN, &mut look);
        if found.is_none() && began.elapsed() < self.longest {
            return Poll::Pending;
        }
        *since = None;
        self.count(found.is_some());
        Poll::Ready(found)
    }

    /// The same until it is seen, or is not worth looking for any more.
    pub(crate) fn look_in_task<T>(
        &self,
        mut look: impl FnMut() -> Option<T>,
    ) -> impl Future<Output = Option<T>> {
        let mut since = None;
        poll_fn(move |context| {
            let seen = self.look_by_turns(&mut since, &mut look);
            if seen.is_pending() {
                context.waker().wake_by_ref();
            }
            seen
        })
    }

    /// Takes note of a look that has ended.
    pub(crate) fn count(&self, was_found: bool) {
        match was_found {
            true => self.passed.store(0, Ordering::Relaxed),
            false => self.in_vain(),
        }
    }

    /// Threads that come at the same time may count wrongly, and then one looks once more or less.
    fn passes(&self) -> bool {
        let left = self.passes.load(Ordering::Relaxed);
        self.passes.store(left.saturating_sub(1), Ordering::Relaxed);
        left > 0
    }

    fn in_vain(&self) {
        let passes = self.passed.load(Ordering::Relaxed) * 2 + 1;
        let passes = passes.min(SELDOM - 1);
        self.passed.store(passes, Ordering::Relaxed);
        self.passes.store(passes, Ordering::Relaxed);
    }
}

fn look_until<T>(end: Instant, look: &mut impl FnMut() -> Option<T>) -> Option<T> {
    loop {
        let found = look();
        if found.is_some() || Instant::now() > end {
            return found;
        }
        // On a machine that has much to do, who is waited for may be waiting for this processor.
        std::thread::yield_now();
    }
}

/// Whether the program has one processor: then the other thread does nothing while this one looks.
pub(crate) fn is_alone() -> bool {
    static ALONE: OnceLock<bool> = OnceLock::new();
    *ALONE.get_or_init(|| available_parallelism().is_ok_and(|processors| processors.get() == 1))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn looking_in_vain_becomes_seldom_and_comes_back_with_what_is_found() {
        if is_alone() {
            return;
        }
        let spin = Spin::new(TURN);
        let looks = |found: Option<u8>, waits: usize| {
            let mut looks = 0;
            for _ in 0..waits {
                let mut looked = false;
                let look = || {
                    looked = true;
                    found
                };
                assert!(spin.look_for(look).is_none() || looked);
                looks += usize::from(looked);
            }
            looks
        };
        assert_eq!(looks(Some(1), 100), 100);
        // 1, 3, 7, 15, 31 are passed over, and 63 each time from then on.
        assert_eq!(looks(None, 1 + 2 + 4 + 8 + 16 + 32), 6);
        assert_eq!(looks(None, 64 * 10), 10);
        assert_eq!(looks(Some(1), 63 + 100), 100);
    }

    #[test]
    fn a_task_gives_way_to_others_and_looks_on() {
        if is_alone() {
            return;
        }
        let spin = Spin::new(Duration::from_secs(3600));
        let mut since = None;
        for _ in 0..3 {
            assert_eq!(spin.look_by_turns(&mut since, || None::<u8>), Poll::Pending);
        }
        assert_eq!(
            spin.look_by_turns(&mut since, || Some(1)),
            Poll::Ready(Some(1))
        );
        assert_eq!(since, None);
    }

    #[test]
    fn a_task_looks_for_as_long_as_it_may() {
        if is_alone() {
            return;
        }
        let spin = Spin::new(Duration::ZERO);
        let mut since = None;
        let in_vain = spin.look_by_turns(&mut since, || None::<u8>);
        assert_eq!(in_vain, Poll::Ready(None));
        // The next wait is passed over, and the one behind it is not.
        assert_eq!(
            spin.look_by_turns(&mut since, || Some(1)),
            Poll::Ready(None)
        );
        assert_eq!(
            spin.look_by_turns(&mut since, || Some(1)),
            Poll::Ready(Some(1))
        );
    }
}
