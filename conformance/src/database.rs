//! Empty databases to replay in, each dropped when it is done with.

use std::ops::Deref;

use throughline::Result;
use throughline::blocking::Db;

use crate::arguments::{Engine, Place};

/// A database that was empty.
pub(crate) struct Database {
    db: Db,
    /// The server, and the statement that drops what was made there.
    on_server: Option<(Db, String)>,
}

impl Place {
    /// The engine's name in the files.
    pub(crate) fn backend(&self) -> &'static str {
        match self.engine {
            Engine::Sqlite => "sqlite",
            #[cfg(feature = "postgres")]
            Engine::Postgres => "postgresql",
            // The traces know two. MariaDB is as strict about types as PostgreSQL.
            #[cfg(feature = "mariadb")]
            Engine::Mariadb => "postgresql",
        }
    }

    /// An empty database.
    pub(crate) fn fresh(&self) -> Result<Database> {
        match self.engine {
            Engine::Sqlite => Ok(Database {
                db: Db::memory()?,
                on_server: None,
            }),
            #[cfg(feature = "postgres")]
            Engine::Postgres => {
                let local = "postgres://postgres@127.0.0.1:5432/test";
                let url = self.url("THROUGHLINE_POSTGRES_URL", local);
                let name = name();
                let server = Db::connect(&url)?;
                server.execute(format!("CREATE SCHEMA {name}"), ())?;
                let sign = if url.contains('?') { '&' } else { '?' };
                Ok(Database {
                    db: Db::connect(&format!("{url}{sign}search_path={name}"))?,
                    on_server: Some((server, format!("DROP SCHEMA {name} CASCADE"))),
                })
            }
            #[cfg(feature = "mariadb")]
            Engine::Mariadb => {
                let local = "mariadb://root@127.0.0.1:3306/test";
                let url = self.url("THROUGHLINE_MARIADB_URL", local);
                let name = name();
                let server = Db::connect(&url)?;
                server.execute(format!("CREATE DATABASE {name}"), ())?;
                let (front, options) = url.split_once('?').unwrap_or((&url, ""));
                let front = front.rsplit_once('/').map_or(front, |(front, _)| front);
                Ok(Database {
                    db: Db::connect(&format!("{front}/{name}?{options}"))?,
                    on_server: Some((server, format!("DROP DATABASE {name}"))),
                })
            }
        }
    }

    /// The URL of the server.
    #[cfg(any(feature = "postgres", feature = "mariadb"))]
    fn url(&self, variable: &str, local: &str) -> String {
        let given = self.database.clone();
        given
            .or_else(|| std::env::var(variable).ok())
            .unwrap_or_else(|| local.to_owned())
    }
}

/// A name that no other database has.
#[cfg(any(feature = "postgres", feature = "mariadb"))]
fn name() -> String {
    use std::sync::atomic::{AtomicU32, Ordering};
    static NUMBER: AtomicU32 = AtomicU32::new(0);
    let number = NUMBER.fetch_add(1, Ordering::Relaxed);
    format!("conformance_{}_{number}", std::process::id())
}

impl Deref for Database {
    type Target = Db;

    fn deref(&self) -> &Db {
        &self.db
    }
}

impl Drop for Database {
    fn drop(&mut self) {
        if let Some((server, drop)) = &self.on_server {
            // What cannot be dropped stays behind; the replay has been judged already.
            server.execute(drop.as_str(), ()).ok();
        }
    }
}
