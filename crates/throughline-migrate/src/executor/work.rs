//! One migration, applied or undone.

use throughline_backend::Connection;
use throughline_core::Result;

use super::Progress;
use super::call::Calling;
use super::run::{Kept, failed, run_steps};
use crate::foreign_keys::refuse_violations;
use crate::functions::function;
use crate::graph::{Graph, at_operation};
use crate::migration::MigrationFile;
use crate::recorder::progress::Unfinished;
use crate::schema_editor::{Call, MigrationStep, Step};
use crate::{plan, problem, recorder, replacement};

/// One migration, to be applied or undone.
pub(super) struct Work<'g> {
    graph: &'g Graph,
    pub(super) file: &'g MigrationFile,
    pub(super) steps: Vec<MigrationStep>,
    pub(super) undo: bool,
}

impl<'g> Work<'g> {
    /// These steps of that migration. The functions that they call have to be there.
    pub(super) fn new(
        graph: &'g Graph,
        file: &'g MigrationFile,
        steps: Vec<MigrationStep>,
        undo: bool,
    ) -> Result<Self> {
        for step in &steps {
            if let Step::Call(call) = &step.step {
                function(&call.function).map_err(|error| {
                    let outer = at_operation(file, step.operation, &error);
                    outer.with_hint(error.hint().unwrap_or_default().to_owned())
                })?;
            }
        }
        Ok(Work {
            graph,
            file,
            steps,
            undo,
        })
    }

    /// Does it. Gives whether it was this process that did.
    pub(super) async fn run(
        &self,
        connection: &mut Connection,
        progress: &mut dyn Progress,
    ) -> Result<bool> {
        if let Some(call) = self.in_parts() {
            return self.run_parts(connection, call, progress).await;
        }
        if !is_one_transaction(connection) {
            return self.run_stepwise(connection, progress).await;
        }
        let switches = connection.dialect().schema_rules().script.foreign_keys;
        let keys_off = switches.is_some()
            && self
                .steps
                .iter()
                .any(|step| step.step.needs_foreign_keys_off());
        if keys_off {
            connection.foreign_keys(false).await?;
        }
        let level = connection.begin().await;
        let result = match level {
            Ok(level) => {
                let result = self.inside(connection, keys_off, progress).await;
                connection.end(level, result).await
            }
            Err(error) => Err(error),
        };
        if keys_off {
            let restored = connection.foreign_keys(true).await;
            return result.and_then(|done| restored.map(|()| done));
        }
        result
    }

    async fn inside(
        &self,
        connection: &mut Connection,
        keys_off: bool,
        progress: &mut dyn Progress,
    ) -> Result<bool> {
        if !self.is_wanted(connection).await? {
            return Ok(false);
        }
        run_steps(connection, self.file, &self.steps, self.undo, progress).await?;
        if keys_off {
            let subject = format!("migration `{}`", self.file.name());
            let hint = "correct these rows, then apply the migration; nothing of it was kept";
            refuse_violations(connection, &subject, hint).await?;
        }
        self.note(connection).await?;
        Ok(true)
    }

    /// Whether no other process has done it in the meantime.
    pub(super) async fn is_wanted(&self, connection: &mut Connection) -> Result<bool> {
        if is_one_transaction(connection) {
            recorder::prepare(connection).await?;
        }
        let ledger = recorder::applied(connection).await?;
        let (graph, ledger) = replacement::resolve(self.graph, &ledger)?;
        let is_this = |file: &&MigrationFile| file.name() == self.file.name();
        // A squashed migration may stand in its place by now.
        let is_used = graph.files().iter().any(|file| is_this(&file));
        let is_pending = plan::pending(&graph, &ledger)?.iter().any(is_this);
        Ok(is_used && is_pending != self.undo)
    }

    pub(super) async fn note(&self, connection: &mut Connection) -> Result<()> {
        match self.undo {
            true => recorder::erase(connection, self.file.name()).await,
            false => recorder::record(connection, self.file).await,
        }
    }

