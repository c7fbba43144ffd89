//! Answers whose rows are not those that are wanted: known without asking, gathered in arrays, or with some
//! between them that were passed over.

use throughline_core::{Result, Row, ValueRef};
use throughline_sql::plan::Argument;
use throughline_sql::{Bound, Known};

use super::Connection;
use crate::driver::Each;
use crate::known::KnownRow;

impl Connection {
    /// Sends a statement that writes one row or none, and asks for nothing back.
    pub(super) async fn fetch_known(
        &mut self,
        sql: &str,
        parameters: &[Bound<'_>],
        known: &[Known],
        arguments: &[Argument<'_>],
        each: Each<'_>,
    ) -> Result<u64> {
        let written = self.send(sql, parameters, &mut |_| Ok(())).await?;
        if written > 0 {
            each(&KnownRow::only(known, arguments))?;
        }
        Ok(written)
    }

    /// Sends a statement whose first column is an array of what would be as many rows. Gives the number of
    /// these.
    pub(super) async fn fetch_gathered(
        &mut self,
        sql: &str,
        parameters: &[Bound<'_>],
        each: Each<'_>,
    ) -> Result<u64> {
        let mut rows = 0;
        let mut spread = |row: &dyn Row| {
            row.spread(&mut |row| {
                rows += 1;
                each(row)
            })
        };
        self.send(sql, parameters, &mut spread).await?;
        Ok(rows)
    }

    /// Sends a statement that gives back rows which were passed over too, marked in the column at that
    /// place. Gives the number of the others.
    pub(super) async fn fetch_wanted(
        &mut self,
        sql: &str,
        parameters: &[Bound<'_>],
        place: usize,
        each: Each<'_>,
    ) -> Result<u64> {
        let mut wanted = 0;
        let mut each_wanted = |row: &dyn Row| {
            if row.value(place)? != ValueRef::Int(0) {
                return Ok(());
            }
            wanted += 1;
            each(row)
        };
        self.send(sql, parameters, &mut each_wanted).await?;
        Ok(wanted)
    }
}
