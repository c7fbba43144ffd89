//! Connections, the jobs that wait for one, and the worker threads that do them.
//!
//! A job is done whole in one thread: an operation costs one hop, however many rows it reads. A
//! job that waits for a connection occupies no thread, so a transaction that is open never keeps
//! its own next step from being done. Blocking callers take a connection and use it themselves;
//! for them alone no thread is started.

use std::collections::VecDeque;
use std::pin::pin;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use throughline_core::{Error, ErrorKind, Result};
use tracing::Span;

use super::driver::{Role, SqliteDriver};
use crate::Access;
use crate::answer::poll_once;
use crate::backend::{Backend, Home, Job, Lease, Place, Queue};
use crate::connection::{Connection, Shared};
use crate::row_by_row::Reader;
use crate::spin::Spin;
use crate::url::SqliteOptions;

/// A task that makes its next call within this time calls again and again: two small statements, and what it takes
/// two threads to wake up.
const SOON: Duration = Duration::from_micros(250);

/// So long a worker looks for the next job: what a small statement takes, and the task that waits for it to wake up, which
/// is up to 50 µs on a virtual machine. With less, two that are asleep by turns never meet awake.
const NEXT: Duration = Duration::from_micros(100);

/// So long a task looks for its result: for a statement that writes some hundred rows. Longer ones are not much longer by
/// what it takes to wake up.
const RESULT: Duration = Duration::from_micros(500);

/// The connections of one database.
pub(super) struct Pool {
    options: SqliteOptions,
    shared: Arc<Shared>,
    state: Mutex<State>,
    /// Wakes a worker: there may be something to do.
    work: Condvar,
    /// Wakes a blocking caller: a connection came back.
    returned: Condvar,
    /// How many jobs have come.
    pushed: AtomicUsize,
    /// How a worker waits for a job.
    worker: Spin,
    /// How a task waits for its result.
    task: Spin,
}

struct State {
    writer: Option<Box<Connection>>,
    #[expect(clippy::vec_box, reason = "they are handed on in their boxes")]
    readers: Vec<Box<Connection>>,
    /// Readers that exist, idle or not.
    readers_open: usize,
    jobs: VecDeque<Waiting>,
    workers: usize,
    idle_workers: usize,
    /// Whether a worker that has nothing to do is not asleep yet. There is no more than one.
    looks: bool,
    /// Whose job came last, and when.
    caller: Option<(Reader, Instant)>,
    /// Whether the one before it was of the same task: then nobody is kept from anything by who looks. Where
    /// several tasks call by turns, their threads and processors have better to do.
    one_calls: bool,
    /// Blocking callers that wait for a connection.
    callers: usize,
    closed: bool,
}

/// A job that waits.
struct Waiting {
    access: Access,
    job: Box<dyn Job>,
    /// The connection, if the job brings its own.
    lease: Option<Lease>,
    deadline: Instant,
    /// Where in the program it was asked for: the statements that it sends belong there.
    span: Span,
}

/// A connection that a caller may have: one that is there, or a reader that is yet to be opened.
enum Found {
    Connection(Box<Connection>, Access),
    NewReader,
}

impl Pool {
    pub(super) fn new(
        options: SqliteOptions,
        shared: Arc<Shared>,
        writer: Box<Connection>,
    ) -> Arc<Self> {
        let state = Mutex::new(State {
            writer: Some(writer),
            readers: Vec::new(),
            readers_open: 0,
            jobs: VecDeque::new(),
            workers: 0,
            idle_workers: 0,
            looks: false,
            caller: None,
            one_calls: false,
            callers: 0,
            closed: false,
        });
        Arc::new(Pool {
            options,
            shared,
            state,
            work: Condvar::new(),
            returned: Condvar::new(),
            pushed: AtomicUsize::new(0),
            worker: Spin::new(NEXT),
            task: Spin::new(RESULT),
        })
    }

    /// A panic in another thread leaves the state whole: each change to it is one step.
    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn find(&self, state: &mut State, access: Access) -> Option<Found> {
        if access == Access::Write || self.options.readers == 0 {
            let writer = state.writer.take()?;
            return Some(Found::Connection(writer, Access::Write));
        }
        if let Some(reader) = state.readers.pop() {
            return Some(Found::Connection(reader, Access::Read));
        }
        (state.readers_open < self.options.readers).then(|| {
            state.readers_open += 1;
            Found::NewReader
        })
    }

    /// The lease of what was found. A reader that cannot be opened leaves its place free.
    fn lease(self: &Arc<Self>, found: Found) -> Result<Lease> {
        let home = Arc::<Self>::clone(self);
        match found {
            Found::Connection(connection, access) => Ok(Lease::new(connection, access, home)),
            Found::NewReader => match SqliteDriver::open(&self.options, Role::Reader) {
                Ok(driver) => {
                    let reader = connected(driver, &self.shared);
                    Ok(Lease::new(reader, Access::Read, home))
                }
                Err(error) => {
                    self.give_back(Access::Read, None);
                    Err(error)
                }
            },
        }
    }

