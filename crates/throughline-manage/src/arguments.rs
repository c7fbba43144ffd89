//! What can be typed, and the help for it.

use std::path::PathBuf;

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
/// difference as a new file. Needs no database.
///
/// What the models do not say is asked: whether something was renamed or is gone, what existing
/// rows get in a new field, whether rows may be lost. Answers come from the file of `--answers`,
/// from `renamed_from` in the models, or from the terminal. Where one is missing, nothing is
/// written: the command prints a file to be filled in, and exits with code 3.
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

    /// A file with answers, such as the one that the command prints when answers are missing
    #[arg(long, value_name = "FILE")]
    pub(crate) answers: Option<PathBuf>,
}

/// Apply the migrations that the database has not had, or undo some
///
/// Each is one transaction: it is applied whole or not at all. The table
/// `throughline_migrations` keeps their names with a checksum of each file; a file that was
/// changed after it was applied is an error.
///
/// With a TARGET, the database is brought to where that migration was the last: later ones that
/// depend on it are undone. Their tables come back as they were; rows that they dropped do not.
#[derive(Debug, Args)]
pub(crate) struct Migrate {
    /// A migration, by its name or the beginning of it, as `0002`; or `zero`, before all of them
    pub(crate) target: Option<String>,

    /// Change nothing; print what would be applied and undone
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
