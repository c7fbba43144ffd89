//! One migration step by step, on an engine where a change of a table ends the transaction.
//!
//! Each step is kept by itself, and the database notes how far it is. What changes rows is one
//! transaction with its note. What changes a table is noted before, with what the table looks like,
//! and behind: where a connection breaks in between, the table tells whether it was changed, as it
//! is changed at once or not at all. Of other statements nobody can tell, and the user is asked.

use throughline_backend::Connection;
use throughline_core::Result;
use throughline_sql::dialect::Dialect;
use throughline_sql::schema::{Kept as HowKept, is_named, kept, kept_apart, without_next_number};

use super::Progress;
use super::run::{Kept, failed, run_step};
use super::work::Work;
use crate::introspector::made_statements;
use crate::problem;
use crate::reader::checksum;
use crate::recorder::progress::{self as record, Begun, Unfinished};
use crate::schema_editor::{MigrationStep, Step};

/// The steps, with the statements of a script one by one where their work is not kept together.
pub(super) fn apart(steps: Vec<MigrationStep>, dialect: &dyn Dialect) -> Vec<MigrationStep> {
    if dialect.capabilities().transactional_ddl {
        return steps;
    }
    let rules = dialect.schema_rules();
    let each = |MigrationStep { operation, step }| {
        let steps = match step {
            Step::Script(sql) => {
                let statements = kept_apart(rules, &sql).into_iter();
                statements.map(Step::Script).collect()
            }
            step => vec![step],
        };
        let steps = steps.into_iter();
        steps.map(move |step| MigrationStep { operation, step })
    };
    steps.into_iter().flat_map(each).collect()
}

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
            Some(unfinished) => self.first_step(connection, &unfinished).await?,
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

    /// The step to go on with.
    async fn first_step(
        &self,
        connection: &mut Connection,
        unfinished: &Unfinished,
    ) -> Result<usize> {
        self.check_same(unfinished)?;
        let done = usize::try_from(unfinished.done).unwrap_or(usize::MAX);
        match (unfinished.step_begun(), self.steps.get(done)) {
            (Some(begun), Some(step)) if self.was_done(connection, step, &begun).await? => {
                Ok(done + 1)
            }
            _ => Ok(done),
        }
    }

    /// Whether a step that was begun is done.
    async fn was_done(
        &self,
        connection: &mut Connection,
        step: &MigrationStep,
        begun: &Begun,
    ) -> Result<bool> {
        let is_same = checksum(text(&step.step)) == begun.step;
        let place = self.file.place(step.operation);
        match &begun.tables {
            Some(tables) if is_same => {
                let now = tables_of(connection, text(&step.step)).await?;
                Ok(now != *tables)
            }
            Some(_) => Err(problem(format!(
                "{place} was changed, and what stood there may be done: a connection broke behind it"
            ))
            .with_hint("restore it from version control, and go on; change it then")),
            // What stands there now is what is left to do, by the user's word.
            None if !is_same => Ok(false),
            None => {
                let file = self.file.name();
                let message = format!(
                    "nobody knows whether a statement of migration `{file}` was carried out \
                     ({place}): the connection broke behind it"
                );
                Err(problem(message)
                    .with_statement(text(&step.step).to_owned())
                    .with_hint(
                        "look at the database, and write there what is left to do, or what does no harm \
                         when it is done twice; if nothing of it was carried out, add a comment to it; \
                         then go on by the same command",
                    ))
            }
        }
    }

    /// One step, and the notes that it is begun and done.
    async fn step(
        &self,
        connection: &mut Connection,
        position: usize,
        step: &MigrationStep,
        progress: &mut dyn Progress,
    ) -> Result<()> {
        let begun = begun(connection, &step.step).await?;
        if begun.is_some() {
            self.save(connection, position, begun.as_ref()).await?;
        }
        let mut level = connection.begin().await?;
        let done = run_step(connection, self.file, step, progress).await;
        if let Err(error) = done {
            let kept = Kept::Steps(position, self.steps.len());
            let error = failed(self.file, step.operation, error, self.undo, kept);
            let failed = connection.end(level, Err(error)).await;
            if begun.is_some() {
                // It was refused, so it is known. Where there is no connection, it is not.
                self.save(connection, position, None).await.ok();
            }
            return failed;
        }
        if connection.is_idle() {
            level = connection.begin().await?;
        }
        let noted = record::save(connection, &self.behind(position + 1, None)).await;
        connection.end(level, noted).await
    }

    /// Notes how far it is.
    async fn save(
        &self,
        connection: &mut Connection,
        done: usize,
        begun: Option<&Begun>,
    ) -> Result<()> {
        let level = connection.begin().await?;
        let noted = match (done, begun) {
            (0, None) => record::clear(connection).await,
            _ => record::save(connection, &self.behind(done, begun)).await,
        };
        connection.end(level, noted).await
    }

    /// What is noted when so many steps are done.
    fn behind(&self, done: usize, begun: Option<&Begun>) -> Unfinished {
        let count = |steps: usize| u64::try_from(steps).unwrap_or(u64::MAX);
        Unfinished {
            name: self.file.name().to_owned(),
            checksum: self.file.checksum.clone(),
            undo: self.undo,
            position: Unfinished::behind_steps(&checksum_of(&self.steps[..done]), begun),
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

/// What is noted before a step, unless it is one transaction with its note behind it.
async fn begun(connection: &mut Connection, step: &Step) -> Result<Option<Begun>> {
    let sql = text(step);
    let how = match step {
        Step::Statement(_) | Step::Drop(_) | Step::Script(_) => {
            kept(connection.dialect().schema_rules(), sql)
        }
        Step::Guard(_) | Step::Rebuild(_) | Step::Call(_) => HowKept::WithTransaction,
    };
    let tables = match how {
        HowKept::WithTransaction => return Ok(None),
        HowKept::AtOnce => Some(tables_of(connection, sql).await?),
        HowKept::Unknown => None,
    };
    let step = checksum(sql);
    Ok(Some(Begun { step, tables }))
}

/// A checksum of the tables that a statement names, as they are.
async fn tables_of(connection: &mut Connection, sql: &str) -> Result<String> {
    let rules = connection.dialect().schema_rules();
    let made = made_statements(connection, |table| is_named(rules, sql, table)).await?;
    let made = made.iter().map(|made| without_next_number(rules, made));
    Ok(checksum(&made.collect::<Vec<_>>().join("\n")))
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