    /// Tells whether a worker comes to the job at once: one that is awake, or that is woken by a task which calls
    /// again and again. Where calls are seldom, to wait for one that wakes up would cost more than the call.
    fn enqueue(
        self: &Arc<Self>,
        access: Access,
        job: Box<dyn Job>,
        lease: Option<Lease>,
        caller: Reader,
    ) -> bool {
        let now = Instant::now();
        let deadline = now + self.options.busy_timeout;
        let span = Span::current();
        let mut state = self.lock();
        let (last, since) = state.caller.replace((caller, now)).unzip();
        state.one_calls = last == Some(caller);
        state.jobs.push_back(Waiting {
            access,
            job,
            lease,
            deadline,
            span,
        });
        self.pushed.fetch_add(1, Ordering::Release);
        // The worker that looks comes to one job.
        if state.jobs.len() == 1 && state.looks {
            return state.one_calls;
        }
        self.start_worker(&mut state);
        // Without any worker nobody would ever come to the job.
        let refused = if state.workers == 0 {
            state.jobs.pop_back()
        } else {
            None
        };
        // A worker that was just started looks for itself.
        let wakes = state.idle_workers > 0;
        let again = since.is_some_and(|since| now.saturating_duration_since(since) < SOON);
        let is_done_soon = state.one_calls && again && wakes && state.jobs.len() == 1;
        drop(state);
        if wakes {
            self.work.notify_one();
        }
        if let Some(waiting) = refused {
            done(waiting.job, Err(no_thread()));
        }
        is_done_soon
    }

    /// Starts a worker, unless one is idle or there are enough: one for each connection is, as no
    /// two jobs share one.
    fn start_worker(self: &Arc<Self>, state: &mut State) {
        if state.idle_workers > 0 || state.workers > self.options.readers {
            return;
        }
        let pool = Arc::clone(self);
        let name = "throughline-sqlite".to_owned();
        let spawned = std::thread::Builder::new()
            .name(name)
            .spawn(move || work(pool));
        if spawned.is_ok() {
            state.workers += 1;
        }
    }

    /// The next job that can be done, with what it is done with. `None` when the pool is closed.
    fn next(self: &Arc<Self>) -> Option<(Box<dyn Job>, Span, Result<Lease>)> {
        let mut state = self.lock();
        let mut has_looked = false;
        loop {
            if let Some(ready) = self.ready(&mut state) {
                drop(state);
                let (Waiting { job, span, .. }, found) = ready;
                let lease = match found {
                    Ready::Lease(lease) => Ok(lease),
                    Ready::Found(found) => self.lease(found),
                    Ready::Expired => Err(timeout()),
                };
                return Some((job, span, lease));
            }
            if state.closed && state.jobs.is_empty() {
                return None;
            }
            if state.jobs.is_empty() && state.one_calls && !state.looks && !has_looked {
                state = self.look(state);
                has_looked = true;
                continue;
            }
            state.idle_workers += 1;
            let until = state.jobs.iter().map(|waiting| waiting.deadline).min();
            state = match until {
                None => self
                    .work
                    .wait(state)
                    .unwrap_or_else(PoisonError::into_inner),
                Some(until) => {
                    let time = until.saturating_duration_since(Instant::now());
                    let waited = self.work.wait_timeout(state, time);
                    waited.unwrap_or_else(PoisonError::into_inner).0
                }
            };
            state.idle_workers -= 1;
        }
    }

    /// Looks for a job that comes soon.
    fn look<'a>(&'a self, mut state: MutexGuard<'a, State>) -> MutexGuard<'a, State> {
        state.looks = true;
        let pushed = self.pushed.load(Ordering::Acquire);
        drop(state);
        let comes = || (self.pushed.load(Ordering::Acquire) != pushed).then_some(());
        self.worker.look_for(comes);
        let mut state = self.lock();
        state.looks = false;
        state
    }

    fn ready(&self, state: &mut State) -> Option<(Waiting, Ready)> {
        state.jobs.retain(|waiting| !waiting.job.is_abandoned());
        let now = Instant::now();
        for at in 0..state.jobs.len() {
            let waiting = &mut state.jobs[at];
            let (access, expired) = (waiting.access, waiting.deadline <= now);
            let ready = match waiting.lease.take() {
                Some(lease) => Some(Ready::Lease(lease)),
                None => match self.find(state, access) {
                    Some(found) => Some(Ready::Found(found)),
                    None => expired.then_some(Ready::Expired),
                },
            };
            if let Some(ready) = ready {
                return state.jobs.remove(at).map(|waiting| (waiting, ready));
            }
        }
        None
    }
}

