//! Statements that a connection has prepared, by their text.

use foldhash::{HashMap, HashMapExt};

/// So many are kept. At the limit the cache begins anew: a program that is past it makes its
/// texts from input, and the next ones will be others.
pub(crate) const LIMIT: usize = 512;

/// The prepared statements of one connection, as its driver names them.
pub(crate) struct Statements<S> {
    known: HashMap<Box<str>, S>,
}

impl<S> Default for Statements<S> {
    fn default() -> Self {
        Statements {
            known: HashMap::new(),
        }
    }
}

impl<S: Clone> Statements<S> {
    pub(crate) fn get(&self, sql: &str) -> Option<S> {
        self.known.get(sql).cloned()
    }

    pub(crate) fn keep(&mut self, sql: &str, statement: S) {
        if self.known.len() >= LIMIT {
            self.known.clear();
        }
        self.known.insert(sql.into(), statement);
    }

    #[cfg(feature = "postgres")]
    pub(crate) fn forget(&mut self, sql: &str) {
        self.known.remove(sql);
    }

    /// Forgets all of them, as the engine does.
    #[cfg(any(feature = "sqlite", feature = "postgres"))]
    pub(crate) fn clear(&mut self) {
        self.known.clear();
    }
}
