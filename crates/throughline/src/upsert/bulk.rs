//! `bulk_update_or_create`: many rows that a unique key decides about.

use std::marker::PhantomData;

use throughline_backend::{Access, Connection, Operation, Step};
use throughline_core::{Result, Row, Value};
use throughline_sql::plan::{Done, Upsert};

use super::at_once::told;
use super::{ByKey, Outcome};
use crate::builder::Draft;
use crate::create::{batches, bytes};
use crate::{Model, explain};

/// Several upserts that a unique key decides, in one transaction.
pub(crate) struct BulkUpsert<M> {
    pub(crate) all: Vec<ByKey>,
    pub(crate) marker: PhantomData<fn() -> M>,
}

impl<M: Model> Operation for BulkUpsert<M> {
    type Output = Vec<(M, Outcome)>;

    fn access(&self) -> Access {
        Access::write_unless(self.all.is_empty())
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
    /// Where the engine tells what it did, those of a batch go together. Else one after the other.
    async fn upsert(self, connection: &mut Connection) -> Result<Vec<(M, Outcome)>> {
        let dialect = connection.dialect();
        let tells = dialect.capabilities().tells_outcomes;
        let mut done = Vec::with_capacity(self.all.len());
        let mut batch = Batch::new(dialect.marks().is_some());
        for one in self.all {
            if !tells {
                done.push(alone(one, connection).await?);
                continue;
            }
            let mut draft = one.draft.clone();
            draft.fill();
            let Some(key) = one.key_values(&draft) else {
                // The row is new.
                batch.send(connection, &mut done).await?;
                done.push(alone(one, connection).await?);
                continue;
            };
            let one = Waiting { one, draft, key };
            if !batch.takes(&one) {
                batch.send(connection, &mut done).await?;
            }
            batch.all.push(one);
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
const STATEMENTS: usize = 128;

/// So many rows go into the statements of a batch.
const ROWS: usize = 1024;

/// Upserts that go together.
struct Batch {
    /// Whether a statement holds several rows, one after the other. Else each has its own, and all of them
    /// are sent at one moment.
    by_rows: bool,
    all: Vec<Waiting>,
}

/// An upsert whose turn has not come.
struct Waiting {
    one: ByKey,
    /// With all values of a new row.
    draft: Draft,
    key: Vec<Value>,
}

impl Waiting {
    /// Whether one statement can hold the rows of both.
    fn is_like(&self, other: &Waiting) -> bool {
        let (own, its) = (&self.one, &other.one);
        own.key == its.key
            && own.only == its.only
            && own.owner == its.owner
            && own.draft.gives(its.draft.given())
            && self.draft.gives(other.draft.given())
    }
}

impl Batch {
    fn new(by_rows: bool) -> Self {
        let all = Vec::new();
        Batch { by_rows, all }
    }

    /// Whether it has room for that one. Statements that are sent at one moment are those of different rows.
    fn takes(&self, next: &Waiting) -> bool {
        let mut all = self.all.iter();
        match self.by_rows {
            true => self.all.len() < ROWS && all.next_back().is_none_or(|last| last.is_like(next)),
            false => self.all.len() < STATEMENTS && all.all(|known| known.key != next.key),
        }
    }

    /// The statements, each with its upserts.
    fn take(&mut self) -> Vec<(Upsert, Vec<ByKey>)> {
        let all = std::mem::take(&mut self.all).into_iter();
        let (ones, drafts): (Vec<_>, Vec<_>) =
            all.map(|waiting| (waiting.one, waiting.draft)).unzip();
        let sizes = match self.by_rows {
            true => batches(
                drafts.first().map_or(0, |first| first.values().count()),
                drafts.iter().map(|draft| bytes(draft.values())),
            ),
            false => vec![1; drafts.len()],
        };
        let mut all = ones.into_iter().zip(drafts);
        let mut statements = Vec::with_capacity(sizes.len());
        for size in sizes {
            let mut rows = all.by_ref().take(size);
            let Some((first, draft)) = rows.next() else {
                break;
            };
            let mut plan = first.plan(draft, None);
            let mut ones = vec![first];
            for (one, draft) in rows {
                plan.values.extend(one.plan(draft, None).values);
                ones.push(one);
            }
            statements.push((plan, ones));
        }
        statements
    }

    /// Sends them. One whose row a rival has made meanwhile is sent again by itself.
    async fn send<M: Model>(
        &mut self,
        connection: &mut Connection,
        done: &mut Vec<(M, Outcome)>,
    ) -> Result<()> {
        if self.all.is_empty() {
            return Ok(());
        }
        let statements = self.take();
        let mut answers: Vec<Vec<(M, Done, bool)>> =
            statements.iter().map(|_| Vec::new()).collect();
        let mut takers: Vec<_> = answers
            .iter_mut()
            .zip(&statements)
            .map(|(answer, (plan, _))| {
                move |row: &dyn Row| {
                    answer.push(told(row, plan)?);
                    Ok(())
                }
            })
            .collect();
        let plans = statements.iter().map(|(plan, _)| plan).zip(&mut takers);
        let sent = match self.by_rows {
            true => one_by_one(connection, plans).await,
            false => {
                let steps = plans.map(|(plan, taker)| Step::fetch(plan, taker));
                let mut steps: Vec<_> = steps.collect();
                connection.together(&mut steps).await.map(drop)
            }
        };
        drop(takers);
        sent.map_err(|error| explain::write(error, M::META))?;
        for ((_, ones), mut answer) in statements.into_iter().zip(answers) {
            // Which of them have an answer is not told: those that were done find what they did.
            if answer.len() != ones.len() {
                answer.clear();
            }
            let mut answer = answer.into_iter();
            for one in ones {
                let told = match answer.next() {
                    Some((row, done, linked)) => one.answer(row, done, linked)?,
                    None => None,
                };
                done.push(match told {
                    Some((row, outcome, _)) => (row, outcome),
                    None => alone(one, connection).await?,
                });
            }
        }
        Ok(())
    }
}

/// Sends these without a savepoint around them: the transaction ends with the first one that fails.
async fn one_by_one<'p, T: FnMut(&dyn Row) -> Result<()> + Send + 'p>(
    connection: &mut Connection,
    plans: impl Iterator<Item = (&'p Upsert, &'p mut T)>,
) -> Result<()> {
    for (plan, taker) in plans {
        connection.fetch(plan, taker).await?;
    }
    Ok(())
}
