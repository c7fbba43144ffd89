//! How far a migration is that is applied, or undone, in parts.

use throughline_backend::Connection;
use throughline_core::{Error, ErrorKind, FieldType, Result, Value};
use throughline_sql::schema::{PROGRESS_TABLE, ProgressStatements, progress};

use crate::introspector::read;

/// A migration that was begun, and not ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unfinished {
    /// The migration.
    pub name: String,
    /// The checksum of its file when it was begun.
    pub checksum: String,
    /// Whether it is being undone.
    pub undo: bool,
    /// Where it is, in the words of the executor.
    pub(crate) position: String,
    /// The rows, or steps, that are done.
    pub done: u64,
    /// The rows there were when it was begun, or the steps.
    pub total: u64,
}

/// A step that is no part of a transaction.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Begun {
    /// The checksum of the step.
    pub(crate) step: String,
    /// The checksum of the tables that it names, as they were before it, if they tell whether it is done.
    pub(crate) tables: Option<String>,
}

/// How the position begins of a migration whose steps are kept one by one.
const STEPS: &str = "steps ";

impl Unfinished {
    /// What is counted of it, for people.
    #[must_use]
    pub fn unit(&self) -> &'static str {
        match self.steps_done() {
            Some(_) => "steps",
            None => "rows",
        }
    }

    /// The checksum of the steps that are done, if it is kept step by step.
    pub(crate) fn steps_done(&self) -> Option<&str> {
        self.position.strip_prefix(STEPS)?.split(' ').next()
    }

    /// The step behind these that was begun, and is not known to be done.
    pub(crate) fn step_begun(&self) -> Option<Begun> {
        let mut words = self.position.strip_prefix(STEPS)?.split(' ').skip(1);
        Some(Begun {
            step: words.next()?.to_owned(),
            tables: words.next().map(str::to_owned),
        })
    }

    /// The position behind steps with that checksum.
    pub(crate) fn behind_steps(checksum: &str, begun: Option<&Begun>) -> String {
        let mut position = format!("{STEPS}{checksum}");
        if let Some(Begun { step, tables }) = begun {
            let words = std::iter::once(step).chain(tables);
            words.for_each(|word| position.extend([" ", word]));
        }
        position
    }
}

/// The migration that was begun and not ended, if there is one.
///
/// # Errors
///
/// The engine's; [`ErrorKind::Decode`] if the table holds something else.
pub async fn unfinished(connection: &mut Connection) -> Result<Option<Unfinished>> {
    let statements = statements(connection);
    if read(connection, &statements.exists, &[]).await?.is_empty() {
        return Ok(None);
    }
    let rows = read(connection, &statements.select, &[]).await?;
    rows.into_iter().next().map(unfinished_of).transpose()
}

/// Makes the table if it is not there.
pub(crate) async fn prepare(connection: &mut Connection) -> Result<()> {
    let statements = statements(connection);
    connection.execute(&statements.create, &[]).await.map(drop)
}

/// Notes how far it is, in the table that is there.
pub(crate) async fn save(connection: &mut Connection, unfinished: &Unfinished) -> Result<()> {
    let statements = statements(connection);
    connection.execute(&statements.clear, &[]).await?;
    let row = [
        Value::Text(unfinished.name.clone()),
        Value::Text(unfinished.checksum.clone()),
        Value::Bool(unfinished.undo),
        Value::Text(unfinished.position.clone()),
        Value::Int(i64::try_from(unfinished.done).unwrap_or(i64::MAX)),
        Value::Int(i64::try_from(unfinished.total).unwrap_or(i64::MAX)),
    ];
    connection.execute(&statements.insert, &row).await.map(drop)
}

/// Notes that it is at its end, in the table that is there.
pub(crate) async fn clear(connection: &mut Connection) -> Result<()> {
    let statements = statements(connection);
    connection.execute(&statements.clear, &[]).await.map(drop)
}

/// Drops the table, if it is there.
pub(crate) async fn remove(connection: &mut Connection) -> Result<()> {
    let statements = statements(connection);
    if !read(connection, &statements.exists, &[]).await?.is_empty() {
        connection.execute(&statements.drop, &[]).await?;
    }
    Ok(())
}

fn statements(connection: &Connection) -> ProgressStatements {
    progress(connection.dialect().schema_rules())
}

fn unfinished_of(row: Vec<Value>) -> Result<Unfinished> {
    let wrong = || {
        let message = format!("a row of `{PROGRESS_TABLE}` cannot be read");
        Error::new(ErrorKind::Decode, message)
    };
    let [name, checksum, undo, position, done, total] =
        <[Value; 6]>::try_from(row).map_err(|_| wrong())?;
    fn value<T: FieldType>(value: &Value) -> Option<T> {
        T::from_value(value.as_ref()).ok()
    }
    let number = |number: &Value| u64::try_from(value::<i64>(number)?).ok();
    (|| {
        Some(Unfinished {
            name: value(&name)?,
            checksum: value(&checksum)?,
            undo: value(&undo)?,
            position: value(&position)?,
            done: number(&done)?,
            total: number(&total)?,
        })
    })()
    .ok_or_else(wrong)
}
