//! `showmigrations`: the migrations, and which of them were applied.

use throughline_backend::{Access, Connection, Operation};
use throughline_core::Result;
use throughline_migrate::{AppliedMigration, Graph, applied, load_directory, pending};

use crate::arguments::Showmigrations;
use crate::connect::connect;
use crate::{Exit, ManageConfig, Report};

/// Runs the command. A ledger that does not fit the files is shown, and then it is an error.
pub(crate) fn run(config: &ManageConfig, options: Showmigrations, report: &Report) -> Result<Exit> {
    let graph = load_directory(&config.migrations_dir)?;
    let ledger = connect(config, &options.database)?.run_blocking(Ledger)?;
    for line in lines(&graph, &ledger) {
        report.line(line);
    }
    pending(&graph, &ledger)?;
    Ok(Exit::Done)
}

fn lines(graph: &Graph, ledger: &[AppliedMigration]) -> Vec<String> {
    let mut lines = Vec::new();
    for file in graph.files() {
        lines.push(match ledger.iter().find(|row| row.name == file.name()) {
            Some(row) => format!("[X] {}  {:.0}", row.name, row.applied_at),
            None => format!("[ ] {}", file.name()),
        });
    }
    if lines.is_empty() {
        lines.push("No migrations".to_owned());
    }
    lines
}

/// Reads the ledger.
struct Ledger;

impl Operation for Ledger {
    type Output = Vec<AppliedMigration>;

    fn access(&self) -> Access {
        Access::Read
    }

    async fn run(self, connection: &mut Connection) -> Result<Vec<AppliedMigration>> {
        applied(connection).await
    }
}