enum Ready {
    Lease(Lease),
    Found(Found),
    Expired,
}

impl Home for Pool {
    fn give_back(&self, access: Access, connection: Option<Box<Connection>>) {
        let mut state = self.lock();
        if state.closed {
            drop(state);
            // The connection is closed here: nobody will ask for it any more.
            return;
        }
        match (access, connection) {
            (Access::Write, Some(writer)) => state.writer = Some(writer),
            (Access::Read, Some(reader)) => state.readers.push(reader),
            (Access::Read, None) => state.readers_open -= 1,
            (Access::Write, None) => {
                // The writer is of no more use. A database in memory is gone with it.
                let writer = SqliteDriver::open(&self.options, Role::Writer).ok();
                state.writer = writer.map(|driver| connected(driver, &self.shared));
            }
        }
        // To wake somebody is a call of the system, even where nobody sleeps.
        let (worker, callers) = (!state.jobs.is_empty(), state.callers > 0);
        drop(state);
        if worker {
            self.work.notify_one();
        }
        if callers {
            // Whoever is woken may wait for the other kind of connection.
            self.returned.notify_all();
        }
    }
}

/// A connection that has this driver.
pub(super) fn connected(driver: SqliteDriver, shared: &Arc<Shared>) -> Box<Connection> {
    Box::new(Connection::new(Box::new(driver), Arc::clone(shared)))
}

/// A worker thread: does jobs until the pool is closed.
fn work(pool: Arc<Pool>) {
    /// A job that panics takes its thread along: another one goes on with those that wait.
    struct Leave(Arc<Pool>);
    impl Drop for Leave {
        fn drop(&mut self) {
            let mut state = self.0.lock();
            state.workers -= 1;
            if !state.jobs.is_empty() {
                self.0.start_worker(&mut state);
            }
        }
    }
    let leave = Leave(pool);
    while let Some((job, span, lease)) = leave.0.next() {
        span.in_scope(|| done(job, lease));
    }
}

/// Does a job. It sends its own result, and SQLite never makes it wait.
fn done(job: Box<dyn Job>, lease: Result<Lease>) {
    _ = poll_once(pin!(async {
        job.run(lease).await;
        Ok(())
    }));
}

fn no_thread() -> Error {
    Error::new(
        ErrorKind::ConnectionFailed,
        "no thread could be started for the database",
    )
    .with_hint("the system's limit of threads or memory is reached")
}

fn timeout() -> Error {
    Error::new(
        ErrorKind::LockTimeout,
        "no connection to the database became free in time",
    )
    .with_hint(
        "a transaction is open for longer than the busy timeout; inside it, give its own \
             handle (`&tx`) to each call, not that of the database",
    )
}

/// The pool as a backend. When the last handle is dropped, the workers end.
pub(super) struct SqliteBackend {
    pool: Arc<Pool>,
}

impl SqliteBackend {
    pub(super) fn new(pool: Arc<Pool>) -> Self {
        SqliteBackend { pool }
    }
}

impl Drop for SqliteBackend {
    fn drop(&mut self) {
        let mut state = self.pool.lock();
        state.closed = true;
        let writer = state.writer.take();
        let readers = std::mem::take(&mut state.readers);
        drop(state);
        // In this thread, since no other may come to it before the program ends: the last
        // connection that is closed moves the write-ahead log into the file.
        drop((readers, writer));
        self.pool.work.notify_all();
    }
}

impl Backend for SqliteBackend {
    fn place(&self) -> Place<'_> {
        Place::Thread(self)
    }

    fn lease_blocking(&self, access: Access) -> Result<Lease> {
        let pool = &self.pool;
        let mut state = pool.lock();
        let mut deadline = None;
        loop {
            if let Some(found) = pool.find(&mut state, access) {
                drop(state);
                return pool.lease(found);
            }
            // Mostly one is free, and nobody asks for the time.
            let now = Instant::now();
            let deadline = *deadline.get_or_insert_with(|| now + pool.options.busy_timeout);
            let time = deadline.saturating_duration_since(now);
            if time.is_zero() {
                return Err(timeout());
            }
            state.callers += 1;
            let waited = pool.returned.wait_timeout(state, time);
            state = waited.unwrap_or_else(PoisonError::into_inner).0;
            state.callers -= 1;
        }
    }
}

impl Queue for SqliteBackend {
    fn push(
        &self,
        access: Access,
        lease: Option<Lease>,
        job: Box<dyn Job>,
        caller: Reader,
    ) -> Option<&Spin> {
        let is_done_soon = self.pool.enqueue(access, job, lease, caller);
        is_done_soon.then_some(&self.pool.task)
    }
}
