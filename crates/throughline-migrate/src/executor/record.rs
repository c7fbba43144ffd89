//! Squashed migrations that are noted in the ledger, and not applied.

use throughline_backend::Connection;
use throughline_core::Result;

use super::{Applied, Progress};
use crate::graph::Graph;
use crate::plan::AppliedMigration;
use crate::{recorder, replacement};

/// Notes the squashed migrations whose replaced ones the database has. Gives the ledger.
pub(super) async fn record_completed(
    connection: &mut Connection,
    graph: &Graph,
    progress: &mut dyn Progress,
    result: &mut Applied,
) -> Result<Vec<AppliedMigration>> {
    let ledger = recorder::applied(connection).await?;
    let completed = replacement::completed(graph, &ledger);
    if completed.is_empty() {
        return Ok(ledger);
    }
    for file in completed {
        let level = connection.begin().await?;
        let recorded = recorder::replace(connection, graph, file).await;
        if connection.end(level, recorded).await? {
            progress.recorded(file);
            result.recorded.push(file.name().to_owned());
        }
    }
    recorder::applied(connection).await
}
