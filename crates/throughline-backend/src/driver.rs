//! What an engine's connection can do.

use throughline_core::{Error, ErrorKind, Result, Row};
use throughline_sql::plan::Argument;
use throughline_sql::{Bound, Statement};

use crate::Answer;
#[cfg(feature = "server")]
use crate::server::Caller;

/// Takes each row of a result while the driver still holds it: nothing is copied twice.
pub type Each<'a> = &'a mut (dyn FnMut(&dyn Row) -> Result<()> + Send);

/// A statement that is sent with others.
#[cfg_attr(
    not(feature = "postgres"),
    expect(dead_code, reason = "read by engines that pipeline")
)]
pub(crate) struct Ahead<'a> {
    pub(crate) sql: &'a str,
    pub(crate) parameters: &'a [Bound<'a>],
}

/// What a transaction is begun for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Purpose {
    /// An operation of the library's that writes.
    Write,
    /// An operation of the library's that reads several times and wants one moment.
    Read,
    /// Whatever the caller does in it.
    Caller,
}

/// A connection of one engine. [`Connection`](crate::Connection) wraps it with the statement
/// cache and the recorder.
pub(crate) trait Driver: Send {
    /// Sends a statement. Gives the number of rows of its result, or of rows changed if it has
    /// no result.
    fn query<'a>(
        &'a mut self,
        sql: &'a str,
        parameters: &'a [Bound<'a>],
        each: Each<'a>,
    ) -> Answer<'a, Result<u64>>;

    /// As [`query`](Driver::query), for a statement that gives one row at most: no other has to be looked
    /// for.
    fn query_one<'a>(
        &'a mut self,
        sql: &'a str,
        parameters: &'a [Bound<'a>],
        each: Each<'a>,
    ) -> Answer<'a, Result<u64>> {
        self.query(sql, parameters, each)
    }

    /// Runs a statement for each of its rows, or one whose result is known without asking: for engines
    /// that are [in this process](throughline_sql::dialect::Capabilities::in_process). Gives the number
    /// of rows that were written.
    fn run_each<'a>(
        &'a mut self,
        statement: &'a Statement,
        arguments: &'a [Argument<'a>],
        each: Each<'a>,
    ) -> Answer<'a, Result<u64>> {
        _ = (arguments, each);
        let message = "this engine is sent all rows at once";
        let error = Error::new(ErrorKind::Unsupported, message);
        Answer::ready(Err(error.with_statement(statement.sql.as_str())))
    }

    /// Sends all of these at once, where the engine pipelines. Their answers are those of the next
    /// calls of [`query`](Driver::query), which are given the same statements in the same order.
    /// If it fails, the server has none of them.
    fn send_ahead<'a>(&'a mut self, statements: &'a [Ahead<'a>]) -> Answer<'a, Result<()>> {
        _ = statements;
        Answer::ready(Ok(()))
    }

    /// Makes it ready for whoever comes next; false if something is open, or on its way.
    #[cfg(feature = "server")]
    fn rests(&mut self) -> bool {
        false
    }

    /// Takes it up for that caller, after it has rested; false if it is of no use to it.
    #[cfg(feature = "server")]
    fn wakes(&mut self, caller: &Caller) -> bool {
        _ = caller;
        false
    }

    /// Whether the next statement went with the one before it.
    fn joins(&self) -> bool {
        false
    }

    /// Whether the last error is that of a statement which was sent ahead, and was prepared for
    /// tables that are no more what they were. Said once.
    fn was_stale(&mut self) -> bool {
        false
    }

    /// Sends a text of any number of statements, which have no placeholders and whose results
    /// nobody wants.
    fn script<'a>(&'a mut self, sql: &'a str) -> Answer<'a, Result<()>>;

    /// Whether no transaction is open.
    fn is_idle(&self) -> bool;

    /// The statement that begins a transaction.
    fn begin_statement(&self, purpose: Purpose) -> &'static str;

    /// Whether the engine sees to it that transactions have the effect of one after the other.
    fn is_serializable(&self) -> bool;

    /// Ends whatever is open, before the connection goes back to the pool.
    ///
    /// # Errors
    ///
    /// If the connection is of no more use.
    fn reset(&mut self) -> Result<()>;

    /// Switches the enforcement of foreign keys, outside a transaction.
    fn foreign_keys(&mut self, on: bool) -> Answer<'_, Result<()>>;

    /// Rows whose foreign keys point to nothing, each as a sentence.
    fn foreign_key_violations(&mut self) -> Answer<'_, Result<Vec<String>>>;
}

/// The error of a statement of the caller's that was given too few values or too many.
#[cfg(any(feature = "sqlite", feature = "server"))]
pub(crate) fn wrong_number(placeholders: usize, values: usize) -> Error {
    let message =
        format!("the number of placeholders is {placeholders}, and that of the values {values}");
    Error::new(ErrorKind::InvalidValue, message).with_hint("give one value for each placeholder")
}
