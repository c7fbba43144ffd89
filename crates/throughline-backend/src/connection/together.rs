//! Statements of one operation that are sent together.

use std::sync::Arc;

use throughline_core::Result;
use throughline_sql::plan::Shape;
use throughline_sql::{Parameters, Render};

use super::{Connection, Level, refuse_fault};
use crate::cache::Cached;
use crate::driver::{Ahead, Each, Purpose};

/// One of several statements that are sent together.
pub struct Step<'a> {
    plan: &'a dyn Render,
    each: Option<Each<'a>>,
}

impl<'a> Step<'a> {
    /// A statement whose rows nobody wants.
    pub fn run(plan: &'a dyn Render) -> Self {
        Step { plan, each: None }
    }

    /// A statement, and what takes its rows.
    pub fn fetch(plan: &'a dyn Render, each: Each<'a>) -> Self {
        let each = Some(each);
        Step { plan, each }
    }
}

impl std::fmt::Debug for Step<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Step")
            .field("wanted", &self.each.is_some())
            .finish_non_exhaustive()
    }
}

/// A statement of a plan, ready to be sent.
struct Prepared<'a> {
    statement: Arc<Cached>,
    parameters: Parameters<'a>,
}

impl Connection {
    /// Carries out all of these statements or none: in a transaction of their own, inside one in a
    /// savepoint; one alone needs neither. Gives the number of rows of each, as
    /// [`fetch`](Connection::fetch) does.
    ///
    /// Where the engine pipelines they are sent at one moment, with the beginning and the end: it
    /// costs one round trip, and a statement cannot depend on the rows of one before it. Elsewhere
    /// they are sent one after the other, with the same outcome.
    ///
    /// # Errors
    ///
    /// That of the first statement that failed, and nothing of the others is kept.
    pub async fn together(&mut self, steps: &mut [Step<'_>]) -> Result<Vec<u64>> {
        let was_idle = self.is_idle();
        loop {
            let mut taken = false;
            let result = self.try_together(steps, &mut taken).await;
            // As a statement alone: what was prepared for tables that were altered since is
            // prepared anew.
            let again = result.is_err() && self.driver.was_stale() && was_idle && !taken;
            if !again {
                return result;
            }
        }
    }

    async fn try_together(&mut self, steps: &mut [Step<'_>], taken: &mut bool) -> Result<Vec<u64>> {
        if self.is_idle() && steps.len() == 1 {
            return self.take(steps, taken).await;
        }
        let plans: Vec<_> = steps.iter().map(|step| step.plan).collect();
        let level = self.begin_all(&plans).await?;
        self.whole = true;
        let result = self.take(steps, taken).await;
        self.end(level, result).await
    }

    async fn take(&mut self, steps: &mut [Step<'_>], taken: &mut bool) -> Result<Vec<u64>> {
        let mut counts = Vec::with_capacity(steps.len());
        for Step { plan, each } in steps {
            let count = match each {
                None => self.run(*plan).await?,
                Some(each) => {
                    let mut each = |row: &dyn throughline_core::Row| {
                        *taken = true;
                        each(row)
                    };
                    self.fetch(*plan, &mut each).await?
                }
            };
            counts.push(count);
        }
        Ok(counts)
    }

    /// Begins a transaction or a savepoint of these statements alone.
    async fn begin_all(&mut self, plans: &[&dyn Render]) -> Result<Level> {
        if self.dialect().capabilities().pipelining {
            let mut prepared = Vec::with_capacity(plans.len());
            for plan in plans {
                prepared.extend(self.prepared(*plan)?);
            }
            let ahead = prepared.iter().map(|one| Ahead {
                sql: &one.statement.sql,
                parameters: &one.parameters,
            });
            self.send_ahead(Purpose::Write, ahead.collect()).await?;
        }
        self.begin().await
    }

    /// The statement of a plan with its values; none for a plan that is not sent.
    fn prepared<'a>(&self, plan: &'a dyn Render) -> Result<Option<Prepared<'a>>> {
        let shape = Shape::of(plan);
        refuse_fault(&shape)?;
        if plan.is_never() {
            return Ok(None);
        }
        let statement = self.statement(plan, &shape)?;
        let parameters = statement.bind(shape.arguments())?;
        Ok(Some(Prepared {
            statement,
            parameters,
        }))
    }

    /// Sends these statements with the beginning and the end of a transaction, or of a savepoint in
    /// one. What follows has to be just that, in the same order: [`begin`](Connection::begin) or
    /// [`begin_read`](Connection::begin_read), the statements, and the end.
    pub(super) async fn send_ahead(
        &mut self,
        purpose: Purpose,
        mut all: Vec<Ahead<'_>>,
    ) -> Result<()> {
        let (begin, end) = self.ends(purpose);
        let control = |sql| Ahead {
            sql,
            parameters: &[],
        };
        all.insert(0, control(&begin));
        all.push(control(&end));
        self.driver.send_ahead(&all).await
    }
}
