//! Statements as operations, and what they give.

use throughline_backend::{Access, Connection, Database, Operation, Transaction};
use throughline_core::{Result, Row, Value};

/// A statement, with its values.
#[derive(Clone)]
pub(crate) struct Ask(pub(crate) String, pub(crate) Vec<Value>);

impl Operation for Ask {
    type Output = Vec<Vec<Value>>;

    fn access(&self) -> Access {
        Access::Write
    }

    async fn run(self, connection: &mut Connection) -> Result<Self::Output> {
        let mut rows = Vec::new();
        let each = &mut |row: &dyn Row| {
            let width = row.columns().len();
            let values = (0..width).map(|at| Ok(row.value(at)?.to_value()));
            rows.push(values.collect::<Result<_>>()?);
            Ok(())
        };
        connection.query(&self.0, &self.1, each).await?;
        Ok(rows)
    }
}

/// A statement without values.
pub(crate) fn ask(sql: &str) -> Ask {
    Ask(sql.to_owned(), Vec::new())
}

/// The rows of a statement.
pub(crate) fn rows(db: &Database, sql: &str) -> Result<Vec<Vec<Value>>> {
    db.run_blocking(ask(sql))
}

/// The rows of a statement, asked within a transaction.
pub(crate) fn rows_in(tx: &Transaction, sql: &str) -> Result<Vec<Vec<Value>>> {
    tx.run_blocking(ask(sql))
}

/// The only value of a statement.
pub(crate) fn one(db: &Database, sql: &str, values: &[Value]) -> Result<Value> {
    let found = db.run_blocking(Ask(sql.to_owned(), values.to_vec()))?;
    let [row] = found.as_slice() else {
        panic!("{} rows instead of one", found.len());
    };
    Ok(row[0].clone())
}

/// A number of rows.
pub(crate) fn count(db: &Database, table: &str) -> i64 {
    match one(db, &format!("SELECT count(*) FROM {table}"), &[]).unwrap() {
        Value::Int(count) => count,
        other => panic!("{other:?}"),
    }
}

struct Script(String);

impl Operation for Script {
    type Output = bool;

    fn access(&self) -> Access {
        Access::Write
    }

    async fn run(self, connection: &mut Connection) -> Result<bool> {
        connection.script(&self.0).await?;
        Ok(connection.is_idle())
    }
}

/// Sends any number of statements. Gives whether no transaction is open behind them.
pub(crate) fn script(db: &Database, sql: &str) -> Result<bool> {
    db.run_blocking(Script(sql.to_owned()))
}

/// The same within a transaction.
pub(crate) fn script_in(tx: &Transaction, sql: &str) -> Result<bool> {
    tx.run_blocking(Script(sql.to_owned()))
}
