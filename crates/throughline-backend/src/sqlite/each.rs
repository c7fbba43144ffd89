//! A statement that is run for each of many rows, or for several of them at a time.

use rusqlite::{Connection, OptionalExtension, Statement as SqliteStatement};
use throughline_core::{Error, Result};
use throughline_sql::plan::Argument;
use throughline_sql::{KnownValue, Many, Parameter, Statement};

use super::driver::DriverRow;
use super::prepared::Prepared;
use super::{bind, classify};
use crate::driver::{Each, wrong_number};
use crate::known::KnownRow;

/// Runs a statement for each of its rows; what is known of a row that it wrote is told. Gives the
/// number of rows that were written.
pub(super) fn run(
    prepared: &mut Prepared,
    statement: &Statement,
    arguments: &[Argument<'_>],
    each: Each<'_>,
) -> Result<u64> {
    let fail = |error| classify::unprepared(error, &statement.sql);
    let mut runs = Runs {
        statement,
        arguments,
        each,
        next: 0,
        written: 0,
    };
    let all = statement.runs(arguments);
    if let Some(many) = &statement.many
        && all >= many.rows
        && runs.may_be_together(many, prepared)?
    {
        let together = prepared.statement(&many.sql, |connection, statement| {
            while all - runs.next >= many.rows {
                runs.together(many, connection, statement)?;
            }
            Ok(())
        });
        together.map_err(fail)??;
    }
    if runs.next < all {
        let one_by_one = prepared.statement(&statement.sql, |connection, statement| {
            while runs.next < all {
                runs.one(connection, statement)?;
            }
            Ok(())
        });
        one_by_one.map_err(fail)??;
    }
    Ok(runs.written)
}

struct Runs<'a, 'e> {
    statement: &'a Statement,
    arguments: &'a [Argument<'a>],
    each: Each<'e>,
    /// The first row that is not written yet.
    next: usize,
    written: u64,
}

impl Runs<'_, '_> {
    fn fail(&self, error: rusqlite::Error) -> Error {
        classify::error(error, &self.statement.sql)
    }

    /// Whether rows that are numbered get numbers which follow each other: nobody else writes in the
    /// meantime but a trigger.
    fn may_be_together(&self, many: &Many, prepared: &mut Prepared) -> Result<bool> {
        let known = self.statement.known.iter().flatten();
        if !known.into_iter().any(|one| one.value == KnownValue::Number) {
            return Ok(true);
        }
        let sql = "SELECT 1 FROM sqlite_schema WHERE type = 'trigger' AND tbl_name = ?1 COLLATE NOCASE \
             UNION ALL SELECT 1 FROM sqlite_temp_schema WHERE type = 'trigger' LIMIT 1";
        let found = prepared.statement(sql, |_, triggers| {
            triggers.query_row([many.table], |_| Ok(())).optional()
        });
        found
            .flatten()
            .map(|found| found.is_none())
            .map_err(|error| self.fail(error))
    }

    fn bind(
        &self,
        prepared: &mut SqliteStatement<'_>,
        parameters: &[Parameter],
        rows: usize,
    ) -> Result<()> {
        // A statement without a parameter is of one row.
        let width = (parameters.len() / rows).max(1);
        let mut position = 0;
        for (row, of_row) in parameters.chunks(width).enumerate() {
            for parameter in of_row {
                let value = parameter.in_run(self.arguments, self.next + row);
                let value = value.ok_or_else(|| wrong_number(parameters.len(), position))?;
                position += 1;
                let bound = bind::bind_value(prepared, position, value);
                bound.map_err(|error| self.fail(error))?;
            }
        }
        Ok(())
    }

    fn one(&mut self, connection: &Connection, prepared: &mut SqliteStatement<'_>) -> Result<()> {
        self.bind(prepared, &self.statement.parameters, 1)?;
        if self.statement.known.is_none() && prepared.column_count() > 0 {
            let mut rows = prepared.raw_query();
            while let Some(row) = rows.next().map_err(|error| self.fail(error))? {
                (self.each)(&DriverRow(row))?;
                self.written += 1;
            }
        } else {
            let changed = prepared.raw_execute().map_err(|error| self.fail(error))?;
            if changed > 0 {
                self.tell(self.next, connection.last_insert_rowid())?;
            }
            self.written += changed as u64;
        }
        self.next += 1;
        Ok(())
    }

    fn together(
        &mut self,
        many: &Many,
        connection: &Connection,
        prepared: &mut SqliteStatement<'_>,
    ) -> Result<()> {
        self.bind(prepared, &many.parameters, many.rows)?;
        let changed = prepared.raw_execute().map_err(|error| self.fail(error))?;
        let last = connection.last_insert_rowid();
        for row in 0..many.rows {
            let behind = i64::try_from(many.rows - 1 - row).unwrap_or(0);
            self.tell(self.next + row, last - behind)?;
        }
        self.written += changed as u64;
        self.next += many.rows;
        Ok(())
    }

    /// Tells of a row what is known of it.
    fn tell(&mut self, run: usize, number: i64) -> Result<()> {
        let Some(known) = &self.statement.known else {
            return Ok(());
        };
        (self.each)(&KnownRow {
            known,
            arguments: self.arguments,
            run,
            number,
        })
    }
}
