//! What a caller wants done with a connection.

use std::future::Future;

use throughline_core::Result;

use crate::Connection;

/// Whether an operation only reads.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Access {
    /// It reads: any connection will do.
    Read,
    /// It may write: on SQLite, it has to be the one connection that writes.
    Write,
}

impl Access {
    /// That of what writes, unless it does not: then it need not wait for the connection that writes.
    ///
    /// ```
    /// use throughline_backend::Access;
    ///
    /// let keys: &[i64] = &[];
    /// assert_eq!(Access::write_unless(keys.is_empty()), Access::Read);
    /// ```
    #[must_use]
    pub const fn write_unless(only_reads: bool) -> Self {
        match only_reads {
            true => Access::Read,
            false => Access::Write,
        }
    }
}

/// Something to be done with a connection, whole. It owns its data.
///
/// There is one implementation of every operation, for async and blocking use and for every
/// engine. It may await nothing but its connection.
pub trait Operation: Send + 'static {
    /// What it gives.
    type Output: Send + 'static;

    /// Whether it only reads.
    fn access(&self) -> Access;

    /// A copy, to be done again where a rival made the engine undo this one; none if it is not to
    /// be.
    fn again(&self) -> Option<Self>
    where
        Self: Sized,
    {
        None
    }

    /// Does it.
    fn run(self, connection: &mut Connection) -> impl Future<Output = Result<Self::Output>> + Send;
}
