//! The executor: applies migrations, each in one transaction with its row in the ledger.
//!
//! A transaction that writes excludes others. What is pending is looked up again inside it, so
//! that of several processes that migrate at once each migration is applied by one, and the
//! others wait and find it done. A process that is killed leaves the state before a migration
//! or after it.

use throughline_backend::Connection;
use throughline_core::{Error, ErrorKind, FieldType, Result, Row};
use throughline_sql::schema::{Rebuild, SchemaStatement, rebuild};

use crate::embedded::Migrations;
use crate::graph::{Graph, replay};
use crate::migration::MigrationFile;
use crate::plan::{self, AppliedMigration};
use crate::schema_editor::{MigrationStep, Step, steps};
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
}

/// Nobody wants to know.
impl Progress for () {}

/// Applies the migrations of the program that the database has not had.
///
/// # Errors
///
/// [`ErrorKind::Migration`] if the files or the ledger are not as they must be, or the connection
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
    if !connection.is_idle() {
        // A table could not be made anew there: foreign keys stay on inside a transaction.
        return Err(problem("migrations cannot be applied inside a transaction")
            .with_hint("apply them before the transaction begins"));
    }
    graph.state()?;
    let ledger = recorder::applied(connection).await?;
    let mut state = state_of(graph, &ledger)?;
    let mut applied = Applied::default();
    for file in plan::pending(graph, &ledger)? {
        progress.begun(file);
        if apply_file(connection, graph, file, &mut state).await? {
            progress.applied(file);
            applied.migrations.push(file.name().to_owned());
        }
    }
    Ok(applied)
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

/// Applies a migration. Gives whether it was this process that did it.
async fn apply_file(
    connection: &mut Connection,
    graph: &Graph,
    file: &MigrationFile,
    state: &mut ProjectState,
) -> Result<bool> {
    let steps = steps(file, state, connection.dialect())?;
    let rebuilds = steps
        .iter()
        .any(|step| matches!(step.step, Step::Rebuild(_)));
    if rebuilds {
        connection.foreign_keys(false).await?;
    }
    let result = in_transaction(connection, graph, file, &steps, rebuilds).await;
    if rebuilds {
        let restored = connection.foreign_keys(true).await;
        return result.and_then(|applied| restored.map(|()| applied));
    }
    result
}

async fn in_transaction(
    connection: &mut Connection,
    graph: &Graph,
    file: &MigrationFile,
    steps: &[MigrationStep],
    rebuilds: bool,
) -> Result<bool> {
    let level = connection.begin().await?;
    let result = run(connection, graph, file, steps, rebuilds).await;
    connection.end(level, result).await
}

async fn run(
    connection: &mut Connection,
    graph: &Graph,
    file: &MigrationFile,
    steps: &[MigrationStep],
    rebuilds: bool,
) -> Result<bool> {
    recorder::prepare(connection).await?;
    let ledger = recorder::applied(connection).await?;
    if !plan::pending(graph, &ledger)?
        .iter()
        .any(|pending| pending.name() == file.name())
    {
        return Ok(false);
    }
    for step in steps {
        let done = match &step.step {
            Step::Statement(statement) => execute(connection, statement).await,
            Step::Rebuild(rebuild) => make_anew(connection, rebuild).await,
        };
        done.map_err(|error| failed(file, step.operation, error))?;
    }
    if rebuilds {
        check_foreign_keys(connection, file).await?;
    }
    recorder::record(connection, file).await?;
    Ok(true)
}

async fn execute(connection: &mut Connection, statement: &SchemaStatement) -> Result<()> {
    connection
        .execute(&statement.sql, &statement.parameters)
        .await
        .map(drop)
}

/// Makes a table anew, with the indexes and triggers that it has.
async fn make_anew(connection: &mut Connection, plan: &Rebuild) -> Result<()> {
    let statements = rebuild(connection.dialect().schema_rules(), plan);
    let columns = texts(connection, &statements.columns).await?;
    if let Some(unknown) = columns
        .iter()
        .find(|name| plan.before.column(name).is_none())
    {
        return Err(problem(format!(
            "table `{}` has a column `{unknown}` that no migration made, and would lose it",
            plan.before.name
        ))
        .with_hint("add the column to the model, or drop it, before this migration is applied"));
    }
    let attached = texts(connection, &statements.attached).await?;
    let mut made = Ok(());
    for statement in &statements.statements {
        made = execute(connection, statement).await;
        if made.is_err() {
            break;
        }
    }
    execute(connection, &statements.cleanup).await?;
    made?;
    for sql in attached {
        connection.execute(&sql, &[]).await?;
    }
    Ok(())
}

async fn texts(connection: &mut Connection, query: &SchemaStatement) -> Result<Vec<String>> {
    let mut texts = Vec::new();
    let read = &mut |row: &dyn Row| {
        let text = String::from_value(row.value(0)?);
        let text = text.map_err(|error| Error::new(ErrorKind::Decode, error.to_string()))?;
        texts.push(text);
        Ok(())
    };
    connection
        .query(&query.sql, &query.parameters, read)
        .await?;
    Ok(texts)
}

async fn check_foreign_keys(connection: &mut Connection, file: &MigrationFile) -> Result<()> {
    /// As many as a person wants to read.
    const SHOWN: usize = 5;
    let violations = connection.foreign_key_violations().await?;
    if violations.is_empty() {
        return Ok(());
    }
    let mut list: Vec<_> = violations.iter().take(SHOWN).cloned().collect();
    if violations.len() > SHOWN {
        list.push(format!("and {} more", violations.len() - SHOWN));
    }
    let (name, list) = (file.name(), list.join("\n  "));
    let message = format!("migration `{name}` would leave rows that point to nothing\n  {list}");
    Err(Error::new(ErrorKind::ForeignKeyViolation, message)
        .with_hint("correct these rows, then apply the migration; nothing of it was kept"))
}

/// The error of an operation, with the place where the user finds it.
fn failed(file: &MigrationFile, operation: usize, error: Error) -> Error {
    let what = file.migration.operations.get(operation);
    let what = what.map_or_else(String::new, |operation| {
        format!(" at `{}`", operation.description().trim_start_matches("+ "))
    });
    let message = format!(
        "migration `{}` failed{what} ({})",
        file.name(),
        file.place(operation)
    );
    let mut outer = Error::new(error.kind(), message);
    if let Some(statement) = error.statement() {
        outer = outer.with_statement(statement.to_owned());
    }
    let hint = match error.hint() {
        Some(hint) => format!("{hint}; nothing of the migration was kept"),
        None => {
            "nothing of the migration was kept; correct the rows or the models, and apply it again"
                .to_owned()
        }
    };
    outer.with_hint(hint).with_source(error)
}

#[cfg(test)]
mod tests;
