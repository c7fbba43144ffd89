//! What can be typed, and the help for it.

use clap::{Args, Parser, Subcommand};

/// Manages the database of this program: its migrations, and what they make.
///
/// Exit codes: 0 done; 1 you have to act (`makemigrations --check` found changes); 2 it failed;
/// 3 it needs an answer that only you can give.
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
}

/// Write a migration for what has changed in the models
///
/// Compares the models of this program with the migrations that it has, and writes the
/// difference as a new file. Needs no database. This release writes additions: new models,
/// fields, relations, unique keys and indexes. Any other change is an error that lists all such
/// changes, and then nothing is written.
///
/// A new field that takes no null needs a value for the rows that are there: its `default`,
/// which is written into the file, or its `db_default`. Without either, the command exits with
/// code 3 and says what to write.
#[derive(Debug, Args)]
pub(crate) struct Makemigrations {
    /// Write nothing; exit with code 1 if there are changes
    #[arg(long)]
    pub(crate) check: bool,

    /// Write nothing; print the file that would be written
    #[arg(long)]
    pub(crate) dry_run: bool,

    /// The name of the file behind its number, in letters, digits and `_`
    ///
    /// Otherwise it is made of what the migration does, as in `0002_course_students`.
    #[arg(long)]
    pub(crate) name: Option<String>,
}

/// Apply the migrations that the database has not had
///
/// Each is one transaction: it is applied whole or not at all. The table
/// `throughline_migrations` keeps their names with a checksum of each file; a file that was
/// changed after it was applied is an error.
#[derive(Debug, Args)]
pub(crate) struct Migrate {
    /// Apply nothing; print what would be applied
    #[arg(long)]
    pub(crate) plan: bool,

    #[command(flatten)]
    pub(crate) database: DatabaseOption,
}

/// List the migrations and which of them were applied
#[derive(Debug, Args)]
pub(crate) struct Showmigrations {
    #[command(flatten)]
    pub(crate) database: DatabaseOption,
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
