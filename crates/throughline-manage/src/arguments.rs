//! What can be typed, and the help for it: one file a command.

mod check;
mod dbshell;
mod drift;
mod dumpdata;
mod flush;
mod graph;
mod inspectdb;
mod loaddata;
mod makemigrations;
mod migrate;
mod showmigrations;
mod sqlmigrate;
mod squashmigrations;

use clap::{Args, Parser, Subcommand, ValueEnum};

pub(crate) use check::Check;
pub(crate) use dbshell::Dbshell;
pub(crate) use drift::Drift;
pub(crate) use dumpdata::Dumpdata;
pub(crate) use flush::Flush;
pub(crate) use graph::{DiagramFormat, Graph};
pub(crate) use inspectdb::Inspectdb;
pub(crate) use loaddata::Loaddata;
pub(crate) use makemigrations::Makemigrations;
pub(crate) use migrate::Migrate;
pub(crate) use showmigrations::Showmigrations;
pub(crate) use sqlmigrate::Sqlmigrate;
pub(crate) use squashmigrations::Squashmigrations;

/// Manages the database of this program: its migrations, and what they make.
///
/// Exit codes: 0 done; 1 you have to act (`makemigrations --check` or `drift` found changes, `check`
/// found problems); 2 it failed; 3 it needs an answer that only you can give. Nothing is coloured.
#[derive(Debug, Parser)]
#[command(
    name = "cargo manage",
    bin_name = "cargo manage",
    version,
    arg_required_else_help = true
)]
pub(crate) struct Arguments {
    #[command(subcommand)]
    pub(crate) command: Command,
}

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    Makemigrations(Makemigrations),
    Migrate(Migrate),
    Showmigrations(Showmigrations),
    Sqlmigrate(Sqlmigrate),
    Squashmigrations(Squashmigrations),
    Check(Check),
    Drift(Drift),
    Inspectdb(Inspectdb),
    Graph(Graph),
    Dumpdata(Dumpdata),
    Loaddata(Loaddata),
    Flush(Flush),
    Dbshell(Dbshell),
}

/// Which database a command is for.
#[derive(Debug, Args)]
pub(crate) struct DatabaseOption {
    /// The database, as `sqlite://school.db`
    ///
    /// Otherwise the one in the variable DATABASE_URL, otherwise the program's own.
    #[arg(long = "database", value_name = "URL")]
    pub(crate) url: Option<String>,
}

/// How a command prints what it found.
#[derive(Debug, Clone, Copy, Args)]
pub(crate) struct FormatOption {
    /// Text for people, or JSON for programs: one value on standard output
    #[arg(long, value_enum, default_value_t, value_name = "FORMAT")]
    pub(crate) format: Format,
}

/// See [`FormatOption`].
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, ValueEnum)]
pub(crate) enum Format {
    /// Text, for people.
    #[default]
    Text,
    /// JSON, for programs.
    Json,
}
