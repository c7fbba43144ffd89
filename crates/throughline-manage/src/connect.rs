//! The database that a command is for.

use throughline_backend::Database;
use throughline_core::{Error, ErrorKind, Result};

use crate::ManageConfig;
use crate::arguments::DatabaseOption;

/// Opens the database that was typed, or that of the program.
pub(crate) fn connect(config: &ManageConfig, option: &DatabaseOption) -> Result<Database> {
    let url = option
        .url
        .as_ref()
        .or(config.database_url.as_ref())
        .ok_or_else(|| {
            Error::new(ErrorKind::InvalidValue, "no database is named").with_hint(
                "give `--database URL`, or set the variable DATABASE_URL; a SQLite file is \
             `sqlite://school.db`",
            )
        })?;
    Database::connect_blocking(url)
}
