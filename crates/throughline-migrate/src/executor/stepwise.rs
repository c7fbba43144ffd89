//! One migration step by step, on an engine where a change of a table ends the transaction.
//!
//! Each step is kept by itself, and the database notes how far it is. What changes rows is one
//! transaction with its note. What changes a table is done when it is noted, so that a server that
//! dies right between the two leaves a step that is done and not noted: it then fails, and says so.

use throughline_backend::Connection;
use throughline_core::Result;

use super::Progress;
use super::run::{Kept, failed, run_step};
use super::work::Work;
use crate::problem;
use crate::reader::checksum;
use crate::recorder::progress::{self as record, Unfinished};
use crate::schema_editor::{MigrationStep, Step};

impl Work<'_> {
    /// Does the steps that are not done yet. Gives whether it was this process that did.
    pub(super) async fn run_stepwise(
        &self,
        connection: &mut Connection,
        progress: &mut dyn Progress,
    ) -> Result<bool> {
        if !self.is_wanted(connection).await? {
            return Ok(false);
        }
        let first = match record::unfinished(connection).await? {
            Some(unfinished) => {
                self.check_same(&unfinished)?;
                usize::try_from(unfinished.done).unwrap_or(usize::MAX)
            }
            None => 0,
        };
        let mut begun = None;
        for (position, step) in self.steps.iter().enumerate().skip(first) {
            if begun.replace(step.operation) != Some(step.operation) {
                progress.operation(self.file, step.operation);
            }
            self.step(connection, position, step, progress).await?;
        }
        let level = connection.begin().await?;
        let noted = match record::clear(connection).await {
            Ok(()) => self.note(connection).await,
            Err(error) => Err(error),
        };
        connection.end(level, noted).await?;
        Ok(true)
    }

    /// One step, and the note that it is done.
    async fn step(
        &self,
        connection: &mut Connection,
        position: usize,
        step: &MigrationStep,
        progress: &mut dyn Progress,
    ) -> Result<()> {
        let mut level = connection.begin().await?;
        let done = run_step(connection, self.file, step, progress).await;
        if let Err(error) = done {
            let kept = Kept::Steps(position, self.steps.len());
            let error = failed(self.file, step.operation, error, self.undo, kept);
            return connection.end(level, Err(error)).await;
        }
        if connection.is_idle() {
            level = connection.begin().await?;
        }
        let noted = record::save(connection, &self.behind(position + 1)).await;
        connection.end(level, noted).await
    }

    /// What is noted when so many steps are done.
    fn behind(&self, done: usize) -> Unfinished {
        let count = |steps: usize| u64::try_from(steps).unwrap_or(u64::MAX);
        Unfinished {
            name: self.file.name().to_owned(),
            checksum: self.file.checksum.clone(),
            undo: self.undo,
            position: Unfinished::behind_steps(&checksum_of(&self.steps[..done])),
            done: count(done),
            total: count(self.steps.len()),
        }
    }

    /// Whether the steps that were done are still those at the beginning. What follows may be
    /// another: it may have been why it failed.
    pub(super) fn check_steps(&self, done: u64, checksum: &str) -> Result<()> {
        let same = usize::try_from(done)
            .ok()
            .and_then(|done| self.steps.get(..done))
            .is_some_and(|steps| checksum_of(steps) == checksum);
        if same {
            return Ok(());
        }
        Err(problem(format!(
            "{} was changed in what is done of it: its first {done} steps",
            self.file.path
        ))
        .with_hint("restore what it began with from version control, and go on"))
    }
}

/// A checksum of what the steps do.
fn checksum_of(steps: &[MigrationStep]) -> String {
    let texts: Vec<_> = steps.iter().map(|step| text(&step.step)).collect();
    checksum(&texts.join("\n"))
}

fn text(step: &Step) -> &str {
    match step {
        Step::Guard(guard) => &guard.count.sql,
        Step::Statement(statement) | Step::Drop(statement) => &statement.sql,
        Step::Rebuild(change) => &change.after.name,
        Step::Script(sql) => sql,
        Step::Call(call) => &call.function,
    }
}
