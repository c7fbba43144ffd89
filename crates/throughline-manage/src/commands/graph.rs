//! `graph`: the models and their relations, as a picture.

use std::io::Write as _;
use std::path::Path;

use throughline_core::{Error, ErrorKind, Result};
use throughline_migrate::{ProjectState, load_directory, mermaid, svg};

use crate::arguments::{DiagramFormat, Graph};
use crate::file::{cannot_write, into_file};
use crate::{Exit, ManageConfig, Report};

/// Runs the command.
pub(crate) fn run(config: &ManageConfig, options: &Graph, report: &Report) -> Result<Exit> {
    let format = format(options)?;
    let state = if options.migrations {
        load_directory(&config.migrations_dir)?.state()?
    } else {
        ProjectState::from_registry(&config.registry)?
    };
    let diagram = match format {
        DiagramFormat::Mermaid => mermaid(&state)?,
        DiagramFormat::Svg => svg(&state)?,
    };
    let Some(path) = &options.output else {
        report.text(&diagram);
        return Ok(Exit::Done);
    };
    into_file(path, |mut file| {
        let written = file.write_all(diagram.as_bytes());
        written.map_err(|error| cannot_write(path, error))
    })?;
    report.line(format!("Wrote {}", path.display()));
    Ok(Exit::Done)
}

/// The language that was asked for, or that of the file.
fn format(options: &Graph) -> Result<DiagramFormat> {
    let by_file = |path: &Path| match path.extension()?.to_str()? {
        "svg" => Some(DiagramFormat::Svg),
        "mmd" | "mermaid" => Some(DiagramFormat::Mermaid),
        _ => None,
    };
    match (options.format, &options.output) {
        (Some(format), _) => Ok(format),
        (None, None) => Ok(DiagramFormat::Mermaid),
        (None, Some(path)) => by_file(path).ok_or_else(|| {
            let message = format!("{} does not say which language it is in", path.display());
            Error::new(ErrorKind::InvalidValue, message)
                .with_hint("end it in `.svg` or `.mmd`, or give `--format`")
        }),
    }
}
