//! `sqlmigrate`: the statements of a migration, as text.

use throughline_core::{Error, ErrorKind, Result};
use throughline_migrate::{DIALECTS, Dialect, Direction, load_directory, script};

use crate::arguments::Sqlmigrate;
use crate::connect::database_url;
use crate::{Exit, ManageConfig, Report};

/// Runs the command.
pub(crate) fn run(config: &ManageConfig, options: &Sqlmigrate, report: &Report) -> Result<Exit> {
    let graph = load_directory(&config.migrations_dir)?;
    let file = graph.find(&options.name)?;
    let direction = if options.backwards {
        Direction::Backwards
    } else {
        Direction::Forwards
    };
    let text = script(&graph, file, direction, dialect(config, options)?)?;
    report.text(&text);
    Ok(Exit::Done)
}

/// The dialect that was named, or that of the database.
fn dialect(config: &ManageConfig, options: &Sqlmigrate) -> Result<&'static dyn Dialect> {
    let name = match &options.dialect {
        Some(name) => name,
        None => database_url(config, &options.database)?
            .split(':')
            .next()
            .unwrap_or_default(),
    };
    let found = DIALECTS
        .into_iter()
        .find(|dialect| dialect.scheme() == name);
    found.ok_or_else(|| {
        let message = "the database URL does not begin with the name of an engine";
        let schemes = DIALECTS.map(|dialect| format!("`{}`", dialect.scheme()));
        Error::new(ErrorKind::InvalidValue, message).with_hint(format!(
            "name the engine by `--dialect`: {}",
            schemes.join(", ")
        ))
    })
}
