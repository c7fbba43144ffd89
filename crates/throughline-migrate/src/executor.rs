//! The executor: applies migrations, each in one transaction with its row in the ledger.
//!
//! A transaction that writes excludes others. What is pending is looked up again inside it, so
//! that of several processes that migrate at once each migration is applied by one, and the
//! others wait and find it done. A process that is killed leaves the state before a migration
//! or after it.

mod run;

use throughline_backend::Connection;
use throughline_core::Result;

use self::run::{check_foreign_keys, run_steps};
use crate::embedded::Migrations;
use crate::graph::{Graph, replay};
use crate::migration::MigrationFile;
use crate::plan::{self, AppliedMigration, Target};
use crate::schema_editor::{MigrationStep, steps, steps_back};
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
    Walk {
        graph,
        target,
        runs: true,
    }
    .go(connection, progress)
    .await
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
    Walk {
        graph,
        target,
        runs: false,
    }
    .go(connection, progress)
    .await
}

/// The way to a target.
struct Walk<'g> {
    graph: &'g Graph,
    target: &'g Target,
    /// Whether migrations are run, or noted alone.
    runs: bool,
}

impl Walk<'_> {
    async fn go(
        &self,
        connection: &mut Connection,
        progress: &mut dyn Progress,
    ) -> Result<Applied> {
        if !connection.is_idle() {
            // A table could not be made anew there: foreign keys stay on inside a transaction.
            return Err(problem("migrations cannot be applied inside a transaction")
                .with_hint("apply them before the transaction begins"));
        }
        self.graph.state()?;
        let mut result = Applied::default();
        let ledger = recorder::applied(connection).await?;
        let ledger = self
            .record(connection, ledger, progress, &mut result)
            .await?;
        let (graph, ledger) = replacement::resolve(self.graph, &ledger)?;
        self.move_to(connection, &graph, ledger, progress, &mut result)
            .await?;
        if graph != *self.graph {
            let ledger = recorder::applied(connection).await?;
            self.record(connection, ledger, progress, &mut result)
                .await?;
        }
        Ok(result)
    }

    /// Notes the squashed migrations whose replaced ones the database has. Gives the ledger.
    async fn record(
        &self,
        connection: &mut Connection,
        mut ledger: Vec<AppliedMigration>,
        progress: &mut dyn Progress,
        result: &mut Applied,
    ) -> Result<Vec<AppliedMigration>> {
        for file in replacement::completed(self.graph, &ledger) {
            let level = connection.begin().await?;
            let recorded = recorder::replace(connection, self.graph, file).await;
            if connection.end(level, recorded).await? {
                progress.recorded(file);
                result.recorded.push(file.name().to_owned());
            }
        }
        if !result.recorded.is_empty() {
            ledger = recorder::applied(connection).await?;
        }
        Ok(ledger)
    }

    async fn move_to(
        &self,
        connection: &mut Connection,
        graph: &Graph,
        mut ledger: Vec<AppliedMigration>,
        progress: &mut dyn Progress,
        result: &mut Applied,
    ) -> Result<()> {
        for file in plan::to_undo(graph, &ledger, self.target)? {
            ledger.retain(|row| row.name != file.name());
            let state = state_of(graph, &ledger)?;
            let steps = steps_back(file, &state, connection.dialect())?;
            if self.work(file, &steps, true).run(connection).await? {
                progress.undone(file);
                result.undone.push(file.name().to_owned());
            }
        }
        let mut state = state_of(graph, &ledger)?;
        for file in plan::to_apply(graph, &ledger, self.target)? {
            progress.begun(file);
            let steps = steps(file, &mut state, connection.dialect())?;
            if self.work(file, &steps, false).run(connection).await? {
                progress.applied(file);
                result.migrations.push(file.name().to_owned());
            }
        }
        Ok(())
    }

    fn work<'w>(
        &'w self,
        file: &'w MigrationFile,
        steps: &'w [MigrationStep],
        undo: bool,
    ) -> Work<'w> {
        Work {
            graph: self.graph,
            file,
            steps: if self.runs { steps } else { &[] },
            undo,
        }
    }
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

/// One migration, to be applied or undone.
struct Work<'g> {
    graph: &'g Graph,
    file: &'g MigrationFile,
    steps: &'g [MigrationStep],
    undo: bool,
}

impl Work<'_> {
    /// Does it. Gives whether it was this process that did.
    async fn run(&self, connection: &mut Connection) -> Result<bool> {
        let keys_off = self
            .steps
            .iter()
            .any(|step| step.step.needs_foreign_keys_off());
        if keys_off {
            connection.foreign_keys(false).await?;
        }
        let result = self.in_transaction(connection, keys_off).await;
        if keys_off {
            let restored = connection.foreign_keys(true).await;
            return result.and_then(|done| restored.map(|()| done));
        }
        result
    }

    async fn in_transaction(&self, connection: &mut Connection, keys_off: bool) -> Result<bool> {
        let level = connection.begin().await?;
        let result = self.inside(connection, keys_off).await;
        connection.end(level, result).await
    }

    async fn inside(&self, connection: &mut Connection, keys_off: bool) -> Result<bool> {
        recorder::prepare(connection).await?;
        let ledger = recorder::applied(connection).await?;
        let (graph, ledger) = replacement::resolve(self.graph, &ledger)?;
        let is_this = |file: &&MigrationFile| file.name() == self.file.name();
        let is_pending = plan::pending(&graph, &ledger)?.iter().any(is_this);
        let is_used = graph.files().iter().any(|file| is_this(&file));
        if !is_used || is_pending == self.undo {
            return Ok(false);
        }
        run_steps(connection, self.file, self.steps, self.undo).await?;
        if keys_off {
            check_foreign_keys(connection, self.file).await?;
        }
        if self.undo {
            recorder::erase(connection, self.file.name()).await?;
        } else {
            recorder::record(connection, self.file).await?;
        }
        Ok(true)
    }
}

#[cfg(test)]
mod tests;
