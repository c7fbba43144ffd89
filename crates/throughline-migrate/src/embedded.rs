//! Migrations that are part of the program.

use throughline_core::Result;

use crate::graph::Graph;
use crate::reader::read;

/// Migrations that are part of the program: names and texts of the files.
///
/// `throughline::migrations!()` makes it from the directory, so that a program can bring its
/// database up to date without the files.
///
/// ```
/// # extern crate throughline_migrate as throughline;
/// use throughline::Migrations;
///
/// const MIGRATIONS: Migrations = Migrations::new(&[(
///     "0001_initial",
///     r#"
/// format = 1
///
/// [[operation]]
/// create_model = "Student"
/// table = "student"
/// fields = [
///   { name = "id", type = "big_auto", primary_key = true },
///   { name = "name", type = "char", max_length = 100 },
/// ]
/// "#,
/// )]);
///
/// assert_eq!(MIGRATIONS.graph()?.files().len(), 1);
/// # Ok::<(), throughline_core::Error>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Migrations {
    files: &'static [(&'static str, &'static str)],
}

impl Migrations {
    /// The migrations of these names, without `.toml`, and texts.
    ///
    /// ```
    /// # extern crate throughline_migrate as throughline;
    /// use throughline::Migrations;
    ///
    /// const NONE: Migrations = Migrations::new(&[]);
    /// ```
    #[must_use]
    pub const fn new(files: &'static [(&'static str, &'static str)]) -> Self {
        Migrations { files }
    }

    /// The names and texts.
    ///
    /// ```
    /// # extern crate throughline_migrate as throughline;
    /// use throughline::Migrations;
    ///
    /// # const MIGRATIONS: Migrations = Migrations::new(&[(
    /// #     "0001_initial",
    /// #     r#"
    /// # format = 1
    /// #
    /// # [[operation]]
    /// # create_model = "Student"
    /// # table = "student"
    /// # fields = [
    /// #   { name = "id", type = "big_auto", primary_key = true },
    /// #   { name = "name", type = "char", max_length = 100 },
    /// # ]
    /// # "#,
    /// # )]);
    /// let (name, text) = MIGRATIONS.files()[0];
    /// assert_eq!(name, "0001_initial");
    /// assert!(text.contains("create_model"));
    /// ```
    #[must_use]
    pub const fn files(&self) -> &'static [(&'static str, &'static str)] {
        self.files
    }

    /// Reads the migrations and puts them in order.
    ///
    /// ```
    /// # extern crate throughline_migrate as throughline;
    /// use throughline::Migrations;
    ///
    /// # const MIGRATIONS: Migrations = Migrations::new(&[(
    /// #     "0001_initial",
    /// #     r#"
    /// # format = 1
    /// #
    /// # [[operation]]
    /// # create_model = "Student"
    /// # table = "student"
    /// # fields = [
    /// #   { name = "id", type = "big_auto", primary_key = true },
    /// #   { name = "name", type = "char", max_length = 100 },
    /// # ]
    /// # "#,
    /// # )]);
    /// let graph = MIGRATIONS.graph()?;
    /// assert_eq!(graph.files()[0].name(), "0001_initial");
    /// # Ok::<(), throughline_core::Error>(())
    /// ```
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
