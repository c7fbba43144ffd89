//! Statements of the user's own: the operations of `query_as` and `execute`.

use std::marker::PhantomData;

use throughline_backend::{Access, Connection, Operation};
use throughline_core::{IntoParameters, Result, Value};

use crate::from_row::{ColumnCursor, FromRow};

/// `query_as`.
pub(crate) struct QueryAs<T> {
    sql: String,
    parameters: Vec<Value>,
    marker: PhantomData<fn() -> T>,
}

impl<T> QueryAs<T> {
    pub(crate) fn new(sql: impl Into<String>, parameters: impl IntoParameters) -> Self {
        QueryAs {
            sql: sql.into(),
            parameters: parameters.into_parameters(),
            marker: PhantomData,
        }
    }
}

impl<T: FromRow> Operation for QueryAs<T> {
    type Output = Vec<T>;

    fn access(&self) -> Access {
        Access::write_unless(throughline_sql::only_reads(&self.sql))
    }

    async fn run(self, connection: &mut Connection) -> Result<Vec<T>> {
        let columns = T::columns();
        let mut places = None;
        let mut rows = Vec::new();
        let mut each = |row: &dyn throughline_core::Row| {
            let places = match &mut places {
                Some(places) => places,
                none => none.insert(columns.places(row)?),
            };
            rows.push(T::from_columns(&mut ColumnCursor::new(row, places))?);
            Ok(())
        };
        let sent = connection
            .query(&self.sql, &self.parameters, &mut each)
            .await;
        sent.map_err(|error| match error.statement() {
            Some(_) => error,
            None => error.with_statement(self.sql),
        })?;
        Ok(rows)
    }
}

/// `execute`.
pub(crate) struct Execute {
    sql: String,
    parameters: Vec<Value>,
}

impl Execute {
    pub(crate) fn new(sql: impl Into<String>, parameters: impl IntoParameters) -> Self {
        Execute {
            sql: sql.into(),
            parameters: parameters.into_parameters(),
        }
    }
}

impl Operation for Execute {
    type Output = u64;

    fn access(&self) -> Access {
        Access::Write
    }

    async fn run(self, connection: &mut Connection) -> Result<u64> {
        connection.execute(&self.sql, &self.parameters).await
    }
}
