//! Servers: a pool of connections, and the threads that drive them.
//!
//! An operation is done where it is asked for: in the caller's thread, or in the task that polls
//! it. One whose future is dropped is finished all the same, or undone where it cannot be, and leaves
//! its connection as it has to be: it goes on in a thread of the process's own. These are few, and shared by all databases;
//! with them a caller needs no runtime, and may use any.

pub(crate) mod begun;
mod rest;
pub(crate) mod watch;

use std::future::{Future, poll_fn};
use std::sync::{Arc, OnceLock};
use std::time::Duration;

use deadpool::managed::{Manager, Object, Pool, PoolError, TimeoutType, Timeouts};
use throughline_core::{Error, ErrorKind, Result};
use tokio::runtime::{Handle, Runtime, RuntimeFlavor};
use tokio::time::timeout;

use self::rest::Rest;
use crate::answer::block_on;
use crate::backend::{Backend, Home, Lease, Leases, Place};
use crate::connection::{Connection, Shared};
use crate::driver::Driver;
use crate::{Access, Answer};

/// How somebody waits who wants a connection.
#[derive(Debug, Clone)]
pub(crate) enum Caller {
    /// As a task; of that runtime, where the engine asks for it.
    Task(Option<Handle>),
    /// In a thread.
    Thread,
    /// In a thread that belongs to a runtime, which may not be made to drive another one.
    ThreadOfRuntime,
}

impl Caller {
    /// This thread, in which somebody waits.
    pub(crate) fn this_thread() -> Self {
        match Handle::try_current() {
            Ok(_) => Caller::ThreadOfRuntime,
            Err(_) => Caller::Thread,
        }
    }

    /// How long what this one drops in the middle may take to come to its end.
    fn patience(&self) -> Option<Duration> {
        match self {
            Caller::Task(Some(runtime)) => patience(runtime),
            _ => None,
        }
    }
}

/// How long what needs that runtime may take to come to its end when nobody waits for it. One of a single thread
/// waits for nothing unless somebody drives it: it might never end.
pub(crate) fn patience(runtime: &Handle) -> Option<Duration> {
    let may_stand_still = runtime.runtime_flavor() == RuntimeFlavor::CurrentThread;
    may_stand_still.then_some(Duration::from_millis(500))
}

/// What comes of it in that time; none if it takes longer.
pub(crate) async fn in_time<T>(
    patience: Option<Duration>,
    future: impl Future<Output = T>,
) -> Option<T> {
    match patience {
        None => Some(future.await),
        Some(patience) => timeout(patience, future).await.ok(),
    }
}

/// An engine whose connections a pool makes.
pub(crate) trait Server:
    Manager<Error = Error, Type: Send> + Send + Sync + Sized + 'static
{
    /// The task that asks for a connection.
    fn task() -> Caller {
        Caller::Task(None)
    }

    /// A connection of the pool, or a new one.
    fn get(
        pool: &Pool<Self>,
        caller: Caller,
    ) -> impl Future<Output = Result<Object<Self>, PoolError<Error>>> + Send {
        _ = caller;
        get(pool)
    }

    /// A connection of the pool as a driver. It goes back when the driver is dropped.
    fn driver(object: Object<Self>, caller: Caller) -> Box<dyn Driver>;
}

/// How a pool is filled and waited for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct PoolOptions {
    /// The most connections that there are at a time.
    pub(crate) connections: usize,
    /// How long to wait for one that is free.
    pub(crate) wait: Duration,
    /// How long to wait for a new one.
    pub(crate) connect: Duration,
}

impl Default for PoolOptions {
    fn default() -> Self {
        PoolOptions {
            connections: 10,
            wait: Duration::from_secs(30),
            connect: Duration::from_secs(10),
        }
    }
}

/// The pool of a server as a backend.
pub(crate) struct ServerBackend<S: Server>(Arc<Connections<S>>);

struct Connections<S: Server> {
    pool: Pool<S>,
    options: PoolOptions,
    shared: Arc<Shared>,
    rest: Rest,
}

impl<S: Server> Connections<S> {
    /// The connection that rests, if there is one and this caller can use it.
    fn rested(self: &Arc<Self>, access: Access, caller: &Caller) -> Option<Lease> {
        let connection = self.rest.take(caller)?;
        Some(Lease::new(connection, access, Arc::<Self>::clone(self)))
    }
}

impl<S: Server> Home for Connections<S> {
    fn give_back(&self, _: Access, connection: Option<Box<Connection>>) {
        if let Some(connection) = connection {
            self.rest.give_back(connection);
        }
    }
}

impl<S: Server> ServerBackend<S> {
    /// A pool of connections that this makes.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::ConnectionFailed`] if the threads cannot be started.
    pub(crate) fn new(server: S, options: PoolOptions, shared: Arc<Shared>) -> Result<Self> {
        runtime()?;
        let timeouts = Timeouts {
            wait: Some(options.wait),
            create: Some(options.connect),
            // Most are not asked anything; whoever asks sees to it that it ends.
            recycle: None,
        };
        let pool = Pool::builder(server)
            .max_size(options.connections)
            .timeouts(timeouts)
            .runtime(deadpool::Runtime::Tokio1)
            .build()
            .map_err(|error| {
                let message = "the pool of connections could not be made";
                Error::new(ErrorKind::ConnectionFailed, message).with_source(error)
            })?;
        Ok(ServerBackend(Arc::new(Connections {
            pool,
            options,
            shared,
            rest: Rest::default(),
        })))
    }

