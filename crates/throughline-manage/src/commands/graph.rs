//! `graph`: the models and their relations, as a picture.

use throughline_core::Result;
use throughline_migrate::{ProjectState, load_directory, mermaid};

use crate::arguments::{DiagramFormat, Graph};
use crate::{Exit, ManageConfig, Report};

/// Runs the command.
pub(crate) fn run(config: &ManageConfig, options: &Graph, report: &Report) -> Result<Exit> {
    let state = if options.migrations {
        load_directory(&config.migrations_dir)?.state()?
    } else {
        ProjectState::from_registry(&config.registry)?
    };
    report.text(&match options.format {
        DiagramFormat::Mermaid => mermaid(&state)?,
    });
    Ok(Exit::Done)
}
