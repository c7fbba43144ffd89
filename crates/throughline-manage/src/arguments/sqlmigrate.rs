//! `sqlmigrate`.

use clap::Args;
use clap::builder::PossibleValuesParser;
use throughline_migrate::DIALECTS;

use super::DatabaseOption;

/// Print the statements that `migrate` sends for a migration
///
/// Sends nothing, and needs no database: the engine is that of the database's URL, or that of
/// `--dialect`. Above the statements of each operation stands what it does, whether it loses
/// data, and whether it makes a table anew.
///
/// The text can be run as it is. SQLite's shell goes on after an error, unless it is told to stop:
/// `sqlite3 -bail school.db < file.sql`. A query that must give 0, or no row, is a question that
/// `migrate` asks before it goes on: look at the answer.
///
/// Indexes and triggers that no migration made are lost with a table that is made anew: `migrate`
/// reads them from the database, and this text is made without it.
#[derive(Debug, Args)]
pub(crate) struct Sqlmigrate {
    /// A migration, by its name or the beginning of it, as `0002`
    pub(crate) name: String,

    /// Print the statements that undo it
    #[arg(long)]
    pub(crate) backwards: bool,

    /// The engine, in place of that of the database
    #[arg(
        long,
        value_name = "ENGINE",
        value_parser = PossibleValuesParser::new(DIALECTS.map(|dialect| dialect.scheme())),
        conflicts_with = "url"
    )]
    pub(crate) dialect: Option<String>,

    #[command(flatten)]
    pub(crate) database: DatabaseOption,
}
