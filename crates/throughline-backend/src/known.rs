//! A row that was written, made of what it was given.
//!
//! `RETURNING` costs SQLite a table for the rows and a journal for the statement, twice as much as the
//! statement itself, and PostgreSQL some 5 µs.

use throughline_core::{Result, Row, Value, ValueRef, no_column};
use throughline_sql::plan::Argument;
use throughline_sql::{Known, KnownValue};

/// What is known of a row.
pub(crate) struct KnownRow<'a> {
    pub(crate) known: &'a [Known],
    pub(crate) arguments: &'a [Argument<'a>],
    /// Which run of the statement wrote it.
    pub(crate) run: usize,
    /// The number that it got, if it got one.
    pub(crate) number: i64,
}

impl<'a> KnownRow<'a> {
    /// What is known of the only row that a statement wrote.
    pub(crate) const fn only(known: &'a [Known], arguments: &'a [Argument<'a>]) -> Self {
        KnownRow {
            known,
            arguments,
            run: 0,
            number: 0,
        }
    }
}

impl Row for KnownRow<'_> {
    fn value(&self, position: usize) -> Result<ValueRef<'_>> {
        let value = self
            .known
            .get(position)
            .and_then(|known| match known.value {
                KnownValue::Number => Some(ValueRef::Int(self.number)),
                KnownValue::Given(parameter) => {
                    let value = parameter.in_run(self.arguments, self.run);
                    value.map(Value::as_ref)
                }
            });
        value.ok_or_else(|| no_column(position))
    }

    fn columns(&self) -> Vec<&str> {
        self.known.iter().map(|known| known.column).collect()
    }
}
