//! How far `migrate` is, as it is told.

use throughline_migrate::{MigrationFile, Progress};

use crate::Report;
use crate::report::Bar;

/// Says what is done, and on a terminal what is being done.
pub(super) struct Tell {
    report: Report,
    /// Whether it says what is done, too.
    says_done: bool,
    /// Whether nothing is run.
    fakes: bool,
    bar: Option<Bar>,
}

impl Tell {
    pub(super) fn new(report: Report, says_done: bool, fakes: bool) -> Self {
        Tell {
            report,
            says_done,
            fakes,
            bar: None,
        }
    }

    fn done(&mut self, line: &str) {
        self.bar = None;
        if self.says_done {
            self.report.line(line);
        }
    }
}

impl Progress for Tell {
    fn begun(&mut self, migration: &MigrationFile) {
        let bar = self.report.bar();
        bar.step(migration.name());
        self.bar = Some(bar);
    }

    fn operation(&mut self, migration: &MigrationFile, position: usize) {
        let operations = &migration.migration.operations;
        let (Some(bar), Some(operation)) = (&self.bar, operations.get(position)) else {
            return;
        };
        let (name, count) = (migration.name(), operations.len());
        let description = operation.description();
        bar.step(&format!("{name} {}/{count}  {description}", position + 1));
    }

    fn rows(&mut self, _: &MigrationFile, done: u64, total: u64) {
        if let Some(bar) = &self.bar {
            bar.rows(done, total);
        }
    }

    fn applied(&mut self, migration: &MigrationFile) {
        let word = if self.fakes { "Faked" } else { "Applied" };
        self.done(&format!("{word} {}", migration.name()));
    }

    fn undone(&mut self, migration: &MigrationFile) {
        let name = migration.name();
        self.done(&match self.fakes {
            true => format!("Faked {name} as undone"),
            false => format!("Undone {name}"),
        });
    }

    fn recorded(&mut self, migration: &MigrationFile) {
        let name = migration.name();
        self.done(&format!(
            "Recorded {name} (what it replaces has been applied)"
        ));
    }
}
