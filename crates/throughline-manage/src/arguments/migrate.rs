//! `migrate`.

use clap::Args;

use super::{DatabaseOption, FormatOption};

/// Apply the migrations that the database has not had, or undo some
///
/// Each is one transaction: it is applied whole or not at all. The table
/// `throughline_migrations` keeps their names with a checksum of each file; a file that was
/// changed after it was applied is an error.
///
/// With a TARGET, the database is brought to where that migration was the last: later ones that
/// depend on it are undone. Their tables come back as they were; rows that they dropped do not.
/// If rows, values or links of today would go on the way, that is asked first.
#[derive(Debug, Args)]
pub(crate) struct Migrate {
    /// A migration, by its name or the beginning of it, as `0002`; or `zero`, before all of them
    pub(crate) target: Option<String>,

    /// Change nothing; print what would be applied and undone
    ///
    /// Behind each operation stands what others notice of it while it runs; of what is undone,
    /// what would be lost.
    #[arg(long)]
    pub(crate) plan: bool,

    /// Note migrations as applied or undone, and run nothing of them
    ///
    /// For a database that was changed by hand. Only the table of the migrations is written.
    #[arg(long, conflicts_with = "plan")]
    pub(crate) fake: bool,

    /// Undo, whatever is lost by it
    #[arg(long)]
    pub(crate) yes: bool,

    #[command(flatten)]
    pub(crate) format: FormatOption,

    #[command(flatten)]
    pub(crate) database: DatabaseOption,
}
