//! A database of a race's own on a server, which is gone when the race is over.

use std::sync::atomic::{AtomicU32, Ordering};

use throughline::blocking::Db;

use crate::models;

/// A server to race on.
pub(crate) struct Server {
    /// The variable that names one, and the one of this machine.
    url: (&'static str, &'static str),
    /// Settings of a new database of that name.
    settings: &'static [&'static str],
    /// What is added to the statement that drops one.
    drop: &'static str,
}

#[cfg(feature = "postgres")]
pub(crate) const POSTGRES: Server = Server {
    url: (
        "THROUGHLINE_POSTGRES_URL",
        "postgres://postgres@127.0.0.1:5432/test",
    ),
    // It is about order, not about the disk; and a second to find a deadlock is a long time.
    settings: &[
        "ALTER DATABASE {} SET synchronous_commit = off",
        "ALTER DATABASE {} SET deadlock_timeout = '20ms'",
    ],
    drop: " WITH (FORCE)",
};

#[cfg(feature = "mariadb")]
pub(crate) const MARIADB: Server = Server {
    url: (
        "THROUGHLINE_MARIADB_URL",
        "mariadb://root@127.0.0.1:3306/test",
    ),
    settings: &[],
    drop: "",
};

impl Server {
    /// The URL of the one that is there.
    pub(crate) fn url(&self) -> String {
        let (variable, local) = self.url;
        std::env::var(variable).unwrap_or_else(|_| local.to_owned())
    }
}

/// The database of a race, with the tables of the models.
pub(crate) struct Arena {
    /// The URL of a database that is there before and behind it.
    server: String,
    name: String,
    url: String,
    drop: &'static str,
}

impl Arena {
    /// An empty one, whose connections have these options.
    pub(crate) fn new(server: &Server, options: &str) -> Arena {
        let arena = Arena::on(&server.url(), server, options, server.settings);
        models::create_tables(&arena.open());
        arena
    }

    /// One without tables, on the server of that URL.
    pub(crate) fn on(url: &str, server: &Server, options: &str, settings: &[&str]) -> Arena {
        static NUMBER: AtomicU32 = AtomicU32::new(0);
        let (variable, _) = server.url;
        let admin = Db::connect(url).unwrap_or_else(|error| {
            panic!("{error:?}\n\nstart the server, or name another in {variable}")
        });
        let number = NUMBER.fetch_add(1, Ordering::Relaxed);
        let name = format!("throughline_races_{}_{number}", std::process::id());
        let make = std::iter::once(&"CREATE DATABASE {}").chain(settings);
        for statement in make {
            admin.execute(statement.replace("{}", &name), ()).unwrap();
        }
        let (front, behind) = url.split_once('?').unwrap_or((url, ""));
        let (front, _) = front.rsplit_once('/').unwrap();
        Arena {
            url: format!("{front}/{name}?connections=2&{options}&{behind}"),
            server: url.to_owned(),
            name,
            drop: server.drop,
        }
    }

    /// A pool of its own.
    pub(crate) fn open(&self) -> Db {
        Db::connect(self.url()).unwrap()
    }

    pub(crate) fn url(&self) -> &str {
        self.url.trim_end_matches('&')
    }
}

impl Drop for Arena {
    fn drop(&mut self) {
        let Arena { name, drop, .. } = self;
        // The connection that made it may be of a server that was killed since.
        let dropped = Db::connect(&self.server)
            .and_then(|admin| admin.execute(format!("DROP DATABASE {name}{drop}"), ()));
        // A race that fails is to say why it failed.
        assert!(
            dropped.is_ok() || std::thread::panicking(),
            "{:?}",
            dropped.unwrap_err()
        );
    }
}
