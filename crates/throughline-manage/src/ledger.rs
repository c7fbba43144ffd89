//! The ledger of a database, read whole.

use throughline_backend::{Access, Connection, Operation};
use throughline_core::Result;
use throughline_migrate::{AppliedMigration, applied};

/// Reads the ledger.
pub(crate) struct Ledger;

impl Operation for Ledger {
    type Output = Vec<AppliedMigration>;

    fn access(&self) -> Access {
        Access::Read
    }

    async fn run(self, connection: &mut Connection) -> Result<Vec<AppliedMigration>> {
        applied(connection).await
    }
}
