//! A connection of SQLite.

use rusqlite::types::ValueRef as SqliteValue;
use rusqlite::{Connection, OpenFlags, Row as SqliteRow, Statement as SqliteStatement};
use throughline_core::{Error, ErrorKind, Result, Row, ValueRef, no_column};
use throughline_sql::plan::Argument;
use throughline_sql::{Bound, Statement};

use super::prepared::Prepared;
use super::{bind, classify, each, functions};
use crate::Answer;
use crate::driver::{Driver, Each, Purpose, wrong_number};
use crate::url::{Mode, SqliteOptions};

/// What a connection is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Role {
    Writer,
    Reader,
}

/// A connection of SQLite. It answers at once.
pub(super) struct SqliteDriver {
    prepared: Prepared,
}

impl SqliteDriver {
    /// Opens the file, or memory.
    pub(super) fn open(options: &SqliteOptions, role: Role) -> Result<Self> {
        let opened = (|| {
            let connection = open_file(options)?;
            connection.busy_timeout(options.busy_timeout)?;
            functions::register(&connection)?;
            set_up(&connection, options, role)?;
            Ok(connection)
        })();
        opened
            .map(|connection| SqliteDriver {
                prepared: Prepared::new(connection),
            })
            .map_err(|error: rusqlite::Error| cannot_open(options, error))
    }

