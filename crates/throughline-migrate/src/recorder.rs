//! The recorder: reads and writes the ledger of applied migrations.

pub(crate) mod progress;

use jiff::Timestamp;
use throughline_backend::Connection;
use throughline_core::{Error, ErrorKind, FieldType, Result, Row, Value, ValueRef};
use throughline_sql::schema::{LEDGER_TABLE, LedgerStatements, ledger};

use crate::graph::Graph;
use crate::introspector::read;
use crate::migration::MigrationFile;
use crate::plan::AppliedMigration;
use crate::replacement;

/// The migrations that were applied to the database, by name. None if it has no ledger.
///
/// # Errors
///
/// The engine's; [`ErrorKind::Decode`] if the ledger holds something else.
pub async fn applied(connection: &mut Connection) -> Result<Vec<AppliedMigration>> {
    let statements = statements(connection);
    let mut rows = Vec::new();
    if read(connection, &statements.exists, &[]).await?.is_empty() {
        return Ok(rows);
    }
    let each = &mut |row: &dyn Row| {
        rows.push(read_row(row)?);
        Ok(())
    };
    connection.query(&statements.select, &[], each).await?;
    Ok(rows)
}

/// Makes the ledger if it is not there.
pub(crate) async fn prepare(connection: &mut Connection) -> Result<()> {
    let statements = statements(connection);
    connection.execute(&statements.create, &[]).await.map(drop)
}

/// Notes that a migration was applied, at this moment.
pub(crate) async fn record(connection: &mut Connection, file: &MigrationFile) -> Result<()> {
    let statements = statements(connection);
    let row = [
        Value::Text(file.name().to_owned()),
        Value::Text(file.checksum.clone()),
        Value::Timestamp(Timestamp::now()),
    ];
    connection.execute(&statements.insert, &row).await.map(drop)
}

/// Notes a squashed migration in place of those that it replaces, if the database has these by
/// now. Gives whether it was this process that did.
pub(crate) async fn replace(
    connection: &mut Connection,
    graph: &Graph,
    file: &MigrationFile,
) -> Result<bool> {
    let ledger = applied(connection).await?;
    let completed = replacement::completed(graph, &ledger);
    if !completed.iter().any(|other| other.name() == file.name()) {
        return Ok(false);
    }
    for name in &file.migration.replaces {
        erase(connection, name).await?;
    }
    record(connection, file).await?;
    Ok(true)
}

/// Notes that a migration was undone.
pub(crate) async fn erase(connection: &mut Connection, name: &str) -> Result<()> {
    let statements = statements(connection);
    let row = [Value::Text(name.to_owned())];
    connection.execute(&statements.delete, &row).await.map(drop)
}

fn statements(connection: &Connection) -> LedgerStatements {
    ledger(connection.dialect().schema_rules())
}

fn read_row(row: &dyn Row) -> Result<AppliedMigration> {
    fn read<T: FieldType>(row: &dyn Row, position: usize, column: &str) -> Result<T> {
        let value: ValueRef<'_> = row.value(position)?;
        T::from_value(value).map_err(|error| {
            let message = format!("column `{column}` of `{LEDGER_TABLE}`: {error}");
            Error::new(ErrorKind::Decode, message)
        })
    }
    Ok(AppliedMigration {
        name: read(row, 0, "name")?,
        checksum: read(row, 1, "checksum")?,
        applied_at: read(row, 2, "applied_at")?,
    })
}
