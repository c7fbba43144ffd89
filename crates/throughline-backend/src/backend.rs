//! A pool of connections of one engine, behind one interface.

use std::sync::Arc;
#[cfg(feature = "server")]
use std::time::Duration;

use throughline_core::Result;

use crate::row_by_row::Reader;
use crate::spin::Spin;
use crate::{Access, Answer, Connection};

/// A pool of connections.
pub(crate) trait Backend: Send + Sync {
    /// Where what a task wants done is done.
    fn place(&self) -> Place<'_>;

    /// A connection from the pool, for use in this thread.
    fn lease_blocking(&self, access: Access) -> Result<Lease>;

    /// Whether its connections make one wait; if not, they have their answers at once.
    fn waits(&self) -> bool {
        !matches!(self.place(), Place::Thread(_))
    }
}

/// Where what a task wants done is done.
pub(crate) enum Place<'a> {
    /// In the task itself, which waits for the server.
    #[cfg(feature = "server")]
    Task(&'a dyn Leases),
    /// In a thread of the engine's, since it would block the task's.
    #[cfg_attr(
        not(feature = "sqlite"),
        expect(dead_code, reason = "servers block nobody")
    )]
    Thread(&'a dyn Queue),
}

/// Connections for tasks that work with them themselves.
#[cfg(feature = "server")]
pub(crate) trait Leases: Send + Sync {
    /// One for the task that asks.
    fn lease(&self, access: Access) -> Answer<'static, Result<Lease>>;

    /// How long what this task drops in the middle may take to come to its end; none where that is sure.
    fn patience(&self) -> Option<Duration>;
}

/// Jobs that wait for a thread.
pub(crate) trait Queue: Send + Sync {
    /// Puts a job at the end. It brings its connection, or is given one from the pool. Gives what the caller may look
    /// for the result by, where it is worth it.
    fn push(
        &self,
        access: Access,
        lease: Option<Lease>,
        job: Box<dyn Job>,
        caller: Reader,
    ) -> Option<&Spin>;
}

/// Work for one connection. It sends its result to whoever waits for it.
#[cfg_attr(
    not(feature = "sqlite"),
    expect(dead_code, reason = "servers keep no queue of jobs")
)]
pub(crate) trait Job: Send {
    /// Does the work, or passes on that no connection could be had.
    fn run(self: Box<Self>, lease: Result<Lease>) -> Answer<'static, ()>;

    /// Whether it need not be done, as nobody waits for the result any more.
    fn is_abandoned(&self) -> bool;
}

/// A connection that goes back to its pool when it is dropped. What it left open is rolled back. It is in a
/// box since it is handed on at each call.
pub(crate) struct Lease {
    connection: Option<Box<Connection>>,
    access: Access,
    home: Arc<dyn Home>,
}

/// Where connections go back to.
pub(crate) trait Home: Send + Sync {
    /// Takes a connection back. One that is of no more use is given as `None`.
    fn give_back(&self, access: Access, connection: Option<Box<Connection>>);
}

impl Lease {
    pub(crate) fn new(connection: Box<Connection>, access: Access, home: Arc<dyn Home>) -> Self {
        Lease {
            connection: Some(connection),
            access,
            home,
        }
    }

    pub(crate) fn connection(&mut self) -> Result<&mut Connection> {
        self.connection
            .as_deref_mut()
            .ok_or_else(crate::connection::lost)
    }
}

impl Drop for Lease {
    fn drop(&mut self) {
        let connection = self.connection.take().and_then(|mut connection| {
            let usable = connection.is_settled() || connection.reset().is_ok();
            usable.then_some(connection)
        });
        self.home.give_back(self.access, connection);
    }
}
