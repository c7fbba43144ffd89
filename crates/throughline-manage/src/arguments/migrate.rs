//! `migrate`.

use clap::Args;

use super::DatabaseOption;

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

    /// Note migrations as applied or undone, and run nothing of them
    ///
    /// For a database that was changed by hand. Only the table of the migrations is written.
    #[arg(long, conflicts_with = "plan")]
    pub(crate) fake: bool,

    #[command(flatten)]
    pub(crate) database: DatabaseOption,
}
