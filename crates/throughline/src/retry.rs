//! Transactions that are begun again where that may succeed.

use std::future::Future;
use std::time::Duration;

use throughline_backend::Backoff;
use throughline_core::{Error, ErrorKind, Result};
use tokio::sync::oneshot;

use crate::{Session, Tx, blocking};

/// How often a transaction is tried, and how long to wait in between.
///
/// The wait doubles from try to try and is drawn by chance between half of it and all of it, so
/// that rivals do not meet again.
///
/// ```
/// use std::time::Duration;
/// use throughline::RetryPolicy;
///
/// let policy = RetryPolicy::default().attempts(5).first_wait(Duration::from_millis(20));
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RetryPolicy {
    attempts: u32,
    first_wait: Duration,
    longest_wait: Duration,
    idempotent: bool,
}

impl Default for RetryPolicy {
    /// Three attempts; 10 ms before the second; never more than 1 s.
    fn default() -> Self {
        RetryPolicy {
            attempts: 3,
            first_wait: Duration::from_millis(10),
            longest_wait: Duration::from_secs(1),
            idempotent: false,
        }
    }
}

impl RetryPolicy {
    /// At most so many attempts, the first included; at least one.
    ///
    /// ```
    /// use throughline::RetryPolicy;
    /// let once = RetryPolicy::default().attempts(1);
    /// let often = RetryPolicy::default().attempts(10);
    /// assert_ne!(once, often);
    /// ```
    #[must_use]
    pub fn attempts(self, attempts: u32) -> Self {
        RetryPolicy {
            attempts: attempts.max(1),
            ..self
        }
    }

    /// The longest wait before the second attempt.
    ///
    /// ```
    /// use std::time::Duration;
    /// use throughline::RetryPolicy;
    /// let policy = RetryPolicy::default().first_wait(Duration::from_millis(50));
    /// ```
    #[must_use]
    pub fn first_wait(self, first_wait: Duration) -> Self {
        RetryPolicy { first_wait, ..self }
    }

    /// The longest wait before any attempt.
    ///
    /// ```
    /// use std::time::Duration;
    /// use throughline::RetryPolicy;
    /// let policy = RetryPolicy::default().attempts(20).longest_wait(Duration::from_millis(200));
    /// ```
    #[must_use]
    pub fn longest_wait(self, longest_wait: Duration) -> Self {
        RetryPolicy {
            longest_wait,
            ..self
        }
    }

    /// Says that the body may be carried out twice, and the rows are the same: links that are added,
    /// rows that are set to what they are to be. Then it is tried again too where the connection
    /// broke, even in the commit, where nobody knows whether the transaction was kept, and where no
    /// connection could be made.
    ///
    /// Without this, an error that leaves the question open goes to the caller, who can look.
    ///
    /// ```
    /// # use throughline_guide::*;
    /// use throughline::RetryPolicy;
    /// # let School { db, rust, cleo, .. } = school()?;
    /// let patient = RetryPolicy::default().attempts(10).idempotent();
    /// db.retry(patient).transaction(|tx| rust.students().add(&tx, [&cleo]))?;
    /// # Ok::<(), throughline::Error>(())
    /// ```
    #[must_use]
    pub fn idempotent(self) -> Self {
        RetryPolicy {
            idempotent: true,
            ..self
        }
    }

    /// Whether a transaction that failed so is to be tried again.
    fn retries<E: Retryable>(&self, error: &E) -> bool {
        error.is_retryable() || (self.idempotent && error.is_retryable_if_idempotent())
    }

    /// The wait after so many failed attempts; none if there is to be no other.
    fn wait(&self, failed: u32) -> Option<Duration> {
        if failed >= self.attempts {
            return None;
        }
        let backoff = Backoff {
            first: self.first_wait,
            longest: self.longest_wait,
        };
        Some(backoff.wait(failed))
    }
}

/// An error of a transaction's body that says whether beginning again may succeed.
///
/// Made for [`Error`]; an error of your own that holds one passes the question on.
///
/// ```
/// # use throughline_guide::*;
/// use throughline::{RetryPolicy, Retryable};
/// # let School { db, rust, cleo, .. } = school()?;
/// #[derive(Debug)]
/// enum Enrolling {
///     Full,
///     Database(throughline::Error),
/// }
///
/// impl From<throughline::Error> for Enrolling {
///     fn from(error: throughline::Error) -> Self {
///         Enrolling::Database(error)
///     }
/// }
///
/// impl Retryable for Enrolling {
///     fn is_retryable(&self) -> bool {
///         matches!(self, Enrolling::Database(error) if error.is_retryable())
///     }
/// }
///
/// let enrolled = db.retry(RetryPolicy::default()).transaction(|tx| {
///     if rust.students().count(&tx)? >= 2 {
///         return Err(Enrolling::Full); // not tried again
///     }
///     rust.students().add(&tx, [&cleo])?;
///     Ok(())
/// });
/// assert!(matches!(enrolled, Err(Enrolling::Full)));
/// # Ok::<(), throughline::Error>(())
/// ```
pub trait Retryable {
    /// Whether the same transaction, begun again, may succeed.
    ///
    /// ```
    /// use throughline::{Error, ErrorKind, Retryable};
    /// let timeout = Error::new(ErrorKind::LockTimeout, "another connection writes");
    /// assert!(Retryable::is_retryable(&timeout));
    /// ```
    fn is_retryable(&self) -> bool;