    /// A connection, to see that there is a server. It is kept for the caller who opens the database.
    ///
    /// # Errors
    ///
    /// As the server says.
    pub(crate) fn check(&self, blocking: bool) -> Result<()> {
        let caller = match blocking {
            true => Caller::this_thread(),
            false => S::task(),
        };
        self.lease_for(Access::Read, caller).map(drop)
    }

    /// A connection, for which this thread waits.
    fn lease_for(&self, access: Access, caller: Caller) -> Result<Lease> {
        if let Some(lease) = self.0.rested(access, &caller) {
            return Ok(lease);
        }
        // What waits for time or a socket registers with the runtime of this thread.
        let _entered = runtime()?.enter();
        block_on(lease(Arc::clone(&self.0), access, caller))
    }
}

/// A connection that is free. Only where there is none, a clock is set.
pub(crate) async fn get<S: Server>(pool: &Pool<S>) -> Result<Object<S>, PoolError<Error>> {
    let mut at_once = pool.timeouts();
    at_once.wait = Some(Duration::ZERO);
    match pool.timeout_get(&at_once).await {
        // In a box, as every call would have to make room for it.
        Err(PoolError::Timeout(TimeoutType::Wait)) => Box::pin(pool.get()).await,
        object => object,
    }
}

async fn lease<S: Server>(
    connections: Arc<Connections<S>>,
    access: Access,
    caller: Caller,
) -> Result<Lease> {
    let asking = connections.rest.ask();
    if let Some(lease) = connections.rested(access, &caller) {
        return Ok(lease);
    }
    let object = S::get(&connections.pool, caller.clone()).await;
    drop(asking);
    let object = object.map_err(|error| refused(error, connections.options))?;
    let shared = Arc::clone(&connections.shared);
    let connection = Connection::new(S::driver(object, caller), shared);
    Ok(Lease::new(Box::new(connection), access, connections))
}

fn refused(error: PoolError<Error>, options: PoolOptions) -> Error {
    match error {
        PoolError::Backend(error) => error,
        PoolError::Timeout(TimeoutType::Wait) => {
            let (count, seconds) = (options.connections, options.wait.as_secs_f32());
            let message =
                format!("none of the {count} connections became free within {seconds} seconds");
            Error::new(ErrorKind::PoolExhausted, message).with_hint(
                "keep transactions short; inside one, give its own handle (`&tx`) to each call; or \
                 raise `?connections=N` or `wait_timeout=MILLISECONDS` in the URL",
            )
        }
        PoolError::Timeout(_) => {
            let seconds = options.connect.as_secs_f32();
            let message = format!("the server did not answer within {seconds} seconds");
            Error::new(ErrorKind::ConnectionFailed, message).with_hint(
                "check host and port, and that nothing between here and there drops packets",
            )
        }
        error => {
            let message = "the pool of connections gave none";
            Error::new(ErrorKind::ConnectionFailed, message).with_source(error)
        }
    }
}

impl<S: Server> Backend for ServerBackend<S> {
    fn place(&self) -> Place<'_> {
        Place::Task(self)
    }

    fn lease_blocking(&self, access: Access) -> Result<Lease> {
        self.lease_for(access, Caller::this_thread())
    }
}

impl<S: Server> Leases for ServerBackend<S> {
    fn lease(&self, access: Access) -> Answer<'static, Result<Lease>> {
        let caller = S::task();
        if let Some(lease) = self.0.rested(access, &caller) {
            return Answer::ready(Ok(lease));
        }
        let mut lease = Box::pin(lease(Arc::clone(&self.0), access, caller));
        Answer::Later(Box::pin(poll_fn(move |context| {
            // What waits for time or a new socket registers with the runtime of the process.
            let _entered = runtime()?.enter();
            lease.as_mut().poll(context)
        })))
    }

    fn patience(&self) -> Option<Duration> {
        S::task().patience()
    }
}

/// Waits, in whatever thread.
pub(crate) async fn pause(time: Duration) {
    if let Ok(runtime) = runtime() {
        // A task that does nothing else comes to its end.
        _ = runtime
            .spawn(async move { tokio::time::sleep(time).await })
            .await;
    }
}

/// The runtime of the process.
pub(crate) fn runtime() -> Result<&'static Runtime> {
    /// As many as are of use: they move bytes, and make rows of them.
    const THREADS: usize = 4;
    static RUNTIME: OnceLock<std::io::Result<Runtime>> = OnceLock::new();
    let runtime = RUNTIME.get_or_init(|| {
        let cores = std::thread::available_parallelism().map_or(1, usize::from);
        tokio::runtime::Builder::new_multi_thread()
            .worker_threads(cores.min(THREADS))
            .thread_name("throughline-server")
            .enable_all()
            .build()
    });
    runtime.as_ref().map_err(|error| {
        let message = format!("the threads for servers could not be started: {error}");
        Error::new(ErrorKind::ConnectionFailed, message)
    })
}
