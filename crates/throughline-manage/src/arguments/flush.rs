//! `flush`.

use clap::Args;

use super::DatabaseOption;

/// Remove all rows of all models
///
/// Empties the tables of the models and their join tables, and starts their numbering anew. The
/// tables themselves stay, and so does the list of applied migrations. It is one transaction:
/// everything goes, or nothing.
///
/// Asks before it does so. Where nobody can be asked, `--yes` has to be given; without it,
/// nothing is removed, and the exit code is 3.
#[derive(Debug, Args)]
pub(crate) struct Flush {
    /// Do not ask
    #[arg(long)]
    pub(crate) yes: bool,

    #[command(flatten)]
    pub(crate) database: DatabaseOption,
}
