//! Tables, counted and emptied.

use throughline_backend::Connection;
use throughline_core::{Error, ErrorKind, FieldType, Result, Row};
use throughline_sql::schema::{Table, count_rows, empty_tables};

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
/// # Errors
///
/// [`ErrorKind::ForeignKeyViolation`] if rows of other tables point to these; the engine's.
pub async fn empty(connection: &mut Connection, tables: &[RowTable]) -> Result<Vec<u64>> {
    let level = begin_unchecked(connection).await?;
    let result = empty_inside(connection, tables).await;
    let hint = "no model declares these tables: empty them first; nothing was removed";
    end_checked(connection, level, result, "emptying the tables", hint).await
}

async fn empty_inside(connection: &mut Connection, tables: &[RowTable]) -> Result<Vec<u64>> {
    let counts = count_all(connection, tables).await?;
    let rules = connection.dialect().schema_rules();
    let made: Vec<&Table> = tables.iter().map(|table| &table.table).collect();
    for statement in empty_tables(rules, &made) {
        connection
            .execute(&statement.sql, &statement.parameters)
            .await?;
    }
    Ok(counts)
}
