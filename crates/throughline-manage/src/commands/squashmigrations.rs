//! `squashmigrations`: writes one migration in place of several.

use throughline_core::Result;
use throughline_migrate::{check_name, load_directory, save, squash};

use crate::arguments::Squashmigrations;
use crate::{Exit, ManageConfig, Report};

/// Runs the command.
pub(crate) fn run(
    config: &ManageConfig,
    options: &Squashmigrations,
    report: &Report,
) -> Result<Exit> {
    if let Some(name) = &options.name {
        check_name(name)?;
    }
    let graph = load_directory(&config.migrations_dir)?;
    let squashed = squash(
        &graph,
        options.first.as_deref(),
        &options.last,
        options.name.as_deref(),
        !options.no_optimize,
    )?;
    let migration = &squashed.migration;
    let path = save(&config.migrations_dir, migration)?;
    report.line(path.display().to_string());
    report.line(format!("  Replaces {}", migration.replaces.join(", ")));
    for operation in &migration.operations {
        report.line(format!("  {}", operation.description()));
    }
    report.line(format!(
        "{} operations in {} migrations, now {} in one",
        squashed.operations_before,
        migration.replaces.len(),
        migration.operations.len()
    ));
    report.hint(
        "the replaced files stay until every database has this one; then delete them, and the line \
         `replaces`",
    );
    Ok(Exit::Done)
}
