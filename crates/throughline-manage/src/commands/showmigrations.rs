//! `showmigrations`: the migrations, and which of them were applied.

use serde_json::json;
use throughline_backend::{Access, Connection, Operation};
use throughline_core::Result;
use throughline_migrate::{
    AppliedMigration, Graph, Unfinished, applied, load_directory, pending, resolve, unfinished,
};

use crate::arguments::{Format, Showmigrations};
use crate::connect::connect;
use crate::{Exit, ManageConfig, Report};

/// Runs the command. A ledger that does not fit the files is shown, and then it is an error.
pub(crate) fn run(config: &ManageConfig, options: Showmigrations, report: &Report) -> Result<Exit> {
    let graph = load_directory(&config.migrations_dir)?;
    let (ledger, unfinished) = connect(config, &options.database)?.run_blocking(Known)?;
    let resolved = resolve(&graph, &ledger);
    let (graph, ledger) = resolved
        .as_ref()
        .map_or((&graph, &ledger), |(graph, ledger)| (graph, ledger));
    match options.format.format {
        Format::Text => lines(graph, ledger, unfinished.as_ref())
            .iter()
            .for_each(|line| report.line(line)),
        Format::Json => report.json(&json(graph, ledger, unfinished.as_ref())),
    }
    let (graph, ledger) = resolved?;
    pending(&graph, &ledger)?;
    Ok(Exit::Done)
}

fn lines(
    graph: &Graph,
    ledger: &[AppliedMigration],
    unfinished: Option<&Unfinished>,
) -> Vec<String> {
    let mut lines = Vec::new();
    for file in graph.files() {
        let name = file.name();
        let row = ledger.iter().find(|row| row.name == name);
        let mut line = match (unfinished.filter(|u| u.name == name), row) {
            (Some(unfinished), _) => {
                let Unfinished { done, total, .. } = unfinished;
                format!("[~] {name}  {done} of {total} {}", unfinished.unit())
            }
            (None, Some(row)) => format!("[X] {name}  {:.0}", row.applied_at),
            (None, None) => format!("[ ] {name}"),
        };
        if !file.migration.replaces.is_empty() {
            let replaces = file.migration.replaces.join(", ");
            line.push_str(&format!("  (replaces {replaces})"));
        }
        lines.push(line);
    }
    if lines.is_empty() {
        lines.push("No migrations".to_owned());
    }
    lines
}

/// `[{"name": "0001_initial", "applied_at": "2026-11-26T04:14:44Z", "rows": null, "steps": null,
/// "replaces": []}]`; null where it was not applied. `rows` is `[20, 35]` of one that has gone
/// through 20 of 35 rows, `steps` of one that has done 20 of 35 steps.
fn json(
    graph: &Graph,
    ledger: &[AppliedMigration],
    unfinished: Option<&Unfinished>,
) -> serde_json::Value {
    let files = graph.files().iter();
    files
        .map(|file| {
            let name = file.name();
            let row = ledger.iter().find(|row| row.name == name);
            let so_far = |unit| {
                let unfinished = unfinished.filter(|one| one.name == name && one.unit() == unit);
                unfinished.map(|unfinished| [unfinished.done, unfinished.total])
            };
            json!({
                "name": name,
                "applied_at": row.map(|row| format!("{:.0}", row.applied_at)),
                "rows": so_far("rows"),
                "steps": so_far("steps"),
                "replaces": file.migration.replaces,
            })
        })
        .collect()
}

/// Reads the ledger, and how far a migration is that is applied in parts.
struct Known;

impl Operation for Known {
    type Output = (Vec<AppliedMigration>, Option<Unfinished>);

    fn access(&self) -> Access {
        Access::Read
    }

    async fn run(self, connection: &mut Connection) -> Result<Self::Output> {
        Ok((applied(connection).await?, unfinished(connection).await?))
    }
}
