//! The executor: applies migrations, each in one transaction with its row in the ledger, or step by
//! step where a change of a table ends the transaction.
//!
//! A transaction that writes excludes others, or a lock does. What is pending is looked up again inside it, so
//! that of several processes that migrate at once each migration is applied by one, and the
//! others wait and find it done. A process that is killed leaves the state before a migration
//! or after it.

mod call;
mod history;
mod lock;
mod planned;
mod record;
mod run;
mod stepwise;
mod work;

use throughline_backend::Connection;
use throughline_core::Result;

use throughline_sql::dialect::Dialect;

pub use self::history::{Batch, HistoricalRow};
pub use self::planned::{Lost, Planned, losses, planned};
use self::record::record_completed;
use self::work::Work;
use crate::embedded::Migrations;
use crate::graph::{Graph, replay};
use crate::migration::MigrationFile;
use crate::plan::{self, AppliedMigration, Target};
use crate::schema_editor::{steps, steps_back};
use crate::state::ProjectState;
use crate::{problem, recorder, replacement};

/// What was applied.
///
/// ```
/// # extern crate throughline_migrate as throughline;
/// use throughline::Applied;
///
/// fn tell(applied: &Applied) {
///     for name in &applied.migrations {
///         println!("applied {name}");
///     }
/// }
/// ```
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Applied {
    /// The names of the migrations, in order. Those that were in the ledger before, or that
    /// another process applied in the meantime, are not among them.
    pub migrations: Vec<String>,
    /// The names of the migrations that were undone, in order.
    pub undone: Vec<String>,
    /// The names of the squashed migrations that were noted in the ledger and not applied, since
    /// the database had all that they replace.
    pub recorded: Vec<String>,
}

/// Who wants to know how far it is.
pub trait Progress: Send {
    /// The migration is begun.
    fn begun(&mut self, migration: &MigrationFile) {
        _ = migration;
    }

    /// The operation at this position of the migration is begun.
    fn operation(&mut self, migration: &MigrationFile, position: usize) {
        _ = (migration, position);
    }

    /// A function has gone through that many rows, of so many.
    fn rows(&mut self, migration: &MigrationFile, done: u64, total: u64) {
        _ = (migration, done, total);
    }

    /// The migration was applied, and is committed.
    fn applied(&mut self, migration: &MigrationFile) {
        _ = migration;
    }

    /// The migration was undone, and that is committed.
    fn undone(&mut self, migration: &MigrationFile) {
        _ = migration;
    }

    /// The squashed migration was noted in the ledger in place of those that it replaces, which
    /// the database had. That is committed.
    fn recorded(&mut self, migration: &MigrationFile) {
        _ = migration;
    }
}

/// Nobody wants to know.
impl Progress for () {}

/// Applies the migrations of the program that the database has not had.
///
/// # Errors
///
/// [`ErrorKind::Migration`](throughline_core::ErrorKind::Migration) if the files or the ledger are not as they must be, or the connection
/// is inside a transaction; the engine's, with the migration and the operation, if one fails. The
/// migrations before that one stay applied, and nothing of it is kept.
pub async fn apply(connection: &mut Connection, migrations: Migrations) -> Result<Applied> {
    apply_graph(connection, &migrations.graph()?, &mut ()).await
}

/// Applies the migrations that the database has not had.
///
/// If there are none, nothing is written and no lock is taken.
///
/// # Errors
///
/// As [`apply`].
pub async fn apply_graph(
    connection: &mut Connection,
    graph: &Graph,
    progress: &mut dyn Progress,
) -> Result<Applied> {
    migrate(connection, graph, &Target::Latest, progress).await
}

/// Applies and undoes migrations until the database is where it is to be.
///
/// A migration is undone after all that depend on it. Rows that it lost do not come back.
///
/// # Errors
///
/// As [`apply`]; also if there is no migration of the target's name.
pub async fn migrate(
    connection: &mut Connection,
    graph: &Graph,
    target: &Target,
    progress: &mut dyn Progress,
) -> Result<Applied> {
    walk(connection, graph, target, progress, true).await
}

