//! An answer that is there at once, or comes later.

use std::future::Future;
use std::pin::{Pin, pin};
use std::sync::Arc;
use std::task::{Context, Poll, Wake, Waker};
use std::thread::Thread;

use throughline_core::{Error, ErrorKind, Result};

/// The answer of a driver: SQLite has it at once and allocates nothing for it, a server's comes
/// later.
pub enum Answer<'a, T> {
    /// It is there. `None` once it was taken.
    Ready(Option<T>),
    /// It comes later.
    Later(Pin<Box<dyn Future<Output = T> + Send + 'a>>),
}

impl<T> Answer<'_, T> {
    /// An answer that is there.
    pub const fn ready(answer: T) -> Self {
        Answer::Ready(Some(answer))
    }
}

impl<T: Unpin> Future for Answer<'_, T> {
    type Output = T;

    fn poll(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<T> {
        match self.get_mut() {
            Answer::Ready(answer) => answer.take().map_or(Poll::Pending, Poll::Ready),
            Answer::Later(future) => future.as_mut().poll(context),
        }
    }
}

impl<T> std::fmt::Debug for Answer<'_, T> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Answer::Ready(_) => "Ready",
            Answer::Later(_) => "Later",
        })
    }
}

/// The result of a future that never waits: polled once.
///
/// # Errors
///
/// [`ErrorKind::Unsupported`] if it waits after all: the operation awaited something else than
/// its connection.
pub(crate) fn poll_once<T>(mut future: Pin<&mut impl Future<Output = Result<T>>>) -> Result<T> {
    match future
        .as_mut()
        .poll(&mut Context::from_waker(Waker::noop()))
    {
        Poll::Ready(result) => result,
        Poll::Pending => Err(Error::new(
            ErrorKind::Unsupported,
            "an operation waited outside its connection",
        )),
    }
}

/// The result of an operation that is done in this thread, with a connection that makes one wait
/// or does not.
///
/// It stays where it is: to move one takes as long as to look a row up.
pub(crate) fn finish<T>(
    waits: bool,
    future: Pin<&mut impl Future<Output = Result<T>>>,
) -> Result<T> {
    match waits {
        true => block_on(future),
        false => poll_once(future),
    }
}

/// Waits in this thread for a future that another thread completes. Needs no runtime.
pub fn block_on<T>(future: impl Future<Output = T>) -> T {
    struct Unpark(Thread);
    impl Wake for Unpark {
        fn wake(self: Arc<Self>) {
            self.0.unpark();
        }
    }
    // In a task of tokio's the number of steps is limited; behind the last one everything waits for
    // the task to yield, which it cannot do while this thread waits.
    #[cfg(feature = "server")]
    let future = tokio::task::unconstrained(future);
    let waker = Waker::from(Arc::new(Unpark(std::thread::current())));
    let mut context = Context::from_waker(&waker);
    let mut future = pin!(future);
    loop {
        match future.as_mut().poll(&mut context) {
            Poll::Ready(result) => return result,
            Poll::Pending => std::thread::park(),
        }
    }
}
