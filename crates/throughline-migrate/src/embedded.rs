//! Migrations that are part of the program.

use throughline_core::Result;

use crate::graph::Graph;
use crate::reader::read;

/// Migrations that are part of the program: names and texts of the files.
///
/// `throughline::migrations!()` makes it from the directory, so that a program can bring its
/// database up to date without the files.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Migrations {
    files: &'static [(&'static str, &'static str)],
}

impl Migrations {
    /// The migrations of these names, without `.toml`, and texts.
    #[must_use]
    pub const fn new(files: &'static [(&'static str, &'static str)]) -> Self {
        Migrations { files }
    }

    /// The names and texts.
    #[must_use]
    pub const fn files(&self) -> &'static [(&'static str, &'static str)] {
        self.files
    }

    /// Reads the migrations and puts them in order.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Migration`](throughline_core::ErrorKind::Migration): see
    /// [`read`](crate::read) and [`Graph::new`].
    pub fn graph(&self) -> Result<Graph> {
        let files = self
            .files
            .iter()
            .map(|(name, text)| read(name, &format!("{name}.toml"), text));
        Graph::new(files.collect::<Result<_>>()?)
    }
}