    /// The call that it consists of, if each batch of rows is a transaction of its own.
    fn in_parts(&self) -> Option<&Call> {
        match self.steps.as_slice() {
            [step] => match &step.step {
                Step::Call(call) if call.resumable => Some(call),
                _ => None,
            },
            _ => None,
        }
    }

    async fn run_parts(
        &self,
        connection: &mut Connection,
        call: &Call,
        progress: &mut dyn Progress,
    ) -> Result<bool> {
        progress.operation(self.file, 0);
        loop {
            let level = connection.begin().await?;
            let result = self.part(connection, call, progress).await;
            match connection.end(level, result).await? {
                Part::More => {}
                Part::Done => return Ok(true),
                Part::NotWanted => return Ok(false),
            }
        }
    }

    /// The next batch, from where the database says that it was left.
    async fn part(
        &self,
        connection: &mut Connection,
        call: &Call,
        progress: &mut dyn Progress,
    ) -> Result<Part> {
        if !self.is_wanted(connection).await? {
            return Ok(Part::NotWanted);
        }
        let mut calling = match recorder::progress::unfinished(connection).await? {
            Some(unfinished) => {
                self.check_same(&unfinished)?;
                Calling::resume(call, &unfinished)?
            }
            None => Calling::begin(connection, call).await?,
        };
        let more = calling.next(connection).await;
        let more = more.map_err(|error| failed(self.file, 0, error, self.undo, Kept::Parts))?;
        let (done, total) = calling.done();
        progress.rows(self.file, done, total);
        if more {
            let unfinished = Unfinished {
                name: self.file.name().to_owned(),
                checksum: self.file.checksum.clone(),
                undo: self.undo,
                position: calling.position()?,
                done,
                total,
            };
            if is_one_transaction(connection) {
                recorder::progress::prepare(connection).await?;
            }
            recorder::progress::save(connection, &unfinished).await?;
            return Ok(Part::More);
        }
        if is_one_transaction(connection) {
            recorder::progress::remove(connection).await?;
        } else {
            recorder::progress::clear(connection).await?;
        }
        self.note(connection).await?;
        Ok(Part::Done)
    }

    pub(super) fn check_same(&self, unfinished: &Unfinished) -> Result<()> {
        let name = self.file.name();
        if (unfinished.name.as_str(), unfinished.undo) != (name, self.undo) {
            return Err(half_done(unfinished));
        }
        if let Some(checksum) = unfinished.steps_done() {
            return self.check_steps(unfinished.done, checksum);
        }
        if unfinished.checksum != self.file.checksum {
            return Err(problem(format!(
                "{} was changed after its first rows were gone through",
                self.file.path
            ))
            .with_hint("restore the file from version control, and go on"));
        }
        Ok(())
    }
}

/// Whether the tables change with the transaction, or each change ends it.
pub(super) fn is_one_transaction(connection: &Connection) -> bool {
    connection.dialect().capabilities().transactional_ddl
}

enum Part {
    More,
    Done,
    NotWanted,
}

/// Refuses to do other things while a migration is half done.
pub(super) fn check_unfinished(works: &[Work<'_>], unfinished: &Unfinished) -> Result<()> {
    let goes_on =
        |work: &&Work<'_>| work.file.name() == unfinished.name && work.undo == unfinished.undo;
    match works.iter().find(goes_on) {
        Some(work) => work.check_same(unfinished),
        None => Err(half_done(unfinished)),
    }
}

fn half_done(unfinished: &Unfinished) -> throughline_core::Error {
    let Unfinished {
        name, done, total, ..
    } = unfinished;
    let (word, hint) = match unfinished.undo {
        true => (
            "undone",
            "undo it to the end first: `migrate` to the migration before it".to_owned(),
        ),
        false => (
            "applied",
            format!("apply it to the end first: `migrate {name}`"),
        ),
    };
    let unit = unfinished.unit();
    problem(format!(
        "migration `{name}` is half {word}: {done} of {total} {unit} are done"
    ))
    .with_hint(hint)
}
