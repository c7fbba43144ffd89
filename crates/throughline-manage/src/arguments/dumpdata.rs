//! `dumpdata`.

use std::path::PathBuf;

use clap::Args;

use super::DatabaseOption;

/// Write the rows of the models as text
///
/// One JSON object a line: first what the text is, then a line for each row, then a line for each
/// link of a many-to-many relation. Fields have the names that they have in the models; a foreign
/// key is the key that it points to. All values come back exactly as they are.
///
/// Everything is of one moment, whatever is written meanwhile. `loaddata` reads the text.
#[derive(Debug, Args)]
pub(crate) struct Dumpdata {
    /// The models, as `Student`, with the links of their own relations; otherwise all of them
    #[arg(value_name = "MODEL")]
    pub(crate) models: Vec<String>,

    /// Leave this model out; may be given several times
    #[arg(long, value_name = "MODEL")]
    pub(crate) exclude: Vec<String>,

    /// The file to write; it is there whole or not at all. Otherwise standard output
    #[arg(long, short, value_name = "FILE")]
    pub(crate) output: Option<PathBuf>,

    #[command(flatten)]
    pub(crate) database: DatabaseOption,
}
