//! Tables, counted and emptied.

use throughline_backend::Connection;
use throughline_core::{Error, ErrorKind, FieldType, Result, Row};
use throughline_sql::schema::{
    SchemaStatement, Table, count_rows, empty_tables, restart_numbering,
};

use super::{RowTable, failed};
use crate::foreign_keys::{begin_unchecked, end_checked};

/// The number of rows of each table, in their order. Sends a statement for each.
///
/// # Errors
///
/// The engine's.
pub async fn count_all(connection: &mut Connection, tables: &[RowTable]) -> Result<Vec<u64>> {
    let rules = connection.dialect().schema_rules();
    let mut counts = Vec::new();
    for table in tables {
        let statement = count_rows(rules, &table.table.name);
        let read = &mut |row: &dyn Row| {
            let count = i64::from_value(row.value(0)?)
                .map_err(|error| Error::new(ErrorKind::Decode, error.to_string()))?;
            counts.push(u64::try_from(count).unwrap_or(0));
            Ok(())
        };
        let counted = connection.query(&statement.sql, &[], read).await;
        counted.map_err(|error| failed("count", table, error))?;
    }
    Ok(counts)
}

/// Removes all rows of these tables and starts their numbering anew, in one transaction. Gives
/// the number of rows that went from each, in their order.
///
/// Where a change of a table ends a transaction, the numbering starts anew behind it.
///
/// # Errors
///
/// [`ErrorKind::ForeignKeyViolation`] if rows of other tables point to these; the engine's.
pub async fn empty(connection: &mut Connection, tables: &[RowTable]) -> Result<Vec<u64>> {
    let dialect = connection.dialect();
    let made: Vec<&Table> = tables.iter().map(|table| &table.table).collect();
    let mut inside = empty_tables(dialect.schema_rules(), &made);
    let mut behind = restart_numbering(dialect.schema_rules(), &made);
    if dialect.capabilities().transactional_ddl {
        inside.append(&mut behind);
    }
    let level = begin_unchecked(connection).await?;
    let result = count_and_send(connection, tables, &inside).await;
    let hint = "no model declares these tables: empty them first; nothing was removed";
    let counts = end_checked(connection, level, result, "emptying the tables", hint).await?;
    send(connection, &behind).await?;
    Ok(counts)
}

async fn count_and_send(
    connection: &mut Connection,
    tables: &[RowTable],
    statements: &[SchemaStatement],
) -> Result<Vec<u64>> {
    let counts = count_all(connection, tables).await?;
    send(connection, statements).await?;
    Ok(counts)
}

async fn send(connection: &mut Connection, statements: &[SchemaStatement]) -> Result<()> {
    for statement in statements {
        connection
            .execute(&statement.sql, &statement.parameters)
            .await?;
    }
    Ok(())
}
