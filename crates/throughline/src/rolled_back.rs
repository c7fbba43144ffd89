//! Operations of a handle whose transaction is rolled back at the end, for tests.

use throughline_backend::{Access, Connection, Operation};
use throughline_core::Result;

/// An operation in a savepoint of its own: kept or undone whole, as outside of a transaction. An
/// engine that gives up a transaction at its first error goes on after it.
pub(crate) struct Contained<O>(pub(crate) O);

impl<O: Operation> Operation for Contained<O> {
    type Output = O::Output;

    fn access(&self) -> Access {
        self.0.access()
    }

    async fn run(self, connection: &mut Connection) -> Result<O::Output> {
        let level = connection.begin().await?;
        let result = self.0.run(connection).await;
        connection.end(level, result).await
    }
}
