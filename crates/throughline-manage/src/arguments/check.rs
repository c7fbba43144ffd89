//! `check`.

use clap::Args;

use super::FormatOption;

/// Look for problems in the models and the migrations
///
/// Needs no database: it looks at the models together, at the files of the migrations, and for
/// changes of the models that no migration makes. With `--database`, it also compares the
/// migrations with those that the database has had.
///
/// Each problem has a name, such as `migrations.missing`, which stays the same. Exits with code 0
/// if there is none, with 1 if there are warnings, with 2 if there are errors.
#[derive(Debug, Args)]
pub(crate) struct Check {
    /// Compare with this database too, as `sqlite://school.db`
    #[arg(long = "database", value_name = "URL")]
    pub(crate) database: Option<String>,

    /// Leave problems of that name out, as `models.same_links`; may be given several times
    #[arg(long, value_name = "PROBLEM")]
    pub(crate) ignore: Vec<String>,

    #[command(flatten)]
    pub(crate) format: FormatOption,
}
