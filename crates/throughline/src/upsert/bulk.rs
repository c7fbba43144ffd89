//! `bulk_update_or_create`: many rows that a unique key decides about.

use std::marker::PhantomData;

use throughline_backend::{Access, Connection, Operation, Step};
use throughline_core::{Result, Row, Value};
use throughline_sql::plan::{Done, Upsert};

use super::at_once::told;
use super::{ByKey, Outcome};
use crate::builder::Draft;
use crate::{Model, explain};

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
    /// Where the engine pipelines, those of a batch are sent at one moment. Else one after the other.
    async fn upsert(self, connection: &mut Connection) -> Result<Vec<(M, Outcome)>> {
        let capabilities = connection.dialect().capabilities();
        let together = capabilities.pipelining && capabilities.tells_outcomes;
        let mut done = Vec::with_capacity(self.all.len());
        let mut batch = Batch::default();
        for one in self.all {
            if !together {
                done.push(alone(one, connection).await?);
                continue;
            }
            let mut draft = one.draft.clone();
            draft.fill();
            let key = one.key_values(&draft);
            if key.as_ref().is_none_or(|key| batch.is_full_for(key)) {
                batch.send(connection, &mut done).await?;
            }
            match key {
                // The row is new.
                None => done.push(alone(one, connection).await?),
                Some(key) => batch.push(one, draft, key),
            }
        }
        batch.send(connection, &mut done).await?;
        Ok(done)
    }
}

/// One by itself.
async fn alone<M: Model>(one: ByKey, connection: &mut Connection) -> Result<(M, Outcome)> {
    match one.at_once(connection, None).await? {
        Some((row, outcome, _)) => Ok((row, outcome)),
        None => one.in_steps(connection).await,
    }
}

/// So many statements are sent at one moment.
const BATCH: usize = 128;

/// Upserts of different rows, whose order makes no difference.
#[derive(Default)]
struct Batch {
    all: Vec<(ByKey, Upsert)>,
    keys: Vec<Vec<Value>>,
}

impl Batch {
    /// Whether a row with that key has to wait for those of the batch.
    fn is_full_for(&self, key: &[Value]) -> bool {
        self.all.len() >= BATCH || self.keys.iter().any(|known| known == key)
    }

    fn push(&mut self, one: ByKey, draft: Draft, key: Vec<Value>) {
        let plan = one.plan(draft, None);
        self.all.push((one, plan));
        self.keys.push(key);
    }

    /// Sends them. One whose row a rival has made meanwhile is sent again by itself.
    async fn send<M: Model>(
        &mut self,
        connection: &mut Connection,
        done: &mut Vec<(M, Outcome)>,
    ) -> Result<()> {
        let batch = std::mem::take(self).all;
        if batch.is_empty() {
            return Ok(());
        }
        let mut answers: Vec<Option<(M, Done, bool)>> = batch.iter().map(|_| None).collect();
        let mut takers: Vec<_> = answers
            .iter_mut()
            .zip(&batch)
            .map(|(answer, (_, plan))| {
                move |row: &dyn Row| {
                    *answer = Some(told(row, plan)?);
                    Ok(())
                }
            })
            .collect();
        let plans = batch.iter().zip(&mut takers);
        let mut steps: Vec<_> = plans
            .map(|((_, plan), taker)| Step::fetch(plan, taker))
            .collect();
        let sent = connection.together(&mut steps).await;
        drop(steps);
        drop(takers);
        sent.map_err(|error| explain::write(error, M::META))?;
        for ((one, _), answer) in batch.into_iter().zip(answers) {
            let told = match answer {
                Some((row, done, linked)) => one.answer(row, done, linked)?,
                None => None,
            };
            done.push(match told {
                Some((row, outcome, _)) => (row, outcome),
                None => alone(one, connection).await?,
            });
        }
        Ok(())
    }
}
