//! `makemigrations --merge`: writes a migration that depends on all branches.

use throughline_core::Result;
use throughline_migrate::{Graph, load_files, merge};

use super::finish;
use crate::arguments::Makemigrations;
use crate::{Exit, ManageConfig, Report};

/// Runs the command.
pub(super) fn run(
    config: &ManageConfig,
    options: &Makemigrations,
    report: &Report,
) -> Result<Exit> {
    let graph = Graph::unmerged(load_files(&config.migrations_dir)?)?;
    let Some(migration) = merge(&graph, options.name.as_deref())? else {
        report.line("Nothing to merge");
        return Ok(Exit::Done);
    };
    finish(config, options, &migration, report)
}
