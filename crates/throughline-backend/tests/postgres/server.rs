//! The server of the tests, and a schema of its own for each of them.

use std::sync::atomic::{AtomicU32, Ordering};

use throughline_backend::Database;

use crate::ask::script;

/// The server's URL.
pub(crate) fn url() -> String {
    std::env::var("THROUGHLINE_POSTGRES_URL")
        .unwrap_or_else(|_| "postgres://postgres@127.0.0.1:5432/test".to_owned())
}

/// The URL with one more option.
pub(crate) fn with(url: &str, option: &str) -> String {
    let sign = if url.contains('?') { '&' } else { '?' };
    format!("{url}{sign}{option}")
}

/// A schema that is there as long as this is.
pub(crate) struct Schema {
    name: String,
    /// A connection to the server that looks for tables elsewhere.
    outside: Database,
}

impl Schema {
    pub(crate) fn new() -> Self {
        static NUMBER: AtomicU32 = AtomicU32::new(0);
        let number = NUMBER.fetch_add(1, Ordering::Relaxed);
        let name = format!("throughline_{}_{number}", std::process::id());
        let outside = Database::connect_blocking(&with(&url(), "connections=1"));
        let outside = outside.unwrap_or_else(|error| {
            panic!(
                "these tests need a server of PostgreSQL: start one, and name it in \
                 THROUGHLINE_POSTGRES_URL\n{error:?}"
            )
        });
        script(&outside, &format!("CREATE SCHEMA {name}")).unwrap();
        Schema { name, outside }
    }

    /// The URL of the schema.
    pub(crate) fn url(&self) -> String {
        with(&url(), &format!("search_path={}", self.name))
    }

    /// The schema as a database.
    pub(crate) fn open(&self) -> Database {
        self.open_with("application_name=throughline-tests")
    }

    /// The schema as a database, with one more option.
    pub(crate) fn open_with(&self, option: &str) -> Database {
        Database::connect_blocking(&with(&self.url(), option)).unwrap()
    }

    /// A connection of somebody else.
    pub(crate) fn outside(&self) -> &Database {
        &self.outside
    }

    /// The schema's name, which no other program connects by.
    pub(crate) fn name(&self) -> &str {
        &self.name
    }
}

impl Drop for Schema {
    fn drop(&mut self) {
        // A test that fails may leave a transaction open in another thread: whoever looks there is
        // sent away first.
        let end = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity \
                   WHERE application_name = '";
        let name = &self.name;
        script(&self.outside, &format!("{end}{name}'")).ok();
        script(&self.outside, &format!("DROP SCHEMA {name} CASCADE")).unwrap();
    }
}
