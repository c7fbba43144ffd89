//! Links of many owners that go at once.

use std::sync::Arc;

use throughline_backend::{Access, Connection, Operation};
use throughline_core::{Relation, Result, Value};
use throughline_sql::plan::{PairDelete, ValueRows};

use super::many::{as_kept, batch_size};
use super::{gone, is_one_row};

/// Takes these links away. To try again shares them.
#[derive(Clone)]
pub(crate) struct UnlinkAll {
    pub(crate) relation: Relation,
    pub(crate) pairs: Arc<Vec<[Value; 2]>>,
}

impl Operation for UnlinkAll {
    type Output = u64;

    fn access(&self) -> Access {
        Access::write_unless(self.pairs.is_empty())
    }

    fn again(&self) -> Option<Self> {
        Some(self.clone())
    }

    async fn run(self, connection: &mut Connection) -> Result<u64> {
        if self.pairs.is_empty() {
            return Ok(0);
        }
        let size = batch_size(connection);
        if self.pairs.len() <= size {
            return self.unlink(connection, size).await;
        }
        let level = connection.begin().await?;
        let result = self.unlink(connection, size).await;
        connection.end(level, result).await
    }
}

impl UnlinkAll {
    async fn unlink(self, connection: &mut Connection, size: usize) -> Result<u64> {
        let relation = self.relation;
        let mut removed = 0;
        for batch in self.pairs.chunks(size) {
            let plan = PairDelete {
                relation,
                rows: ValueRows::of_pairs(as_kept(connection, relation, batch)),
                counted: is_one_row(relation),
            };
            removed += gone(connection, relation, &plan).await?;
        }
        Ok(removed)
    }
}
