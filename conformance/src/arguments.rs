//! What the command line says.

use std::path::PathBuf;

use clap::{Parser, Subcommand, ValueEnum};

/// Replays recorded behaviour of Django through Throughline.
#[derive(Debug, Parser)]
#[command(name = "conformance")]
pub(crate) struct Arguments {
    /// What is replayed.
    #[command(subcommand)]
    pub(crate) command: Command,
}

/// What is replayed.
#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Replays every *.json of a folder: conversations with Django's ORM over the school schema
    Orm {
        /// The folder with the traces
        #[arg(value_name = "DIR")]
        folder: PathBuf,

        #[command(flatten)]
        place: Place,
    },
    /// Replays every *.json of a folder: states of models that change, and rows that stay
    Migrations {
        /// The folder with the scenarios
        #[arg(value_name = "DIR")]
        folder: PathBuf,

        #[command(flatten)]
        place: Place,
    },
}

/// Where traces are replayed.
#[derive(Debug, Clone, clap::Args)]
pub(crate) struct Place {
    /// The engine to replay them on
    #[arg(long, value_enum)]
    pub(crate) engine: Engine,

    /// The server, for engines that have one. A user that may make databases is needed.
    /// If it is not given: what THROUGHLINE_POSTGRES_URL or THROUGHLINE_MARIADB_URL says, else the
    /// server on this machine
    #[arg(long, value_name = "URL")]
    pub(crate) database: Option<String>,
}

/// An engine that traces can be replayed on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Engine {
    /// A database in memory for each trace.
    Sqlite,
    /// A schema of its own for each trace.
    #[cfg(feature = "postgres")]
    Postgres,
    /// A database of its own for each trace.
    #[cfg(feature = "mariadb")]
    Mariadb,
}
