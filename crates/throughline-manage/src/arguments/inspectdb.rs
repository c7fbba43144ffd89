//! `inspectdb`.

use std::path::PathBuf;

use clap::Args;

use super::DatabaseOption;

/// Print models for the tables of a database
///
/// The output is Rust, and compiles as it is. It is meant to be read and corrected: what a model
/// cannot say stands at its head, with table and column. Tables with pairs of foreign keys become
/// many-to-many relations.
///
/// A model is named as its table in upper camel case, without the application before it where
/// Django made the table: `school_student` is `Student`. A field is named as its column, a
/// foreign key without `_id`. Foreign keys do on deletion what the database does, so that `drift`
/// finds no difference.
#[derive(Debug, Args)]
pub(crate) struct Inspectdb {
    /// The tables to print; otherwise all
    ///
    /// A relation to a table that is not printed names its model all the same.
    #[arg(value_name = "TABLE")]
    pub(crate) tables: Vec<String>,

    /// Write the models to this file, which must not be there yet
    #[arg(long, value_name = "FILE")]
    pub(crate) output: Option<PathBuf>,

    #[command(flatten)]
    pub(crate) database: DatabaseOption,
}
