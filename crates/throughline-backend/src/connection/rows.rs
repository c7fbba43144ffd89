//! Answers whose rows are not those that are wanted: known without asking, gathered in arrays, or with some
//! between them that were passed over.

use throughline_core::{Result, Row, ValueRef};
use throughline_sql::Statement;
use throughline_sql::plan::Argument;

use crate::driver::Each;
use crate::known::KnownRow;

/// Rows that are made of those that come.
pub(super) struct Made<'a> {
    statement: &'a Statement,
    arguments: &'a [Argument<'a>],
    each: Each<'a>,
    /// How many were made.
    rows: u64,
}

impl<'a> Made<'a> {
    /// Whether other rows are wanted of a statement than those that come.
    pub(super) fn are_wanted_of(statement: &Statement) -> bool {
        statement.known.is_some() || statement.gathered || statement.passed_over.is_some()
    }

    pub(super) fn new(
        statement: &'a Statement,
        arguments: &'a [Argument<'a>],
        each: Each<'a>,
    ) -> Self {
        Made {
            statement,
            arguments,
            each,
            rows: 0,
        }
    }

    pub(super) fn take(&mut self, row: &dyn Row) -> Result<()> {
        let Made { each, rows, .. } = self;
        let mut one = |row: &dyn Row| {
            *rows += 1;
            each(row)
        };
        match self.statement.passed_over {
            // The first column is an array of what would be as many rows.
            _ if self.statement.gathered => row.spread(&mut one),
            Some(place) if row.value(place)? != ValueRef::Int(0) => Ok(()),
            _ => one(row),
        }
    }

    /// The number of rows of a statement that wrote so many, or gave them.
    pub(super) fn end(self, sent: u64) -> Result<u64> {
        let Some(known) = &self.statement.known else {
            return Ok(self.rows);
        };
        // It wrote one row or none, and gave nothing back.
        if sent > 0 {
            (self.each)(&KnownRow::only(known, self.arguments))?;
        }
        Ok(sent)
    }
}
