//! `showmigrations`: the migrations, and which of them were applied.

use serde_json::json;
use throughline_core::Result;
use throughline_migrate::{AppliedMigration, Graph, load_directory, pending};

use crate::arguments::{Format, Showmigrations};
use crate::connect::connect;
use crate::ledger::Ledger;
use crate::{Exit, ManageConfig, Report};

/// Runs the command. A ledger that does not fit the files is shown, and then it is an error.
pub(crate) fn run(config: &ManageConfig, options: Showmigrations, report: &Report) -> Result<Exit> {
    let graph = load_directory(&config.migrations_dir)?;
    let ledger = connect(config, &options.database)?.run_blocking(Ledger)?;
    match options.format.format {
        Format::Text => lines(&graph, &ledger)
            .iter()
            .for_each(|line| report.line(line)),
        Format::Json => report.json(&json(&graph, &ledger)),
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

/// `[{"name": "0001_initial", "applied_at": "2026-11-26T04:14:44Z"}]`; null where it was not applied.
fn json(graph: &Graph, ledger: &[AppliedMigration]) -> serde_json::Value {
    let applied_at = |name: &str| {
        let row = ledger.iter().find(|row| row.name == name);
        row.map(|row| format!("{:.0}", row.applied_at))
    };
    let files = graph.files().iter();
    files
        .map(|file| json!({ "name": file.name(), "applied_at": applied_at(file.name()) }))
        .collect()
}
