//! Whether a transaction is open, by the statements that were sent.
//!
//! The drivers' own knowledge of it is private. A transaction of a server can also be open and
//! lost: PostgreSQL takes nothing but its end after an error, and answers a COMMIT by a rollback
//! that looks like success; MariaDB has ended it after a deadlock, and would carry out what
//! follows as if there had been none. Both are told to whoever goes on.

use throughline_core::{Error, ErrorKind, Result};

/// What is known of the transaction of a connection.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Watch {
    open: bool,
    /// Nothing can be kept of it any more.
    lost: bool,
    /// There is nothing to keep.
    only_reads: bool,
}

/// What a statement is for transactions.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Word {
    Begin {
        /// Whether the transaction writes nothing.
        only_reads: bool,
    },
    Commit,
    Rollback,
    RollbackTo,
    /// A savepoint that is made or forgotten.
    Savepoint,
    /// A table that is made, altered or dropped.
    Schema,
    Other,
}

impl Word {
    pub(crate) fn of(sql: &str) -> Word {
        // Nearly every statement begins with one of these, and no word of a transaction does.
        let first = sql.as_bytes().first_chunk();
        if let Some(b"SELECT" | b"INSERT" | b"UPDATE" | b"DELETE") = first {
            return Word::Other;
        }
        // What comes before a `BEGIN` is for it alone.
        let sql = match sql.starts_with("SET TRANSACTION") {
            true => sql.split_once("; ").map_or(sql, |(_, begin)| begin),
            false => sql,
        };
        let mut words = sql.split_ascii_whitespace();
        let first = words.next().unwrap_or_default().trim_end_matches(';');
        let mut second = |expected: &str| {
            let second = words.next().unwrap_or_default();
            second.eq_ignore_ascii_case(expected)
        };
        let is = |expected: &str| first.eq_ignore_ascii_case(expected);
        if is("BEGIN") || (is("START") && second("TRANSACTION")) {
            let only_reads = sql.ends_with("READ ONLY");
            Word::Begin { only_reads }
        } else if is("COMMIT") || is("END") {
            Word::Commit
        } else if is("ROLLBACK") && second("TO") {
            Word::RollbackTo
        } else if is("ROLLBACK") || is("ABORT") {
            Word::Rollback
        } else if is("SAVEPOINT") || is("RELEASE") {
            Word::Savepoint
        } else if ["CREATE", "ALTER", "DROP"].into_iter().any(is) {
            Word::Schema
        } else {
            Word::Other
        }
    }

    /// Whether a statement that was sent alone, with no answer, may have changed something.
    pub(crate) fn may_write(sql: &str) -> bool {
        let first = sql.split_ascii_whitespace().next().unwrap_or_default();
        let reads = ["select", "show", "explain"];
        !matches!(Word::of(sql), Word::Begin { .. })
            && !reads.iter().any(|word| first.eq_ignore_ascii_case(word))
    }

    /// Whether it does nothing but begin, end or divide a transaction.
    pub(crate) fn is_control(self) -> bool {
        !matches!(self, Word::Schema | Word::Other)
    }
}

impl Watch {
    /// Whether no transaction is open.
    pub(crate) fn is_idle(self) -> bool {
        !self.open
    }

    /// Whether the transaction writes nothing, by the word that began it.
    #[cfg(feature = "postgres")]
    pub(crate) fn only_reads(self) -> bool {
        self.only_reads
    }

    /// Refuses what would go on with a transaction that is lost.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::TransactionClosed`].
    pub(crate) fn check(self, word: Word) -> Result<()> {
        if !self.lost || matches!(word, Word::Rollback | Word::RollbackTo) {
            return Ok(());
        }
        let message = "a statement of the transaction failed, and nothing of it can be kept";
        Err(Error::new(ErrorKind::TransactionClosed, message).with_hint(
            "begin the transaction anew; what may fail is to be in a savepoint: `tx.transaction(…)`",
        ))
    }