    /// The same, where the transaction may have been carried out and doing so twice is no harm.
    ///
    /// ```
    /// use throughline::{Error, ErrorKind, Retryable};
    /// let unknown = Error::new(ErrorKind::OutcomeUnknown, "the commit had no answer");
    /// assert!(!Retryable::is_retryable(&unknown) && unknown.is_retryable_if_idempotent());
    /// ```
    fn is_retryable_if_idempotent(&self) -> bool {
        self.is_retryable()
    }
}

impl Retryable for Error {
    fn is_retryable(&self) -> bool {
        Error::is_retryable(self)
    }

    fn is_retryable_if_idempotent(&self) -> bool {
        let unconnected = self.is_connection_lost() || self.kind() == ErrorKind::ConnectionFailed;
        unconnected || Error::is_retryable(self)
    }
}

/// A session whose transactions are begun again: what [`Session::retry`] gives.
///
/// ```
/// # use throughline_guide::*;
/// use throughline::RetryPolicy;
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> throughline::Result<()> {
/// # let db = Db::memory().await?;
/// # throughline::create_tables(&db, [Student::META, Course::META]).await?;
/// let patient = RetryPolicy::default().attempts(10);
/// let ann = db
///     .retry(patient)
///     .transaction(async |tx| Student::builder().name("Ann").create(&tx).await)
///     .await?;
/// # Ok(())
/// # }
/// ```
#[derive(Debug)]
#[must_use = "nothing is done before `transaction`"]
pub struct Retry<'s> {
    pub(crate) session: &'s Session,
    pub(crate) policy: RetryPolicy,
}

impl Retry<'_> {
    /// As [`Session::transaction`]; if it fails by a lock timeout, a deadlock or a serialization
    /// failure, the body is called again in a new transaction, after a wait. If the connection broke
    /// it is not, unless the policy says [`idempotent`](RetryPolicy::idempotent).
    ///
    /// The body is an `Fn`: it cannot carry state from one try into the next. Inside a
    /// transaction there is one try only, as the whole would have to be begun anew.
    ///
    /// ```
    /// # use throughline_guide::*;
    /// # use throughline::RetryPolicy;
    /// # async fn run(db: &Db) -> throughline::Result<()> {
    /// db.retry(RetryPolicy::default())
    ///     .transaction(async |tx| Student::builder().name("Ann").create(&tx).await)
    ///     .await?;
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// The last one.
    pub async fn transaction<T, E, F>(&self, body: impl Fn(Tx) -> F) -> Result<T, E>
    where
        F: Future<Output = Result<T, E>> + Send,
        E: From<Error> + Retryable,
    {
        let mut failed = 0;
        loop {
            let result = self.session.transaction(&body).await;
            match result {
                Err(error)
                    if self.policy.retries(&error) && !self.session.target.is_transaction() =>
                {
                    failed += 1;
                    match self.policy.wait(failed) {
                        Some(wait) => sleep(wait).await,
                        None => return Err(error),
                    }
                }
                result => return result,
            }
        }
    }
}

/// Waits without a runtime: retries are rare, and a thread for each of them is cheap.
async fn sleep(time: Duration) {
    let (awake, sleeper) = oneshot::channel();
    let spawned = std::thread::Builder::new()
        .name("throughline-retry".to_owned())
        .spawn(move || {
            std::thread::sleep(time);
            awake.send(())
        });
    if spawned.is_ok() {
        // The thread ends by sending.
        _ = sleeper.await;
    }
}

/// A blocking session whose transactions are begun again: what
/// [`blocking::Session::retry`] gives.
///
/// ```
/// # use throughline_guide::*;
/// use throughline::RetryPolicy;
/// # let School { db, .. } = school()?;
/// let patient = RetryPolicy::default().attempts(10);
/// let dan = db
///     .retry(patient)
///     .transaction(|tx| Student::builder().name("Dan").create(&tx))?;
/// # Ok::<(), throughline::Error>(())
/// ```
#[derive(Debug)]
#[must_use = "nothing is done before `transaction`"]
pub struct BlockingRetry<'s> {
    pub(crate) session: &'s blocking::Session,
    pub(crate) policy: RetryPolicy,
}

impl BlockingRetry<'_> {
    /// As [`Retry::transaction`].
    ///
    /// ```
    /// # use throughline_guide::*;
    /// use throughline::RetryPolicy;
    /// # let School { db, .. } = school()?;
    /// let students = db
    ///     .retry(RetryPolicy::default())
    ///     .transaction(|tx| Student::objects().all(&tx))?;
    /// assert_eq!(students.len(), 3);
    /// # Ok::<(), throughline::Error>(())
    /// ```
    ///
    /// # Errors
    ///
    /// The last one.
    pub fn transaction<T, E: From<Error> + Retryable>(
        &self,
        body: impl Fn(blocking::Tx) -> Result<T, E>,
    ) -> Result<T, E> {
        let mut failed = 0;
        loop {
            match self.session.transaction(&body) {
                Err(error)
                    if self.policy.retries(&error) && !self.session.target.is_transaction() =>
                {
                    failed += 1;
                    match self.policy.wait(failed) {
                        Some(wait) => std::thread::sleep(wait),
                        None => return Err(error),
                    }
                }
                result => return result,
            }
        }
    }
}