    /// Takes the first row alone if there is no other.
    fn run(
        &mut self,
        sql: &str,
        parameters: &[Bound<'_>],
        each: Each<'_>,
        one: bool,
    ) -> Result<u64> {
        let done = self.prepared.statement(sql, |connection, statement| {
            run(connection, statement, sql, parameters, each, one)
        });
        done.map_err(|error| classify::unprepared(error, sql))?
    }

    fn violations(&mut self) -> rusqlite::Result<Vec<String>> {
        let connection = self.prepared.connection();
        let mut statement = connection.prepare("PRAGMA foreign_key_check")?;
        let rows = statement.query_map([], |row| {
            let (table, row_id, target): (String, Option<i64>, String) =
                (row.get(0)?, row.get(1)?, row.get(2)?);
            let row = row_id.map_or_else(String::new, |row_id| format!(" (row {row_id})"));
            Ok(format!(
                "`{table}`{row} points to a row of `{target}` that is not there"
            ))
        })?;
        rows.collect()
    }
}

/// Runs a statement; takes the first row alone if there is no other.
fn run(
    connection: &Connection,
    statement: &mut SqliteStatement<'_>,
    sql: &str,
    parameters: &[Bound<'_>],
    each: Each<'_>,
    one: bool,
) -> Result<u64> {
    let fail = |error| classify::error(error, sql);
    // SQLite itself takes a placeholder without a value for null.
    let placeholders = statement.parameter_count();
    if placeholders != parameters.len() {
        return Err(wrong_number(placeholders, parameters.len()).with_statement(sql));
    }
    for (position, parameter) in parameters.iter().enumerate() {
        bind::bind(statement, position + 1, parameter).map_err(|error| error.or_classify(sql))?;
    }
    let has_rows = statement.column_count() > 0;
    let changes = (!has_rows).then(|| connection.total_changes());
    let mut rows = statement.raw_query();
    let mut count = 0;
    while let Some(row) = rows.next().map_err(fail)? {
        each(&DriverRow(row))?;
        count += 1;
        if one {
            break;
        }
    }
    drop(rows);
    // What a statement that changed nothing leaves in `changes` is the number of the one before.
    Ok(match changes {
        None => count,
        Some(before) if connection.total_changes() != before => connection.changes(),
        Some(_) => 0,
    })
}

fn open_file(options: &SqliteOptions) -> rusqlite::Result<Connection> {
    let Some(path) = &options.path else {
        return Connection::open_in_memory();
    };
    let mode = match options.mode {
        Mode::Create => OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_CREATE,
        Mode::Write => OpenFlags::SQLITE_OPEN_READ_WRITE,
        Mode::Read => OpenFlags::SQLITE_OPEN_READ_ONLY,
    };
    // The pool gives a connection to one thread at a time: SQLite's own mutex is not needed.
    Connection::open_with_flags(path, mode | OpenFlags::SQLITE_OPEN_NO_MUTEX)
}

/// The settings of a session. `synchronous` stays at SQLite's own `FULL`: what was committed
/// outlives a power cut.
fn set_up(connection: &Connection, options: &SqliteOptions, role: Role) -> rusqlite::Result<()> {
    connection.pragma_update(None, "foreign_keys", true)?;
    if let Some(pages) = options.max_pages {
        connection.pragma_update(None, "max_page_count", pages)?;
    }
    match role {
        Role::Reader => connection.pragma_update(None, "query_only", true)?,
        Role::Writer if options.path.is_some() && options.mode != Mode::Read => {
            // Readers do not wait for the writer. A file that was made read-only stays as it is,
            // and says so at the first write.
            let mode = connection.pragma_update_and_check(None, "journal_mode", "WAL", |_| Ok(()));
            if let Err(error) = mode
                && error.sqlite_error_code() != Some(rusqlite::ErrorCode::ReadOnly)
            {
                return Err(error);
            }
        }
        Role::Writer => {}
    }
    // Reads the file: one that is no database is found here.
    connection.query_row("SELECT count(*) FROM sqlite_schema", [], |_| Ok(()))
}

fn cannot_open(options: &SqliteOptions, error: rusqlite::Error) -> Error {
    let path = options.path.as_deref().unwrap_or(":memory:");
    let error = classify::error(error, "");
    let message = format!("cannot open the SQLite file `{path}`");
    match error.kind() {
        ErrorKind::ConnectionFailed => error.with_message(message).with_hint(
            "check that its folder exists and may be written, and that the path names a file",
        ),
        ErrorKind::Corrupt => error
            .with_message(format!("`{path}` is no SQLite database, or is damaged"))
            .with_hint("restore it from a backup, or name another file"),
        _ => error,
    }
}

impl Driver for SqliteDriver {
    fn query<'a>(
        &'a mut self,
        sql: &'a str,
        parameters: &'a [Bound<'a>],
        each: Each<'a>,
    ) -> Answer<'a, Result<u64>> {
        Answer::ready(self.run(sql, parameters, each, false))
    }

    fn query_one<'a>(
        &'a mut self,
        sql: &'a str,
        parameters: &'a [Bound<'a>],
        each: Each<'a>,
    ) -> Answer<'a, Result<u64>> {
        Answer::ready(self.run(sql, parameters, each, true))
    }

    fn run_each<'a>(
        &'a mut self,
        statement: &'a Statement,
        arguments: &'a [Argument<'a>],
        each: Each<'a>,
    ) -> Answer<'a, Result<u64>> {
        Answer::ready(each::run(&mut self.prepared, statement, arguments, each))
    }

    fn script<'a>(&'a mut self, sql: &'a str) -> Answer<'a, Result<()>> {
        let done = self.prepared.connection().execute_batch(sql);
        Answer::ready(done.map_err(|error| classify::error(error, sql)))
    }

    fn is_idle(&self) -> bool {
        self.prepared.connection().is_autocommit()
    }

    /// A transaction that will write takes the write lock at once: one that begins as a reader
    /// and writes later fails if another has written in between.
    fn begin_statement(&self, purpose: Purpose) -> &'static str {
        match purpose {
            Purpose::Write | Purpose::Caller => "BEGIN IMMEDIATE",
            Purpose::Read => "BEGIN",
        }
    }

    fn is_serializable(&self) -> bool {
        true
    }

    fn reset(&mut self) -> Result<()> {
        let rolled_back = self.prepared.connection().execute_batch("ROLLBACK");
        rolled_back.map_err(|error| classify::error(error, "ROLLBACK"))
    }

    fn foreign_keys(&mut self, on: bool) -> Answer<'_, Result<()>> {
        let connection = self.prepared.connection();
        let switched = connection.pragma_update(None, "foreign_keys", on);
        Answer::ready(switched.map_err(|error| classify::error(error, "PRAGMA foreign_keys")))
    }

    fn foreign_key_violations(&mut self) -> Answer<'_, Result<Vec<String>>> {
        let violations = self.violations();
        Answer::ready(
            violations.map_err(|error| classify::error(error, "PRAGMA foreign_key_check")),
        )
    }
}

/// A row of SQLite.
pub(super) struct DriverRow<'a, 'stmt>(pub(super) &'a SqliteRow<'stmt>);

impl Row for DriverRow<'_, '_> {
    fn value(&self, position: usize) -> Result<ValueRef<'_>> {
        let value = self.0.get_ref(position);
        let value = value.map_err(|error| no_column(position).with_source(error))?;
        Ok(match value {
            SqliteValue::Null => ValueRef::Null,
            SqliteValue::Integer(value) => ValueRef::Int(value),
            SqliteValue::Real(value) => ValueRef::Float(value),
            SqliteValue::Text(text) => {
                ValueRef::Text(std::str::from_utf8(text).map_err(|error| {
                    let message =
                        format!("the text in column {position} of the result is not UTF-8");
                    Error::new(ErrorKind::Decode, message).with_source(error)
                })?)
            }
            SqliteValue::Blob(bytes) => ValueRef::Bytes(bytes),
        })
    }

    fn columns(&self) -> Vec<&str> {
        let statement = self.0.as_ref();
        (0..statement.column_count())
            .filter_map(|position| statement.column_name(position).ok())
            .collect()
    }
}
