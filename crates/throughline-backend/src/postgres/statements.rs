//! Statements that a connection has prepared, by their text.

use std::collections::HashMap;

use tokio_postgres::Statement;

/// So many are kept. At the limit the cache begins anew: a program that is past it makes its
/// texts from input, and the next ones will be others.
const LIMIT: usize = 512;

/// The prepared statements of one connection.
#[derive(Default)]
pub(super) struct Statements {
    known: HashMap<Box<str>, Statement>,
}

impl Statements {
    pub(super) fn get(&self, sql: &str) -> Option<Statement> {
        self.known.get(sql).cloned()
    }

    pub(super) fn keep(&mut self, sql: &str, statement: Statement) {
        if self.known.len() >= LIMIT {
            self.clear();
        }
        self.known.insert(sql.into(), statement);
    }

    pub(super) fn forget(&mut self, sql: &str) {
        self.known.remove(sql);
    }

    /// Forgets all of them. The server does so too.
    pub(super) fn clear(&mut self) {
        self.known.clear();
    }
}
