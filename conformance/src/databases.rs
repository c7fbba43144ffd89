//! An empty database for each replay, on the engine that was chosen. It is gone when it is dropped.

use std::sync::atomic::{AtomicU32, Ordering};

use throughline::blocking::Db;
use throughline::{Error, ErrorKind, Result};

use crate::arguments::Engine;

/// Where databases are made.
pub(crate) enum Databases {
    /// In memory.
    Memory,
    /// On a server.
    Server {
        /// Connected to the database that the URL names.
        admin: Db,
        url: String,
        words: &'static Words,
    },
}

/// How a server makes databases.
pub(crate) struct Words {
    /// The variable with the URL, and the URL if it is not set.
    url: (&'static str, &'static str),
    /// Before and behind the name.
    drop: (&'static str, &'static str),
}

static POSTGRES: Words = Words {
    url: (
        "THROUGHLINE_POSTGRES_URL",
        "postgres://postgres@127.0.0.1:5432/postgres",
    ),
    drop: ("DROP DATABASE IF EXISTS ", " WITH (FORCE)"),
};

static MARIADB: Words = Words {
    url: (
        "THROUGHLINE_MARIADB_URL",
        "mariadb://root@127.0.0.1:3306/test",
    ),
    drop: ("DROP DATABASE IF EXISTS ", ""),
};

impl Databases {
    /// Finds the server: by this URL, by the variable, or on the engine's port on this machine.
    ///
    /// # Errors
    ///
    /// As [`Db::connect`].
    pub(crate) fn of(engine: Engine, url: Option<String>) -> Result<Databases> {
        let words = match engine {
            Engine::Sqlite => return Ok(Databases::Memory),
            Engine::Postgres => &POSTGRES,
            Engine::Mariadb => &MARIADB,
        };
        let (variable, default) = words.url;
        let url = url.or_else(|| std::env::var(variable).ok());
        let url = url.unwrap_or_else(|| default.to_owned());
        Ok(Databases::Server {
            admin: Db::connect(&url)?,
            url,
            words,
        })
    }

    /// The backend whose recorded results are expected: the traces know two. MariaDB is as strict
    /// about types as PostgreSQL.
    pub(crate) fn recorded(&self) -> &'static str {
        match self {
            Databases::Memory => "sqlite",
            Databases::Server { .. } => "postgresql",
        }
    }

    /// An empty database.
    pub(crate) fn fresh(&self) -> Result<Fresh> {
        let Databases::Server { admin, url, words } = self else {
            return Ok(Fresh {
                db: Db::memory()?,
                _clean_up: None,
            });
        };
        static NUMBER: AtomicU32 = AtomicU32::new(0);
        let number = NUMBER.fetch_add(1, Ordering::Relaxed);
        let name = format!("throughline_conformance_{}_{number}", std::process::id());
        let (before, behind) = words.drop;
        let drop = format!("{before}{name}{behind}");
        admin.execute(drop.as_str(), ())?;
        admin.execute(format!("CREATE DATABASE {name}"), ())?;
        let clean_up = CleanUp {
            admin: admin.clone(),
            drop,
        };
        Ok(Fresh {
            db: Db::connect(&with_database(url, &name)?)?,
            _clean_up: Some(clean_up),
        })
    }
}

/// The URL with another database.
fn with_database(url: &str, name: &str) -> Result<String> {
    let (front, options) = match url.split_once('?') {
        Some((front, options)) => (front, format!("?{options}")),
        None => (url, String::new()),
    };
    let (server, _) = front.rsplit_once('/').ok_or_else(|| {
        Error::new(
            ErrorKind::InvalidValue,
            "the database URL names no database",
        )
    })?;
    Ok(format!("{server}/{name}{options}"))
}

/// A database of one replay.
pub(crate) struct Fresh {
    pub(crate) db: Db,
    _clean_up: Option<CleanUp>,
}

/// Where, and by which statement, a database goes.
struct CleanUp {
    admin: Db,
    drop: String,
}

impl Drop for CleanUp {
    fn drop(&mut self) {
        // What is left behind is in nobody's way: the next run takes another name.
        _ = self.admin.execute(self.drop.as_str(), ());
    }
}
