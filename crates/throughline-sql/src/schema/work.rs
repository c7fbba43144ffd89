//! What a statement makes the engine do, and who waits for it.

use super::{SchemaRules, SchemaStatement};

/// What a statement makes the engine do, from little to much.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Work {
    /// It asks, or makes something new: nobody can wait for it.
    Free,
    /// It changes a description, and touches no row.
    Moment,
    /// It reads every row, to build an index.
    Index,
    /// It reads every row, to see that it is as it has to be.
    Scan,
    /// It writes rows, perhaps all of them.
    Rows,
    /// It writes the whole table anew.
    Rewrite,
}

/// Who waits until the transaction is over; on MariaDB, which commits each such statement at
/// once, until the statement is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Lock {
    /// Nobody, but for those who write the same rows.
    Nobody,
    /// Whoever wants to write to the table.
    Writers,
    /// Whoever wants to read the table or to write to it.
    Everyone,
}

/// The lock of each kind of work.
///
/// PostgreSQL: the table of lock modes in its documentation, "Explicit Locking", and the pages
/// of the statements. MariaDB: "InnoDB Online DDL Overview" in its documentation. SQLite has one
/// writer at a time, whatever it writes; in WAL mode, which the backend sets, readers go on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Locks {
    pub(super) moment: Lock,
    pub(super) index: Lock,
    pub(super) scan: Lock,
    pub(super) rows: Lock,
    pub(super) rewrite: Lock,
}

impl SchemaRules {
    /// Who waits for such work.
    #[must_use]
    pub fn lock(&self, work: Work) -> Lock {
        match work {
            Work::Free => Lock::Nobody,
            Work::Moment => self.locks.moment,
            Work::Index => self.locks.index,
            Work::Scan => self.locks.scan,
            Work::Rows => self.locks.rows,
            Work::Rewrite => self.locks.rewrite,
        }
    }
}

impl SchemaStatement {
    /// The same statement, which makes the engine do this.
    pub(super) fn doing(self, work: Work) -> Self {
        SchemaStatement { work, ..self }
    }
}
