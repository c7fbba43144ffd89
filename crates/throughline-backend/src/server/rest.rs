//! The connection that was given back last.
//!
//! A pool is fair, keeps times and asks its connections how they are: that is a third of what one row by its key
//! takes longer than by hand-written code. Most calls come one after the other, so the last connection rests beside
//! the pool, of which it stays one, and whoever comes next takes it as it is. Where somebody waits for the pool
//! nothing rests.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError};

use super::Caller;
use crate::Connection;

/// A place for one connection.
#[derive(Default)]
pub(super) struct Rest {
    connection: Mutex<Option<Box<Connection>>>,
    /// How many ask the pool, and perhaps wait.
    asking: AtomicUsize,
}

/// Somebody who asks the pool.
pub(super) struct Asking<'a>(&'a Rest);

impl Rest {
    /// The connection, if it is of use to that caller. Else it goes back to the pool, which finds out why.
    pub(super) fn take(&self, caller: &Caller) -> Option<Box<Connection>> {
        let mut connection = self.place().take()?;
        connection.wakes(caller).then_some(connection)
    }

    /// To be kept while the pool is asked, from before the last look at what rests here.
    pub(super) fn ask(&self) -> Asking<'_> {
        self.asking.fetch_add(1, Ordering::SeqCst);
        Asking(self)
    }

    /// Lets a connection rest, or go back to the pool.
    pub(super) fn give_back(&self, mut connection: Box<Connection>) {
        if self.is_asked() || !connection.rests() {
            return;
        }
        let before = self.place().replace(connection);
        drop(before);
        // Who began to ask meanwhile may have looked here before it came.
        if self.is_asked() {
            let connection = self.place().take();
            drop(connection);
        }
    }

    fn is_asked(&self) -> bool {
        self.asking.load(Ordering::SeqCst) > 0
    }

    fn place(&self) -> MutexGuard<'_, Option<Box<Connection>>> {
        // Nothing that could panic is done under it.
        self.connection
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
    }
}

impl Drop for Asking<'_> {
    fn drop(&mut self) {
        self.0.asking.fetch_sub(1, Ordering::SeqCst);
    }
}
