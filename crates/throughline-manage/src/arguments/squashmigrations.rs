//! `squashmigrations`.

use clap::Args;

/// Write one migration in place of several
///
/// The new file does what those from FIRST to LAST do, or all up to LAST, with as few
/// operations as it takes. It is numbered as the first of them and says `replaces`; the files that
/// it replaces stay. Needs no database.
///
/// A database that has none of the replaced migrations gets the squashed one. One that has all of
/// them has it already: `migrate` notes it in their place. One that has some gets the others
/// first. When every database has the squashed one, the replaced files can be deleted, and then the
/// line `replaces` too.
///
/// Rows end as they would by the replaced migrations.
#[derive(Debug, Args)]
#[command(allow_missing_positional = true)]
pub(crate) struct Squashmigrations {
    /// The first migration to replace, by its name or the beginning of it; otherwise the very first
    pub(crate) first: Option<String>,

    /// The last migration to replace, by its name or the beginning of it, as `0004`
    pub(crate) last: String,

    /// The name of the file behind its number, in letters, digits and `_`
    ///
    /// Otherwise `squashed_` and the name of the last, as in `0001_squashed_0004_courses`.
    #[arg(long)]
    pub(crate) name: Option<String>,

    /// Keep every operation as it is
    #[arg(long)]
    pub(crate) no_optimize: bool,
}
