//! Waiting for what another thread is about to do, without going to sleep.
//!
//! To put a thread to sleep and to wake it takes longer than most statements of an engine that is embedded. So who
//! waits looks for a moment whether there is what it waits for, and goes on doing so only where it has been worth it
//! of late.

use std::future::poll_fn;
use std::sync::OnceLock;
use std::sync::atomic::{AtomicU32, Ordering};
use std::task::Poll;
use std::thread::available_parallelism;
use std::time::{Duration, Instant};

/// So long one looks: for a small statement, and for the other thread to wake up before it, which takes up to 50 µs on
/// a virtual machine. With less, two that are asleep by turns never meet awake. It is the longest that a task may hold up
/// its thread: tokio's advice is 10 to 100 µs.
const LIMIT: Duration = Duration::from_micros(100);

/// So long a task looks, if between its looks the other tasks of its thread have their turn: for a statement that writes
/// some hundred rows. Longer ones are not much longer by what it takes to wake up.
const LONGER: Duration = Duration::from_micros(500);

/// What it takes to give the others their turn should be little beside the look behind it.
const TURN: Duration = Duration::from_micros(10);

/// One of so many waits is looked for, where looking is in vain.
const SELDOM: u32 = 64;

/// Waits of one kind, which have in common whether looking is worth it.
#[derive(Debug, Default)]
pub(crate) struct Spin {
    /// So many waits are yet to be passed over.
    passes: AtomicU32,
    /// So many were passed over before the last look that was in vain; 0 after one that was not.
    passed: AtomicU32,
}

impl Spin {
    /// What there is to be seen, if it comes soon. Otherwise, or where it is not worth looking, none, and the caller goes
    /// to sleep.
    pub(crate) fn look_for<T>(&self, mut look: impl FnMut() -> Option<T>) -> Option<T> {
        if is_alone() || self.passes() {
            return None;
        }
        let found = look_until(Instant::now() + LIMIT, &mut look);
        self.count(found.is_some());
        found
    }

    /// The same for a task, which may look for longer.
    pub(crate) async fn look_by_turns<T>(&self, mut look: impl FnMut() -> Option<T>) -> Option<T> {
        if is_alone() || self.passes() {
            return None;
        }
        let start = Instant::now();
        let mut found = look_until(start + LIMIT, &mut look);
        while found.is_none() && start.elapsed() < LONGER {
            others_turn().await;
            found = look_until(Instant::now() + TURN, &mut look);
        }
        self.count(found.is_some());
        found
    }

    fn count(&self, was_found: bool) {
        if was_found {
            self.passed.store(0, Ordering::Relaxed);
        } else {
            self.in_vain();
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
        std::hint::spin_loop();
    }
}

/// Lets the other tasks of this thread go on, and comes back at once.
async fn others_turn() {
    let mut was_their_turn = false;
    poll_fn(|context| {
        if was_their_turn {
            return Poll::Ready(());
        }
        was_their_turn = true;
        context.waker().wake_by_ref();
        Poll::Pending
    })
    .await;
}

/// Whether the program has one processor: then the other thread does nothing while this one looks.
fn is_alone() -> bool {
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
        let spin = Spin::default();
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
}
