//! A migration, and the file it was read from.

use crate::operation::Operation;

/// A migration.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Migration {
    /// The name, which is that of the file without `.toml`: `0002_course_students`.
    pub name: String,
    /// The migrations that must be applied before.
    pub depends: Vec<String>,
    /// The migrations in whose place it stands: see [`squash`](crate::squash). Usually none.
    pub replaces: Vec<String>,
    /// What it does, in order.
    pub operations: Vec<Operation>,
}

/// A migration as it was read.
#[derive(Debug, Clone, PartialEq)]
pub struct MigrationFile {
    /// The migration.
    pub migration: Migration,
    /// The file, for messages.
    pub path: String,
    /// The checksum of the text: see [`read`](crate::read).
    pub checksum: String,
    /// The line of each operation.
    pub(crate) lines: Vec<usize>,
}

impl MigrationFile {
    /// The name.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.migration.name
    }

    /// Where an operation stands, for messages: `migrations/0002_course_students.toml:12`.
    #[must_use]
    pub fn place(&self, operation: usize) -> String {
        match self.lines.get(operation) {
            Some(line) => format!("{}:{line}", self.path),
            None => self.path.clone(),
        }
    }
}
