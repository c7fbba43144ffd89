//! Operations that are done again where a rival made the engine undo them.
//!
//! Two that lock the same rows in another order wait for each other, and the engine ends one; under
//! `SERIALIZABLE` it also ends one whose reads do not fit what others have written. An operation
//! that is alone, in no transaction of the caller's, has then done nothing, and nobody was told
//! anything: it is begun anew. Inside a caller's transaction only the caller knows what belongs to
//! it: there the error is the answer, and `db.retry(…)` the remedy.
//!
//! A lock that took too long is no such case: the caller has set how long to wait.

use std::future::Future;
use std::hash::{BuildHasher, RandomState};
use std::time::Duration;

use throughline_core::{Error, ErrorKind, Result};

use crate::Operation;
use crate::backend::Lease;
use crate::connection::lost;

/// How often an operation is tried. Of those that undo each other one is always done, so that this
/// many rivals at one moment all come to their end.
const ATTEMPTS: u32 = 20;

/// The waits before the next attempt: about a second for all of them together.
const BACKOFF: Backoff = Backoff {
    first: Duration::from_millis(1),
    longest: Duration::from_millis(100),
};

/// How long to wait before an attempt. The wait doubles from one to the next and is drawn by chance
/// between half of it and all of it, so that rivals do not meet again.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Backoff {
    /// The longest wait before the second attempt.
    pub first: Duration,
    /// The longest wait before any.
    pub longest: Duration,
}

impl Backoff {
    /// The wait after so many failed attempts, of which there is at least one.
    #[must_use]
    pub fn wait(&self, failed: u32) -> Duration {
        let doublings = failed.saturating_sub(1).min(20);
        let longest = self.first.saturating_mul(1 << doublings).min(self.longest);
        // The keys of a new hasher are drawn by chance.
        let chance = RandomState::new().hash_one(failed) % 1024;
        longest / 2 + longest.mul_f64(chance as f64 / 2048.0)
    }
}

/// Runs an operation on a connection on which no transaction is open.
///
/// It is no `async fn`, which would keep the operation twice: as it was given, and where it is used.
pub(crate) fn run<O: Operation>(
    operation: O,
    mut lease: Lease,
) -> impl Future<Output = Result<O::Output>> + Send {
    let mut operation = Some(operation);
    async move {
        let connection = lease.connection()?;
        let has_rivals = connection.dialect().capabilities().row_locks;
        let mut failed = 0;
        loop {
            let copy = match &operation {
                Some(operation) if has_rivals => operation.again(),
                _ => None,
            };
            let Some(now) = copy.or_else(|| operation.take()) else {
                // What is not there any more was not to be done again.
                return Err(lost());
            };
            let result = now.run(connection).await;
            failed += 1;
            let Err(error) = result else {
                return result;
            };
            let again = operation.is_some() && is_undone(&error) && failed < ATTEMPTS;
            if !again || !connection.is_settled() {
                return Err(error);
            }
            drop(error);
            pause(BACKOFF.wait(failed)).await;
        }
    }
}

/// Whether the engine has undone all for the sake of a rival.
fn is_undone(error: &Error) -> bool {
    matches!(
        error.kind(),
        ErrorKind::Deadlock | ErrorKind::SerializationFailure
    )
}

/// Waits; where there is no server there are no rivals, and nothing comes here.
async fn pause(time: Duration) {
    _ = time;
    #[cfg(feature = "server")]
    crate::server::pause(time).await;
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_wait_doubles_up_to_the_longest() {
        let backoff = Backoff {
            first: Duration::from_millis(10),
            longest: Duration::from_millis(100),
        };
        for (failed, longest) in [(1, 10), (2, 20), (3, 40), (4, 80), (5, 100), (90, 100)] {
            let longest = Duration::from_millis(longest);
            for _ in 0..100 {
                let wait = backoff.wait(failed);
                assert!(wait >= longest / 2 && wait <= longest, "{failed}: {wait:?}");
            }
        }
    }
}
