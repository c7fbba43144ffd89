//! `bulk_update_or_create`: many rows that a unique key decides about.

use std::marker::PhantomData;

use throughline_backend::{Access, Connection, Operation};
use throughline_core::Result;

use super::{ByKey, Outcome};
use crate::Model;

/// Several upserts that a unique key decides, in one transaction.
pub(crate) struct BulkUpsert<M> {
    pub(crate) all: Vec<ByKey>,
    pub(crate) marker: PhantomData<fn() -> M>,
}

impl<M: Model> Operation for BulkUpsert<M> {
    type Output = Vec<(M, Outcome)>;

    fn access(&self) -> Access {
        if self.all.is_empty() {
            Access::Read
        } else {
            Access::Write
        }
    }

    fn again(&self) -> Option<Self> {
        Some(BulkUpsert {
            all: self.all.clone(),
            marker: PhantomData,
        })
    }

    async fn run(self, connection: &mut Connection) -> Result<Self::Output> {
        if self.all.is_empty() {
            return Ok(Vec::new());
        }
        let level = connection.begin().await?;
        let result = self.upsert(connection).await;
        connection.end(level, result).await
    }
}

impl<M: Model> BulkUpsert<M> {
    async fn upsert(self, connection: &mut Connection) -> Result<Vec<(M, Outcome)>> {
        let mut done = Vec::with_capacity(self.all.len());
        for one in self.all {
            let at_once = one.at_once(connection, None).await?;
            done.push(match at_once {
                Some((row, outcome, _)) => (row, outcome),
                None => one.in_steps(connection).await?,
            });
        }
        Ok(done)
    }
}
