//! `loaddata`.

use std::path::PathBuf;

use clap::Args;

use super::DatabaseOption;

/// Read rows that `dumpdata` wrote into the database
///
/// A row whose key is there already is overwritten. Rows that are not in the files stay. A field
/// that takes null or has a default in the database may be left out; a row that is there already
/// keeps what it has in it. Keys are kept, and later rows are numbered behind them.
///
/// All files are one transaction: with any error, nothing is kept. Rows may come in any order, as
/// foreign keys are looked at in the end.
#[derive(Debug, Args)]
pub(crate) struct Loaddata {
    /// The files, or `-` for standard input
    #[arg(value_name = "FILE", required = true)]
    pub(crate) files: Vec<PathBuf>,

    #[command(flatten)]
    pub(crate) database: DatabaseOption,
}
