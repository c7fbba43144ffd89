//! Statements that are run for each of many rows, on an engine that is in this process.

use throughline_core::Result;
use throughline_sql::Statement;
use throughline_sql::plan::Argument;

use super::Connection;
use crate::driver::Each;

impl Connection {
    /// Runs the statement for each of its rows: for all of them or for none.
    pub(super) async fn run_all(
        &mut self,
        statement: &Statement,
        arguments: &[Argument<'_>],
        each: Each<'_>,
    ) -> Result<u64> {
        let level = self.begin().await?;
        let result = self.send_each(statement, arguments, each).await;
        self.end(level, result).await
    }

    /// Runs the statement for each of its rows. It is told as one.
    pub(super) async fn send_each(
        &mut self,
        statement: &Statement,
        arguments: &[Argument<'_>],
        each: Each<'_>,
    ) -> Result<u64> {
        let start = self.watched();
        let result = self.driver.run_each(statement, arguments, each).await;
        if let Some(start) = start {
            let told = result.as_ref().copied().map_err(drop);
            self.tell(&statement.sql, start, false, told);
        }
        result
    }
}