/// Notes in the ledger what [`migrate`] would apply and undo, and does nothing of it: for a
/// database that was changed by hand. No table is touched but the ledger.
///
/// # Errors
///
/// As [`migrate`].
pub async fn fake(
    connection: &mut Connection,
    graph: &Graph,
    target: &Target,
    progress: &mut dyn Progress,
) -> Result<Applied> {
    walk(connection, graph, target, progress, false).await
}

/// Goes to the target. `runs` says whether migrations are run, or noted alone.
async fn walk(
    connection: &mut Connection,
    graph: &Graph,
    target: &Target,
    progress: &mut dyn Progress,
    runs: bool,
) -> Result<Applied> {
    if !connection.is_idle() {
        // A table could not be made anew there: foreign keys stay on inside a transaction.
        return Err(problem("migrations cannot be applied inside a transaction")
            .with_hint("apply them before the transaction begins"));
    }
    graph.state()?;
    let mut result = Applied::default();
    let ledger = record_completed(connection, graph, progress, &mut result).await?;
    let (used, ledger) = replacement::resolve(graph, &ledger)?;
    let mut works = works(&used, ledger, target, connection.dialect())?;
    if works.is_empty() {
        return Ok(result);
    }
    if !runs {
        works.iter_mut().for_each(|work| work.steps.clear());
    }
    lock::take(connection).await?;
    let done = run_works(connection, &works, runs, progress, &mut result).await;
    lock::release(connection).await;
    done?;
    if used != *graph {
        record_completed(connection, graph, progress, &mut result).await?;
    }
    Ok(result)
}

/// Does all of it, where another process does not do so in the meantime.
async fn run_works(
    connection: &mut Connection,
    works: &[Work<'_>],
    runs: bool,
    progress: &mut dyn Progress,
    result: &mut Applied,
) -> Result<()> {
    if work::is_one_transaction(connection) {
        return run_each(connection, works, runs, progress, result).await;
    }
    // Inside of the transactions these tables would end them.
    recorder::prepare(connection).await?;
    recorder::progress::prepare(connection).await?;
    let done = run_each(connection, works, runs, progress, result).await;
    if let Ok(None) = recorder::progress::unfinished(connection).await {
        recorder::progress::remove(connection).await.ok();
    }
    done
}

async fn run_each(
    connection: &mut Connection,
    works: &[Work<'_>],
    runs: bool,
    progress: &mut dyn Progress,
    result: &mut Applied,
) -> Result<()> {
    if let Some(unfinished) = recorder::progress::unfinished(connection).await? {
        let goes_on = if runs { works } else { &[] };
        work::check_unfinished(goes_on, &unfinished)?;
    }
    for work in works {
        progress.begun(work.file);
        if !work.run(connection, progress).await? {
            continue;
        }
        let name = work.file.name().to_owned();
        if work.undo {
            progress.undone(work.file);
            result.undone.push(name);
        } else {
            progress.applied(work.file);
            result.migrations.push(name);
        }
    }
    Ok(())
}

/// What is to be done, in order. Whatever can be found wrong without the rows is found here,
/// before anything is done.
fn works<'g>(
    graph: &'g Graph,
    mut ledger: Vec<AppliedMigration>,
    target: &Target,
    dialect: &dyn Dialect,
) -> Result<Vec<Work<'g>>> {
    let mut works = Vec::new();
    for file in plan::to_undo(graph, &ledger, target)? {
        ledger.retain(|row| row.name != file.name());
        let state = state_of(graph, &ledger)?;
        let steps = stepwise::apart(steps_back(file, &state, dialect)?, dialect);
        works.push(Work::new(graph, file, steps, true)?);
    }
    let mut state = state_of(graph, &ledger)?;
    for file in plan::to_apply(graph, &ledger, target)? {
        let steps = stepwise::apart(steps(file, &mut state, dialect)?, dialect);
        works.push(Work::new(graph, file, steps, false)?);
    }
    Ok(works)
}

/// The state of the database by what the ledger says.
fn state_of(graph: &Graph, ledger: &[AppliedMigration]) -> Result<ProjectState> {
    let mut state = ProjectState::new();
    for file in graph.files() {
        if ledger.iter().any(|row| row.name == file.name()) {
            replay(file, &mut state)?;
        }
    }
    Ok(state)
}

#[cfg(test)]
mod tests;
