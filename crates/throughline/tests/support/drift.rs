//! What `cargo manage drift` finds, for tests that have no folder of migrations.

use throughline::blocking::Db;
use throughline::{Executor, Result};
use throughline_backend::{Access, Connection, Operation};
use throughline_migrate::{ProjectState, Wanted, drift, live_schema};

/// The differences between the tables that are there and those of the state.
pub(crate) fn differences(db: &Db, state: ProjectState) -> Vec<String> {
    db.run(Look(state)).unwrap()
}

struct Look(ProjectState);

impl Operation for Look {
    type Output = Vec<String>;

    fn access(&self) -> Access {
        Access::Read
    }

    async fn run(self, connection: &mut Connection) -> Result<Vec<String>> {
        let schema = live_schema(connection).await?;
        let rules = connection.dialect().schema_rules();
        let found = drift(&self.0, Wanted::Models, &schema, rules, &[])?;
        Ok(found
            .into_iter()
            .map(|difference| difference.text)
            .collect())
    }
}
