//! Rows, read one by one.

use throughline_backend::Connection;
use throughline_core::{Result, Row, Value};
use throughline_sql::schema::select_in_order;

use super::{RowTable, failed};
use crate::state::typed;

/// Reads all rows of a table, in the order of its primary key, and gives each to the function:
/// a value for each field. Sends one statement, and keeps one row at a time.
///
/// # Errors
///
/// The engine's; [`ErrorKind::Decode`](throughline_core::ErrorKind::Decode) if a column holds
/// what its field cannot; the function's.
pub async fn read_rows(
    connection: &mut Connection,
    table: &RowTable,
    each: &mut (dyn FnMut(Vec<Value>) -> Result<()> + Send),
) -> Result<()> {
    let columns: Vec<_> = table
        .table
        .columns
        .iter()
        .map(|one| one.name.clone())
        .collect();
    let rules = connection.dialect().schema_rules();
    let statement = select_in_order(rules, &table.table, &columns);
    // An error of these is told as it is; only the engine's is put into other words.
    let mut own = Ok(());
    let read = &mut |row: &dyn Row| {
        own = values(table, row).and_then(&mut *each);
        own.as_ref().map(|&()| ()).map_err(|_| stopped())
    };
    let sent = connection.query(&statement.sql, &[], read).await;
    own?;
    sent.map(drop).map_err(|error| failed("read", table, error))
}

/// Ends a query; nobody sees it.
fn stopped() -> throughline_core::Error {
    throughline_core::Error::new(throughline_core::ErrorKind::Decode, "stopped")
}

fn values(table: &RowTable, row: &dyn Row) -> Result<Vec<Value>> {
    let columns = table.table.columns.iter().enumerate();
    let values = columns.map(|(position, column)| {
        let value = row.value(position)?;
        typed(value, column.column_type)
            .map_err(|error| table.decode(position, error.expected(), value.kind()))
    });
    values.collect()
}
