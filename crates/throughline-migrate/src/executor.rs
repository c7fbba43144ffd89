//! The executor: applies migrations, each in one transaction with its row in the ledger.
//!
//! A transaction that writes excludes others. What is pending is looked up again inside it, so
//! that of several processes that migrate at once each migration is applied by one, and the
//! others wait and find it done. A process that is killed leaves the state before a migration
//! or after it.

mod run;

use throughline_backend::Connection;
use throughline_core::Result;

use self::run::run_steps;
use crate::embedded::Migrations;
use crate::foreign_keys::refuse_violations;
use crate::graph::{Graph, replay};
use crate::migration::MigrationFile;
use crate::plan::{self, AppliedMigration, Target};
use crate::schema_editor::{MigrationStep, steps, steps_back};
use crate::state::ProjectState;
use crate::{problem, recorder};

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
    if !connection.is_idle() {
        // A table could not be made anew there: foreign keys stay on inside a transaction.
        return Err(problem("migrations cannot be applied inside a transaction")
            .with_hint("apply them before the transaction begins"));
    }
    graph.state()?;
    let mut ledger = recorder::applied(connection).await?;
    let mut result = Applied::default();
    for file in plan::to_undo(graph, &ledger, target)? {
        ledger.retain(|row| row.name != file.name());
        let state = state_of(graph, &ledger)?;
        let steps = steps_back(file, &state, connection.dialect())?;
        let work = Work {
            graph,
            file,
            steps: &steps,
            undo: true,
        };
        if work.run(connection).await? {
            progress.undone(file);
            result.undone.push(file.name().to_owned());
        }
    }
    let mut state = state_of(graph, &ledger)?;
    for file in plan::to_apply(graph, &ledger, target)? {
        progress.begun(file);
        let steps = steps(file, &mut state, connection.dialect())?;
        let work = Work {
            graph,
            file,
            steps: &steps,
            undo: false,
        };
        if work.run(connection).await? {
            progress.applied(file);
            result.migrations.push(file.name().to_owned());
        }
    }
    Ok(result)
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
        let pending = plan::pending(self.graph, &ledger)?;
        let is_pending = pending.iter().any(|file| file.name() == self.file.name());
        if is_pending == self.undo {
            return Ok(false);
        }
        run_steps(connection, self.file, self.steps, self.undo).await?;
        if keys_off {
            let subject = format!("migration `{}`", self.file.name());
            let hint = "correct these rows, then apply the migration; nothing of it was kept";
            refuse_violations(connection, &subject, hint).await?;
        }
        if self.undo {
            recorder::erase(connection, self.file).await?;
        } else {
            recorder::record(connection, self.file).await?;
        }
        Ok(true)
    }
}

#[cfg(test)]
mod tests;
