//! The files, as they are in `templates/`, and the words in them that are replaced.

use crate::dependency::Dependency;
use crate::engine::Engine;

pub(crate) const PACKAGE: &str = include_str!("../templates/package.toml");
pub(crate) const CARGO_CONFIG: &str = include_str!("../templates/cargo_config.toml");
pub(crate) const BUILD: &str = include_str!("../templates/build.rs");
pub(crate) const MANAGE: &str = include_str!("../templates/manage.rs");
pub(crate) const MODELS: &str = include_str!("../templates/models.rs");
pub(crate) const MAIN: &str = include_str!("../templates/main.rs");
pub(crate) const INITIAL: &str = include_str!("../templates/0001_initial.toml");
pub(crate) const README_SQLITE: &str = include_str!("../templates/readme_sqlite.md");
pub(crate) const README_SERVER: &str = include_str!("../templates/readme_server.md");
pub(crate) const TEST_SQLITE: &str = include_str!("../templates/test_sqlite.rs");
pub(crate) const TEST_SERVER: &str = include_str!("../templates/test_server.rs");
pub(crate) const GITIGNORE_SQLITE: &str = include_str!("../templates/gitignore_sqlite");
pub(crate) const GITIGNORE_SERVER: &str = include_str!("../templates/gitignore_server");

/// The release of this program, which is that of throughline.
pub(crate) const VERSION: &str = env!("CARGO_PKG_VERSION");
/// The oldest Rust that throughline takes.
pub(crate) const RUST: &str = env!("CARGO_PKG_RUST_VERSION");

/// What stands in place of the words.
pub(crate) struct Words {
    pub(crate) package: String,
    /// The name of the library, as the sources have it.
    pub(crate) library: String,
    pub(crate) engine: Engine,
    pub(crate) dependency: Dependency,
}

impl Words {
    /// The database that the files name.
    pub(crate) fn url(&self) -> String {
        self.named(self.engine.words().url)
    }

    /// The command that makes the database, if the program does not.
    pub(crate) fn create(&self) -> Option<String> {
        self.engine.words().create.map(|text| self.named(text))
    }

    /// The text of a template. `database` is an expression of Rust.
    pub(crate) fn fill(&self, template: &str, database: &str) -> String {
        let engine = self.engine.words();
        // The database may have the name of the library in it, and so comes first.
        template
            .replace("__database__", database)
            .replace("__package__", &self.package)
            .replace("__library__", &self.library)
            .replace("__url__", &self.url())
            .replace("__example__", &self.named(engine.example))
            .replace("__create__", &self.create().unwrap_or_default())
            .replace("__engine__", engine.title)
            .replace("__version__", VERSION)
            .replace("__rust__", RUST)
            .replace("__dependency__", &self.dependency.text())
    }

    fn named(&self, text: &str) -> String {
        text.replace("NAME", &self.library)
    }
}
