//! What is done after a transaction has been committed.

use std::sync::{Arc, Mutex, PoisonError};

type Hook = Box<dyn FnOnce() + Send>;

/// The hooks of one transaction or savepoint. Clones share them.
#[derive(Clone, Default)]
pub(crate) struct Hooks {
    own: Arc<Mutex<Vec<Hook>>>,
    /// Those of the transaction around, to which a savepoint gives its own when it is kept.
    outer: Option<Arc<Mutex<Vec<Hook>>>>,
}

impl Hooks {
    /// The hooks of a savepoint in the transaction of these.
    pub(crate) fn nested(&self) -> Hooks {
        Hooks {
            own: Arc::default(),
            outer: Some(Arc::clone(&self.own)),
        }
    }

    pub(crate) fn push(&self, hook: Hook) {
        lock(&self.own).push(hook);
    }

    /// After a commit: a savepoint hands its hooks on, a transaction calls them in their order.
    pub(crate) fn committed(&self) {
        let hooks = std::mem::take(&mut *lock(&self.own));
        match &self.outer {
            Some(outer) => lock(outer).extend(hooks),
            None => hooks.into_iter().for_each(|hook| hook()),
        }
    }

    /// After a rollback: they are forgotten.
    pub(crate) fn rolled_back(&self) {
        lock(&self.own).clear();
    }
}

/// No hook is called while the lock is held, so that a panic leaves the list whole.
fn lock(hooks: &Mutex<Vec<Hook>>) -> std::sync::MutexGuard<'_, Vec<Hook>> {
    hooks.lock().unwrap_or_else(PoisonError::into_inner)
}

impl std::fmt::Debug for Hooks {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Hooks")
            .field("count", &lock(&self.own).len())
            .finish_non_exhaustive()
    }
}
