//! Rows, written one by one over those that have their keys.

use std::collections::BTreeMap;

use throughline_backend::{Connection, Level};
use throughline_core::{Error, ErrorKind, Result, Value};
use throughline_sql::schema::{RowStatement, catch_up_numbering, upsert_row};

use super::{RowTable, failed};
use crate::foreign_keys::{begin_unchecked, end_checked};

/// Writes rows in one transaction, in any order: foreign keys are looked at when it ends.
///
/// Whatever was begun has to be ended.
#[derive(Debug)]
pub struct RowWriter {
    level: Level,
    statements: BTreeMap<(String, Vec<usize>), Vec<RowStatement>>,
}

impl RowWriter {
    /// Begins the transaction.
    ///
    /// # Errors
    ///
    /// The engine's.
    pub async fn begin(connection: &mut Connection) -> Result<Self> {
        let level = begin_unchecked(connection).await?;
        let statements = BTreeMap::new();
        Ok(RowWriter { level, statements })
    }

    /// Writes a row: values of the fields at these positions of the table. A row that has its
    /// key gets these values, and keeps those of other fields.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::InvalidValue`] if the key is not among the fields; the engine's.
    pub async fn write(
        &mut self,
        connection: &mut Connection,
        table: &RowTable,
        positions: &[usize],
        values: &[Value],
    ) -> Result<()> {
        let place = (table.name.clone(), positions.to_vec());
        let statements = match self.statements.entry(place) {
            std::collections::btree_map::Entry::Occupied(entry) => entry.into_mut(),
            std::collections::btree_map::Entry::Vacant(entry) => {
                entry.insert(upsert(connection, table, positions)?)
            }
        };
        for statement in statements {
            let parameters = statement
                .values
                .iter()
                .filter_map(|&at| values.get(at).cloned());
            let parameters: Vec<_> = parameters.collect();
            connection.execute(&statement.sql, &parameters).await?;
        }
        Ok(())
    }

    /// Ends the transaction: keeps it if the result is good and every foreign key points to a
    /// row. Numbering goes on behind the keys that were written.
    ///
    /// # Errors
    ///
    /// The result's; [`ErrorKind::ForeignKeyViolation`] if rows point to nothing; the engine's.
    pub async fn end<T>(
        self,
        connection: &mut Connection,
        tables: &[RowTable],
        result: Result<T>,
    ) -> Result<T> {
        let result = match result {
            Ok(value) => number(connection, tables).await.map(|()| value),
            Err(error) => Err(error),
        };
        let hint = "add these rows, or take out what points to them; nothing was kept";
        end_checked(connection, self.level, result, "what was written", hint).await
    }
}

/// The statements that write a row with these fields.
fn upsert(
    connection: &Connection,
    table: &RowTable,
    positions: &[usize],
) -> Result<Vec<RowStatement>> {
    let columns = positions
        .iter()
        .filter_map(|&at| table.table.columns.get(at));
    let columns: Vec<_> = columns.map(|column| column.name.clone()).collect();
    let whole = |key: &&Vec<String>| key.iter().all(|column| columns.contains(column));
    let unique = table.table.indexes.iter().filter(|index| index.unique);
    // A link without the key of its row is known by its pair.
    let pair = unique
        .map(|index| &index.columns)
        .filter(|_| table.is_links);
    let key = [&table.table.primary_key]
        .into_iter()
        .chain(pair)
        .find(whole);
    let key = key.ok_or_else(|| {
        let key = table.table.primary_key.iter().filter_map(|column| {
            let position = table
                .table
                .columns
                .iter()
                .position(|one| one.name == *column)?;
            Some(format!("`{}`", table.fields.get(position)?))
        });
        let key: Vec<_> = key.collect();
        let message = format!(
            "a row of `{}` needs its key, {}",
            table.name,
            key.join(" and ")
        );
        Error::new(ErrorKind::InvalidValue, message)
    })?;
    let rules = connection.dialect().schema_rules();
    Ok(upsert_row(rules, &table.table.name, &columns, key))
}

/// Lets the numbering go on behind the highest keys.
async fn number(connection: &mut Connection, tables: &[RowTable]) -> Result<()> {
    let rules = connection.dialect().schema_rules();
    for table in tables {
        if let Some(statement) = catch_up_numbering(rules, &table.table) {
            let numbered = connection
                .execute(&statement.sql, &statement.parameters)
                .await;
            numbered.map_err(|error| failed("number", table, error))?;
        }
    }
    Ok(())
}
