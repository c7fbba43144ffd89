//! The steps of one migration, run inside its transaction.

use throughline_backend::Connection;
use throughline_core::{Error, ErrorKind, FieldType, Result, Row};
use throughline_sql::schema::{Change, Guard, SchemaStatement, rebuild};

use super::Progress;
use super::call::Calling;
use crate::migration::MigrationFile;
use crate::problem;
use crate::schema_editor::{Call, MigrationStep, Step};

/// Runs the steps. `undone` says that they lead back.
pub(super) async fn run_steps(
    connection: &mut Connection,
    file: &MigrationFile,
    steps: &[MigrationStep],
    undone: bool,
    progress: &mut dyn Progress,
) -> Result<()> {
    let mut begun = None;
    for step in steps {
        if begun.replace(step.operation) != Some(step.operation) {
            progress.operation(file, step.operation);
        }
        let done = run_step(connection, file, step, progress).await;
        let kept = match undone {
            true => Kept::All,
            false => Kept::Nothing,
        };
        done.map_err(|error| failed(file, step.operation, error, undone, kept))?;
    }
    Ok(())
}

/// Runs one step.
pub(super) async fn run_step(
    connection: &mut Connection,
    file: &MigrationFile,
    step: &MigrationStep,
    progress: &mut dyn Progress,
) -> Result<()> {
    match &step.step {
        Step::Guard(guard) => ask(connection, guard).await,
        Step::Statement(statement) | Step::Drop(statement) => execute(connection, statement).await,
        Step::Rebuild(change) => make_anew(connection, change).await,
        Step::Script(sql) => script(connection, sql).await,
        Step::Call(call) => call_all(connection, file, call, progress).await,
    }
}

async fn execute(connection: &mut Connection, statement: &SchemaStatement) -> Result<()> {
    connection
        .execute(&statement.sql, &statement.parameters)
        .await
        .map(drop)
}

/// Refuses if rows are in the way.
async fn ask(connection: &mut Connection, guard: &Guard) -> Result<()> {
    let mut count = 0;
    let read = &mut |row: &dyn Row| {
        let value = i64::from_value(row.value(0)?);
        count = value.map_err(|error| Error::new(ErrorKind::Decode, error.to_string()))?;
        Ok(())
    };
    connection
        .query(&guard.count.sql, &guard.count.parameters, read)
        .await?;
    if count == 0 {
        return Ok(());
    }
    let noun = if count == 1 { "row" } else { "rows" };
    let message = format!("{count} {noun} {}", guard.complaint);
    Err(problem(message).with_hint(guard.hint.clone()))
}

/// Makes a table anew, with the indexes and triggers that it has.
async fn make_anew(connection: &mut Connection, plan: &Change) -> Result<()> {
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

/// Runs the user's statements, which must leave the transaction open, unless every change of a
/// table ends it.
async fn script(connection: &mut Connection, sql: &str) -> Result<()> {
    connection.script(sql).await?;
    if connection.is_idle() && connection.dialect().capabilities().transactional_ddl {
        return Err(
            problem("the SQL has ended the transaction of the migration")
                .with_hint("leave out what begins or ends one; what it did before that was kept"),
        );
    }
    Ok(())
}

/// Calls a function with all rows, some at a time.
async fn call_all(
    connection: &mut Connection,
    file: &MigrationFile,
    call: &Call,
    progress: &mut dyn Progress,
) -> Result<()> {
    let mut calling = Calling::begin(connection, call).await?;
    loop {
        let more = calling.next(connection).await?;
        let (done, total) = calling.done();
        progress.rows(file, done, total);
        if !more {
            return Ok(());
        }
    }
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

/// What is left of a migration that failed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kept {
    /// Nothing of it.
    Nothing,
    /// All of it: it could not be undone.
    All,
    /// The rows before.
    Parts,
    /// So many steps, of so many.
    Steps(usize, usize),
}

/// The error of an operation, with the place where the user finds it.
pub(super) fn failed(
    file: &MigrationFile,
    operation: usize,
    error: Error,
    undone: bool,
    kept: Kept,
) -> Error {
    let what = file.migration.operations.get(operation);
    let what = what.map_or_else(String::new, |operation| {
        let description = operation.description();
        let words = description.trim_start_matches(['+', '-', '~', ' ']);
        format!(" at `{words}`")
    });
    let back = if undone { " on the way back" } else { "" };
    let message = format!(
        "migration `{}` failed{back}{what} ({})",
        file.name(),
        file.place(operation)
    );
    let mut outer = Error::new(error.kind(), message);
    if let Some(statement) = error.statement() {
        outer = outer.with_statement(statement.to_owned());
    }
    let (state, advice) = match kept {
        Kept::Nothing => (
            "nothing of the migration was kept".to_owned(),
            "correct the rows or the models, and apply it again",
        ),
        Kept::All => (
            "the migration is still applied".to_owned(),
            "correct the rows first",
        ),
        Kept::Parts => (
            "the rows before these are done".to_owned(),
            "correct the rows or the function, and go on from there by the same command",
        ),
        Kept::Steps(done, all) => (
            format!("{done} of its {all} steps are done, as this engine cannot take them back"),
            "correct the rows, or the migration from here on, and go on by the same command",
        ),
    };
    // Of tables that are not there the advice is to migrate, which is what failed.
    let by_schema = matches!(
        error.kind(),
        ErrorKind::SchemaMismatch | ErrorKind::Database
    );
    let hint = match error.hint() {
        Some(hint) if !by_schema => format!("{hint}; {state}"),
        _ => format!("{state}; {advice}"),
    };
    outer.with_hint(hint).with_source(error)
}
