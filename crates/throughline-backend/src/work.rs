//! What a task wants done with a connection.
//!
//! Once it has begun it is brought to its end, or undone where it cannot be: the task may be dropped at any
//! moment, and the connection has to come back as it was.

use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;

use throughline_core::Result;
use tokio::sync::oneshot;

use crate::backend::{Backend, Job, Lease, Place};
use crate::connection::lost;
use crate::row_by_row::Reader;
#[cfg(feature = "server")]
use crate::server::begun::Begun;
use crate::{Access, Answer};

/// What is being done. It owns what it needs, so that it can go on elsewhere.
pub(crate) type Doing<T> = Pin<Box<dyn Future<Output = Result<T>> + Send>>;

/// Has something done with the connection that the caller holds, or with one from the pool. While it waits for
/// one nothing has begun.
///
/// # Errors
///
/// Those of the work; that no connection could be had.
#[expect(
    clippy::manual_async_fn,
    reason = "an `async fn` would keep the work twice: as it was given, and where it is used"
)]
pub(crate) fn done<T: Send + 'static>(
    backend: Arc<dyn Backend>,
    access: Access,
    held: Option<Lease>,
    work: impl FnOnce(Lease) -> Doing<T> + Send + 'static,
) -> impl Future<Output = Result<T>> + Send {
    async move {
        match backend.place() {
            #[cfg(feature = "server")]
            Place::Task(leases) => {
                let patience = leases.patience();
                let lease = match held {
                    Some(lease) => lease,
                    None => leases.lease(access).await?,
                };
                Begun::new(work(lease), patience).await
            }
            Place::Thread(queue) => {
                let (reply, mut answer) = oneshot::channel();
                // A connection that is held has to come back.
                let abandons = held.is_none();
                let job = Queued {
                    work,
                    reply,
                    abandons,
                };
                let caller = Reader::task().await;
                let spin = queue.push(access, held, Box::new(job), caller);
                let seen = match spin {
                    Some(spin) => spin.look_in_task(|| answer.try_recv().ok()).await,
                    None => None,
                };
                match seen {
                    Some(answer) => answer,
                    None => answer.await.map_err(|_| lost())?,
                }
            }
        }
    }
}

/// Work that waits for a thread, and where its result goes.
struct Queued<T, W> {
    work: W,
    reply: oneshot::Sender<Result<T>>,
    /// Whether it is passed over once nobody waits for it.
    abandons: bool,
}

impl<T, W> Job for Queued<T, W>
where
    T: Send + 'static,
    W: FnOnce(Lease) -> Doing<T> + Send + 'static,
{
    fn run(self: Box<Self>, lease: Result<Lease>) -> Answer<'static, ()> {
        let Queued { work, reply, .. } = *self;
        Answer::Later(match lease {
            Ok(lease) => {
                let doing = work(lease);
                Box::pin(async move {
                    // Nobody may be waiting any more: then the result is dropped.
                    _ = reply.send(doing.await);
                })
            }
            Err(error) => {
                _ = reply.send(Err(error));
                Box::pin(std::future::ready(()))
            }
        })
    }

    fn is_abandoned(&self) -> bool {
        self.abandons && self.reply.is_closed()
    }
}
