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

        /// The engine to replay them on
        #[arg(long, value_enum)]
        engine: Engine,

        /// A database of the server, as whose user databases are made; without it the one that
        /// THROUGHLINE_POSTGRES_URL or THROUGHLINE_MARIADB_URL names, or the one on this machine
        #[arg(long, value_name = "URL")]
        database: Option<String>,
    },
    /// Replays every *.json of a folder: states of models that change, and rows that stay
    Migrations {
        /// The folder with the scenarios
        #[arg(value_name = "DIR")]
        folder: PathBuf,

        /// The engine to replay them on
        #[arg(long, value_enum)]
        engine: Engine,

        /// A database of the server, as whose user databases are made; without it the one that
        /// THROUGHLINE_POSTGRES_URL or THROUGHLINE_MARIADB_URL names, or the one on this machine
        #[arg(long, value_name = "URL")]
        database: Option<String>,
    },
}

/// An engine that traces can be replayed on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Engine {
    /// A database in memory for each trace.
    Sqlite,
    /// A database of its own on a PostgreSQL server for each trace.
    Postgres,
    /// A database of its own on a MariaDB server for each trace.
    Mariadb,
}
