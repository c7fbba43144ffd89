//! What an operation does to those who work with the database meanwhile.

use throughline_sql::schema::{Lock, SchemaRules, Work};

use crate::schema_editor::{MigrationStep, Step};

/// What an operation does to those who work with the database meanwhile.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Effect {
    /// The most that it makes the engine do. None if only its author knows: it runs SQL or a
    /// function.
    pub work: Option<Work>,
    /// Who waits.
    pub lock: Lock,
}

impl Effect {
    /// The effect, for people: `writes the table anew; readers and writers wait`. None if nobody
    /// notices.
    #[must_use]
    pub fn text(&self) -> Option<String> {
        let Some(work) = self.work else {
            return Some("does what its author wrote".to_owned());
        };
        let work = match work {
            Work::Free | Work::Moment => return None,
            Work::Index | Work::Scan => "reads all rows",
            Work::Rows => "writes all rows",
            Work::Rewrite => "writes the table anew",
        };
        Some(match self.lock {
            Lock::Nobody => work.to_owned(),
            Lock::Writers => format!("{work}; writers wait"),
            Lock::Everyone => format!("{work}; readers and writers wait"),
        })
    }
}

/// The effects of the operations of a migration, in their order.
#[must_use]
pub fn effects(steps: &[MigrationStep], operations: usize, rules: &SchemaRules) -> Vec<Effect> {
    let none = Effect {
        work: Some(Work::Free),
        lock: Lock::Nobody,
    };
    let mut effects = vec![none; operations];
    for step in steps {
        let Some(effect) = effects.get_mut(step.operation) else {
            continue;
        };
        let work = match &step.step {
            Step::Guard(_) => Some(Work::Free),
            Step::Statement(statement) | Step::Drop(statement) => Some(statement.work),
            Step::Rebuild(_) => Some(Work::Rewrite),
            Step::Script(_) | Step::Call(_) => None,
        };
        let lock = work.map_or(Lock::Nobody, |work| rules.lock(work));
        effect.work = effect.work.zip(work).map(|(one, other)| one.max(other));
        effect.lock = effect.lock.max(lock);
    }
    effects
}

#[cfg(test)]
mod tests;
