//! `showmigrations`.

use clap::Args;

use super::{DatabaseOption, FormatOption};

/// List the migrations and which of them were applied
#[derive(Debug, Args)]
pub(crate) struct Showmigrations {
    #[command(flatten)]
    pub(crate) database: DatabaseOption,

    #[command(flatten)]
    pub(crate) format: FormatOption,
}
