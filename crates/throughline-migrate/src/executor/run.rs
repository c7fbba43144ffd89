//! The steps of one migration, run inside its transaction.

use throughline_backend::Connection;
use throughline_core::{Error, ErrorKind, FieldType, Result, Row};
use throughline_sql::schema::{Change, Guard, SchemaStatement, rebuild};

use crate::migration::MigrationFile;
use crate::problem;
use crate::schema_editor::{MigrationStep, Step};

/// Runs the steps. `undone` says that they lead back.
pub(super) async fn run_steps(
    connection: &mut Connection,
    file: &MigrationFile,
    steps: &[MigrationStep],
    undone: bool,
) -> Result<()> {
    for step in steps {
        let done = match &step.step {
            Step::Guard(guard) => ask(connection, guard).await,
            Step::Statement(statement) | Step::Drop(statement) => {
                execute(connection, statement).await
            }
            Step::Rebuild(change) => make_anew(connection, change).await,
        };
        done.map_err(|error| failed(file, step.operation, error, undone))?;
    }
    Ok(())
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

/// The error of an operation, with the place where the user finds it.
fn failed(file: &MigrationFile, operation: usize, error: Error, undone: bool) -> Error {
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
    let hint = match (error.hint(), undone) {
        (Some(hint), false) => format!("{hint}; nothing of the migration was kept"),
        (Some(hint), true) => format!("{hint}; the migration is still applied"),
        (None, false) => {
            "nothing of the migration was kept; correct the rows or the models, and apply it again"
                .to_owned()
        }
        (None, true) => "the migration is still applied; correct the rows first".to_owned(),
    };
    outer.with_hint(hint).with_source(error)
}
