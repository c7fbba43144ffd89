//! The database that a command is for.

use throughline_backend::Database;
use throughline_core::{Error, ErrorKind, Result};

use crate::ManageConfig;
use crate::arguments::DatabaseOption;

/// The URL that was typed, or that of the program.
pub(crate) fn database_url<'c>(
    config: &'c ManageConfig,
    option: &'c DatabaseOption,
) -> Result<&'c str> {
    let url = option.url.as_ref().or(config.database_url.as_ref());
    url.map(String::as_str).ok_or_else(|| {
        Error::new(ErrorKind::InvalidValue, "no database is named").with_hint(
            "give `--database URL`, or set the variable DATABASE_URL; a SQLite file is \
             `sqlite://school.db`",
        )
    })
}

/// The URL as it may be shown: without the user, the password and the options.
pub(crate) fn shown(url: &str) -> &str {
    let end = url.find('?').unwrap_or(url.len());
    let url = &url[..end];
    url.rfind('@').map_or(url, |at| &url[at + 1..])
}

/// Opens the database that was typed, or that of the program.
pub(crate) fn connect(config: &ManageConfig, option: &DatabaseOption) -> Result<Database> {
    Database::connect_blocking(database_url(config, option)?)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_shown_of_a_url_is_no_secret() {
        for (url, expected) in [
            ("sqlite:///srv/school.db?mode=rw", "sqlite:///srv/school.db"),
            ("postgres://ann:p@ss:word@host/school", "host/school"),
            ("sqlite::memory:", "sqlite::memory:"),
        ] {
            assert_eq!(shown(url), expected);
        }
    }
}
