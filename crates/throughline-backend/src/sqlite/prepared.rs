//! A connection of SQLite with the statements that it has prepared.
//!
//! rusqlite has a cache of its own, which takes a statement out at each call and puts it back behind it: the text is
//! looked for twice and copied, and a call that reads one row is longer by a tenth. Here statements stay where they
//! are.

use rusqlite::{Connection, PrepFlags, Statement};
use self_cell::self_cell;

use crate::statements::{LIMIT, Statements};

self_cell! {
    struct Cell {
        owner: Connection,
        #[not_covariant]
        dependent: Kept,
    }
}

/// The statements of a connection, and where in their list that of a text stands.
#[derive(Default)]
struct Kept<'connection> {
    places: Statements<usize>,
    statements: Vec<Statement<'connection>>,
}

impl<'connection> Kept<'connection> {
    fn statement(
        &mut self,
        connection: &'connection Connection,
        sql: &str,
    ) -> rusqlite::Result<&mut Statement<'connection>> {
        // Both lists are of one length, always.
        if let Some(place) = self.places.get(sql) {
            return Ok(&mut self.statements[place]);
        }
        let statement = connection.prepare_with_flags(sql, PrepFlags::SQLITE_PREPARE_PERSISTENT)?;
        if self.statements.len() >= LIMIT {
            self.places.clear();
            self.statements.clear();
        }
        let place = self.statements.len();
        self.places.keep(sql, place);
        self.statements.push(statement);
        Ok(&mut self.statements[place])
    }
}

/// A connection with its prepared statements.
pub(super) struct Prepared(Cell);

// SAFETY: A `Connection` may go to another thread; a `Statement` may not, since it borrows its connection, and if one of
// the two went alone, two threads could use SQLite's connection at once. Here they go together or not at all:
// - All of them are in this one value. `Kept` is private, and `statement` lends what is in it to a closure that takes any
//   lifetime, so that nothing which borrows the connection gets out of it, not even by its result.
// - While it is lent `self` is borrowed for it alone, so the value cannot go elsewhere meanwhile. `connection` lends to
//   the same thread, as `Connection` is no `Sync`, and statements that are prepared on what it lends borrow `self`.
// - There is no `Sync`.
// What is left is whether SQLite minds that a connection and its statements are used by several threads in turn: it does not
// (<https://sqlite.org/threadsafe.html>, "multi-thread"), and rusqlite lets a `Connection` go with the statements that are
// in its own cache.
#[expect(unsafe_code, reason = "the proof stands above, the need in DESIGN.md")]
unsafe impl Send for Prepared {}

impl Prepared {
    pub(super) fn new(connection: Connection) -> Self {
        Prepared(Cell::new(connection, |_| Kept::default()))
    }

    pub(super) fn connection(&self) -> &Connection {
        self.0.borrow_owner()
    }

    /// Works with the statement of a text, which is prepared the first time. What was bound is let go of behind it.
    ///
    /// # Errors
    ///
    /// SQLite's, if it cannot be prepared.
    pub(super) fn statement<R>(
        &mut self,
        sql: &str,
        work: impl FnOnce(&Connection, &mut Statement<'_>) -> R,
    ) -> rusqlite::Result<R> {
        self.0.with_dependent_mut(|connection, kept| {
            let statement = kept.statement(connection, sql)?;
            let result = work(connection, statement);
            statement.clear_bindings();
            Ok(result)
        })
    }
}

#[cfg(test)]
mod tests {
    use rusqlite::StatementStatus;

    use super::*;

    /// How often the statement of a text has run, with this time.
    fn runs(prepared: &mut Prepared, sql: &str) -> i32 {
        let runs = prepared.statement(sql, |_, statement| {
            statement.query_row([], |_| Ok(())).unwrap();
            statement.get_status(StatementStatus::Run)
        });
        runs.unwrap()
    }

    fn in_memory() -> Prepared {
        Prepared::new(Connection::open_in_memory().unwrap())
    }

    #[test]
    fn a_text_is_prepared_once() {
        let mut prepared = in_memory();
        assert_eq!(runs(&mut prepared, "SELECT 1"), 1);
        assert_eq!(runs(&mut prepared, "SELECT 2"), 1);
        assert_eq!(runs(&mut prepared, "SELECT 1"), 2);
    }

    #[test]
    fn past_the_limit_it_begins_anew() {
        let mut prepared = in_memory();
        for number in 0..LIMIT {
            runs(&mut prepared, &format!("SELECT {number}"));
        }
        assert_eq!(runs(&mut prepared, "SELECT 0"), 2);
        assert_eq!(runs(&mut prepared, "SELECT 'one more'"), 1);
        assert_eq!(runs(&mut prepared, "SELECT 0"), 1);
        assert_eq!(runs(&mut prepared, "SELECT 'one more'"), 2);
    }

    #[test]
    fn statements_go_to_another_thread_with_their_connection() {
        let mut prepared = in_memory();
        runs(&mut prepared, "SELECT 1");
        let mut back = std::thread::spawn(move || {
            assert_eq!(runs(&mut prepared, "SELECT 1"), 2);
            runs(&mut prepared, "SELECT 2");
            prepared
        })
        .join()
        .unwrap();
        assert_eq!(runs(&mut back, "SELECT 2"), 2);
    }

    #[test]
    fn what_was_bound_is_let_go_of() {
        let mut prepared = in_memory();
        let sql = "SELECT ?1";
        prepared
            .statement(sql, |_, statement| {
                statement.raw_bind_parameter(1, "secret").unwrap();
            })
            .unwrap();
        let bound = prepared.statement(sql, |_, statement| {
            let mut rows = statement.raw_query();
            rows.next().unwrap().unwrap().get::<_, Option<String>>(0)
        });
        assert_eq!(bound.unwrap().unwrap(), None);
    }

    #[test]
    fn a_text_that_fails_is_not_kept() {
        let mut prepared = in_memory();
        let missing = "SELECT * FROM pupil";
        assert!(prepared.statement(missing, |_, _| ()).is_err());
        let made = "CREATE TABLE pupil (id integer)";
        prepared.connection().execute_batch(made).unwrap();
        assert!(prepared.statement(missing, |_, _| ()).is_ok());
    }
}
