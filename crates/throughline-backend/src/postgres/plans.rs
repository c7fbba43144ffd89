//! Which plan the server takes for a statement that is prepared.
//!
//! After five calls it may keep a plan that serves lists of any length, and reckons with ten values in each
//! ([`PREPARE`](https://www.postgresql.org/docs/current/sql-prepare.html#SQL-PREPARE-NOTES)). Such a plan
//! goes through a list once for each row: all rows but 10,000 of 16,000 took a second. A statement with a
//! long list is sent with its text, as one that is not prepared, and the server plans it for what it is
//! given. Not so where rows are only written, however many: to read the text and to plan took 3 % of
//! what 1,000 new rows take.

use throughline_sql::Bound;
use tokio_postgres::types::BorrowToSql;
use tokio_postgres::{Client, Error, RowStream, Statement};

/// Up to so many values a list is short: to go through it takes less for a row than to read that row,
/// and to make a plan some tenths of a millisecond.
const SHORT: usize = 100;

/// Whether one of the values is a long list that rows are looked up by.
pub(super) fn is_long(parameters: &[Bound<'_>]) -> bool {
    parameters
        .iter()
        .any(|one| matches!(one, Bound::Array(values) if !values.any_length() && values.iter().len() > SHORT))
}

/// Sends the text of a statement. What is prepared of it tells the types of its values.
pub(super) async fn planned_anew<P: BorrowToSql>(
    client: &Client,
    sql: &str,
    statement: &Statement,
    parameters: impl Iterator<Item = P>,
) -> Result<RowStream, Error> {
    let types = statement.params().iter().cloned();
    client.query_typed_raw(sql, parameters.zip(types)).await
}