    /// Takes note of a statement that the server has carried out.
    pub(crate) fn done(&mut self, word: Word) {
        match word {
            Word::Begin { only_reads } => {
                *self = Watch {
                    open: true,
                    lost: false,
                    only_reads,
                }
            }
            Word::Commit | Word::Rollback => *self = Watch::default(),
            Word::RollbackTo => self.lost = false,
            Word::Savepoint | Word::Schema | Word::Other => {}
        }
    }

    /// Takes note of a statement that the server has refused, and with it the transaction. After a
    /// refused commit there is none.
    #[cfg(feature = "postgres")]
    pub(crate) fn failed(&mut self, word: Word) {
        match word {
            Word::Commit => *self = Watch::default(),
            _ => self.lose(),
        }
    }

    /// What was found out of a transaction in another way.
    #[cfg(feature = "postgres")]
    pub(crate) fn found(open: bool, lost: bool) -> Self {
        Watch {
            open,
            lost: open && lost,
            only_reads: false,
        }
    }

    /// Takes note of what the server says: some statements end a transaction that nobody ended.
    #[cfg(any(feature = "mariadb", test))]
    pub(crate) fn told(&mut self, open: bool) {
        if !self.lost {
            self.open = open;
        }
    }

    /// Takes note of an error after which nothing of the transaction can be kept.
    pub(crate) fn lose(&mut self) {
        self.lost = self.open;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_transaction_is_open_between_its_words() {
        let mut watch = Watch::default();
        for (sql, idle) in [
            ("SELECT 1", true),
            ("BEGIN", false),
            ("SAVEPOINT a", false),
            ("ROLLBACK TO a", false),
            ("commit;", true),
            ("START TRANSACTION READ ONLY", false),
            ("ROLLBACK", true),
            (
                "SET TRANSACTION ISOLATION LEVEL READ COMMITTED; BEGIN",
                false,
            ),
            ("COMMIT", true),
        ] {
            watch.done(Word::of(sql));
            assert_eq!(watch.is_idle(), idle, "{sql}");
        }
    }

    #[test]
    fn a_statement_that_reads_leaves_no_question() {
        for (sql, writes) in [
            ("SELECT 1", false),
            ("explain SELECT 1", false),
            ("BEGIN", false),
            ("INSERT INTO t VALUES (1)", true),
            ("COMMIT", true),
            ("CREATE TABLE t (id int)", true),
        ] {
            assert_eq!(Word::may_write(sql), writes, "{sql}");
        }
    }

    #[test]
    fn what_the_server_says_counts_unless_the_transaction_is_lost() {
        let mut watch = Watch::default();
        watch.done(Word::of("BEGIN"));
        watch.told(false);
        assert!(watch.is_idle());
        watch.done(Word::of("BEGIN"));
        watch.lose();
        watch.told(false);
        assert!(
            watch.check(Word::of("SELECT 1")).is_err(),
            "it is still to be rolled back"
        );
    }

    #[test]
    fn a_transaction_that_is_lost_can_only_be_rolled_back() {
        let mut watch = Watch::default();
        watch.lose();
        assert!(
            watch.check(Word::of("SELECT 1")).is_ok(),
            "there is none to lose"
        );
        watch.done(Word::of("BEGIN"));
        watch.lose();
        for refused in ["COMMIT", "SELECT 1"] {
            let error = watch.check(Word::of(refused)).unwrap_err();
            assert_eq!(error.kind(), ErrorKind::TransactionClosed);
        }
        assert!(watch.check(Word::of("ROLLBACK TO a")).is_ok());
        watch.done(Word::of("ROLLBACK TO a"));
        assert!(watch.check(Word::of("COMMIT")).is_ok());
        watch.lose();
        watch.done(Word::of("ROLLBACK"));
        assert!(watch.check(Word::of("SELECT 1")).is_ok());
    }
}
