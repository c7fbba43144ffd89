//! `dbshell`.

use clap::Args;

use super::DatabaseOption;

/// Open the database in the engine's own client
///
/// For SQLite that is `sqlite3`, which has to be installed. Foreign keys are on in it, as they are
/// in the program. The exit code is the client's.
#[derive(Debug, Args)]
pub(crate) struct Dbshell {
    /// What the client is given besides the database, as in `dbshell -- -header -box`
    #[arg(last = true, value_name = "ARGUMENT")]
    pub(crate) arguments: Vec<String>,

    #[command(flatten)]
    pub(crate) database: DatabaseOption,
}
