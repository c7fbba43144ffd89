//! The engine's own client: how it is started for a database.

#[cfg(feature = "server")]
mod server;

use throughline_core::Result;

use crate::url::Url;

/// A client, and how it is told which database it is for.
///
/// A password is never among the arguments, which everybody on the machine can read: it is in
/// the environment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Shell {
    /// The program.
    pub program: &'static str,
    /// What it is given.
    pub arguments: Vec<String>,
    /// Variables that it is given besides those of this program.
    pub environment: Vec<(&'static str, String)>,
    /// The package that has it, on Debian and its like.
    pub package: &'static str,
}

impl Shell {
    /// The client for the database of that URL.
    ///
    /// # Errors
    ///
    /// `InvalidValue` if the URL is not one; `Unsupported` if no other program can open the
    /// database.
    pub fn of(url: &str) -> Result<Self> {
        match Url::parse(url)? {
            #[cfg(feature = "sqlite")]
            Url::Sqlite(options) => crate::sqlite::shell(options),
            #[cfg(feature = "postgres")]
            Url::Postgres(options) => Ok(server::shell(&options, &server::PSQL)),
            #[cfg(feature = "mariadb")]
            Url::MariaDb(options) => Ok(server::shell(&options, &server::MARIADB)),
        }
    }
}
