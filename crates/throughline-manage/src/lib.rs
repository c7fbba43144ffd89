//! The management commands, as a library.
//!
//! A program that has models has a second binary, `manage`, whose `main` calls [`main`] here
//! with its own registry. So the commands know the models as the compiler does: nothing reads
//! source text, and nothing is compiled into files by a macro.
//!
//! Only `report` prints. Data and what was done go to standard output; errors and hints go to
//! standard error. See [`Exit`] for the exit codes.
//!
//! Only the `throughline` crate promises a stable interface; this one may change with every
//! release.

mod arguments;
mod commands;
mod connect;
mod dump;
mod exit;
mod file;
mod ledger;
mod questioner;
mod report;
mod tally;

use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::Parser;
use throughline_core::Registry;

pub use exit::Exit;
pub use report::Report;

use arguments::{Arguments, Command};

/// What the commands have to know of a program.
///
/// ```
/// # extern crate throughline_manage;
/// # use throughline_core::Registry;
/// # mod throughline { pub use throughline_manage as manage; }
/// let config = throughline::manage::ManageConfig {
///     registry: Registry::linked(),
///     migrations_dir: "migrations".into(),
///     database_url: Some("sqlite://school.db".to_owned()),
/// };
/// ```
#[derive(Debug, Clone)]
pub struct ManageConfig {
    /// The models.
    pub registry: Registry,
    /// Where the migrations are.
    pub migrations_dir: PathBuf,
    /// The database, where neither `--database` nor the variable `DATABASE_URL` names one.
    pub database_url: Option<String>,
}

/// Runs the command that the program's arguments ask for. The `main` of a `manage` binary.
///
/// ```no_run
/// # use throughline_manage::{self as manage, ManageConfig};
/// # use throughline_core::Registry;
/// fn main() -> std::process::ExitCode {
///     manage::main(ManageConfig {
///         registry: Registry::linked(),
///         migrations_dir: concat!(env!("CARGO_MANIFEST_DIR"), "/migrations").into(),
///         database_url: None,
///     })
/// }
/// ```
#[must_use]
pub fn main(config: ManageConfig) -> ExitCode {
    let database = std::env::var("DATABASE_URL")
        .ok()
        .filter(|url| !url.is_empty());
    let database_url = database.or(config.database_url);
    let config = ManageConfig {
        database_url,
        ..config
    };
    run(config, std::env::args_os(), Report::standard()).into()
}

/// Runs the command that these arguments ask for; the first one is the name of the program.
pub fn run(
    config: ManageConfig,
    arguments: impl IntoIterator<Item = OsString>,
    report: Report,
) -> Exit {
    let arguments = match Arguments::try_parse_from(arguments) {
        Ok(arguments) => arguments,
        Err(error) if error.use_stderr() => {
            report.usage_error(&error.render().to_string());
            return Exit::Failure;
        }
        Err(help) => {
            report.text(&help.render().to_string());
            return Exit::Done;
        }
    };
    let migrations_dir = from_here(&config.migrations_dir);
    let config = ManageConfig {
        migrations_dir,
        ..config
    };
    let result = match arguments.command {
        Command::Check(options) => commands::check::run(&config, &options, &report),
        Command::Dbshell(options) => commands::dbshell::run(&config, &options),
        Command::Dumpdata(options) => commands::dumpdata::run(&config, &options, &report),
        Command::Flush(options) => commands::flush::run(&config, &options, &report),
        Command::Graph(options) => commands::graph::run(&config, &options, &report),
        Command::Loaddata(options) => commands::loaddata::run(&config, options, &report),
        Command::Makemigrations(options) => {
            commands::makemigrations::run(&config, &options, &report)
        }
        Command::Migrate(options) => commands::migrate::run(config, options, &report),
        Command::Showmigrations(options) => {
            commands::showmigrations::run(&config, options, &report)
        }
        Command::Squashmigrations(options) => {
            commands::squashmigrations::run(&config, &options, &report)
        }
        Command::Drift(options) => commands::drift::run(&config, options, &report),
        Command::Inspectdb(options) => commands::inspectdb::run(&config, options, &report),
        Command::Sqlmigrate(options) => commands::sqlmigrate::run(&config, &options, &report),
    };
    result.unwrap_or_else(|error| {
        report.error(&error);
        Exit::Failure
    })
}

/// The path as one would type it here: without the current directory before it.
fn from_here(path: &Path) -> PathBuf {
    let here = std::env::current_dir().ok();
    let short = here
        .as_deref()
        .and_then(|here| path.strip_prefix(here).ok());
    short
        .filter(|path| !path.as_os_str().is_empty())
        .unwrap_or(path)
        .to_owned()
}

#[cfg(test)]
mod tests;
