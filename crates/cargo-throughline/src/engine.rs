//! The engines that a package can be made for, and what its files say of each.

use clap::ValueEnum;

use crate::templates;

/// The engine of a database.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, ValueEnum)]
pub(crate) enum Engine {
    /// A file, with the engine compiled in: nothing to install
    #[default]
    Sqlite,
    /// A server of PostgreSQL
    Postgres,
    /// A server of MariaDB, from 10.7 on
    Mariadb,
}

/// What the files say of an engine. `NAME` stands for the name of the library.
pub(crate) struct Words {
    pub(crate) title: &'static str,
    /// The feature of throughline.
    pub(crate) feature: &'static str,
    /// Whether the feature is on unless it is turned off.
    pub(crate) by_default: bool,
    /// The database, where nobody names another.
    pub(crate) url: &'static str,
    /// One with all that a URL may need.
    pub(crate) example: &'static str,
    /// The command that makes the database, if the program does not.
    pub(crate) create: Option<&'static str>,
    pub(crate) readme: &'static str,
    pub(crate) test: &'static str,
    pub(crate) gitignore: &'static str,
}

impl Engine {
    pub(crate) fn words(self) -> &'static Words {
        match self {
            Engine::Sqlite => &Words {
                title: "SQLite",
                feature: "sqlite",
                by_default: true,
                url: "sqlite://NAME.db",
                example: "sqlite:///srv/NAME.db",
                create: None,
                readme: templates::README_SQLITE,
                test: templates::TEST_SQLITE,
                gitignore: templates::GITIGNORE_SQLITE,
            },
            Engine::Postgres => &Words {
                title: "PostgreSQL",
                feature: "postgres",
                by_default: false,
                url: "postgres://postgres@127.0.0.1:5432/NAME",
                example: "postgres://USER:PASSWORD@HOST:5432/NAME",
                create: Some("createdb -h 127.0.0.1 -U postgres NAME"),
                readme: templates::README_SERVER,
                test: templates::TEST_SERVER,
                gitignore: templates::GITIGNORE_SERVER,
            },
            Engine::Mariadb => &Words {
                title: "MariaDB",
                feature: "mariadb",
                by_default: false,
                url: "mariadb://root@127.0.0.1:3306/NAME",
                example: "mariadb://USER:PASSWORD@HOST:3306/NAME",
                create: Some("mariadb-admin -h 127.0.0.1 -u root create NAME"),
                readme: templates::README_SERVER,
                test: templates::TEST_SERVER,
                gitignore: templates::GITIGNORE_SERVER,
            },
        }
    }
}
