//! `makemigrations`.

use std::path::PathBuf;

use clap::Args;

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

    /// Write a migration without operations, to be filled in by hand
    #[arg(long, conflicts_with_all = ["check", "merge", "answers"])]
    pub(crate) empty: bool,

    /// Write a migration that depends on all branches, where two people have added one each
    ///
    /// Nothing is asked of the models. Branches that do not do the same in either order are an
    /// error, which names the operations.
    #[arg(long, conflicts_with_all = ["check", "answers"])]
    pub(crate) merge: bool,

    /// The name of the file behind its number, in letters, digits and `_`
    ///
    /// Otherwise it is made of what the migration does, as in `0002_course_students`.
    #[arg(long)]
    pub(crate) name: Option<String>,

    /// A file with answers, such as the one that the command prints when answers are missing
    #[arg(long, value_name = "FILE")]
    pub(crate) answers: Option<PathBuf>,
}
