//! The engines, as data: what they are called, and by what word a contestant's name ends.

use clap::ValueEnum;

/// An engine that contestants run on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Engine {
    Sqlite,
    #[value(alias = "pg")]
    Postgres,
    #[value(name = "mariadb")]
    MariaDb,
}

impl Engine {
    pub(crate) const ALL: &'static [Self] = &[Self::Sqlite, Self::Postgres, Self::MariaDb];

    /// The name in headings.
    pub(crate) const fn title(self) -> &'static str {
        match self {
            Self::Sqlite => "SQLite",
            Self::Postgres => "PostgreSQL",
            Self::MariaDb => "MariaDB",
        }
    }

    /// The word in names of files and contestants.
    pub(crate) const fn word(self) -> &'static str {
        match self {
            Self::Sqlite => "sqlite",
            Self::Postgres => "pg",
            Self::MariaDb => "mariadb",
        }
    }
}
