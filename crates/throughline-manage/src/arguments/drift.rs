//! `drift`.

use clap::Args;

use super::{DatabaseOption, FormatOption};

/// Compare the models, the migrations and the database; exit with code 1 if they differ
///
/// The models with the migrations: what `makemigrations` would write. The migrations with the
/// database: which were not applied, or changed since. And the tables that are there with those
/// that the applied migrations lead to: columns with their types, nulls and defaults, keys,
/// indexes, foreign keys and checks. Names of indexes and constraints may differ.
///
/// Where there are no migrations, the tables are compared with the models themselves, as in a
/// database that Django made. Changes nothing.
///
/// As JSON: `{"models": [], "migrations": [], "tables": []}`, texts in the first two; in the last
/// `{"kind": "missing", "table": "student", "column": "name", "text": ""}`, where `kind` is
/// `missing`, `extra` or `different`, and `column` may be null.
#[derive(Debug, Args)]
pub(crate) struct Drift {
    /// A table that the database may have and no model; `*` at the end stands for any letters
    ///
    /// May be repeated.
    #[arg(long, value_name = "TABLE")]
    pub(crate) ignore: Vec<String>,

    #[command(flatten)]
    pub(crate) database: DatabaseOption,

    #[command(flatten)]
    pub(crate) format: FormatOption,
}
