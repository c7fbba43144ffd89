//! A pool of connections of one engine, behind one interface.

use std::sync::Arc;

use throughline_core::Result;

use crate::{Access, Answer, Connection};

/// A pool of connections.
pub(crate) trait Backend: Send + Sync {
    /// Runs a job with a connection from the pool. On SQLite the job is done in a worker thread
    /// and this returns before it is.
    fn run(&self, access: Access, job: Box<dyn Job>) -> Answer<'_, ()>;

    /// Runs a job with the connection that the caller holds.
    fn run_on(&self, lease: Lease, job: Box<dyn Job>) -> Answer<'_, ()>;

    /// A connection from the pool, for use in this thread.
    fn lease_blocking(&self, access: Access) -> Result<Lease>;

    /// Whether its connections make one wait; if not, they have their answers at once.
    fn waits(&self) -> bool {
        false
    }
}

/// Work for one connection. It sends its result to whoever waits for it.
pub(crate) trait Job: Send {
    /// Does the work, or passes on that no connection could be had.
    fn run(self: Box<Self>, lease: Result<Lease>) -> Answer<'static, ()>;

    /// Whether nobody waits for the result any more: jobs wait in a queue on SQLite alone.
    #[cfg_attr(
        not(feature = "sqlite"),
        expect(dead_code, reason = "servers keep no queue of jobs")
    )]
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
