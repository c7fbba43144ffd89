//! The engine that the tests run on, and an empty database for each of them.
//!
//! It is SQLite, unless `THROUGHLINE_TEST_ENGINE` says `postgres`. The server is the one that
//! `THROUGHLINE_POSTGRES_URL` names, else the one on this machine.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::Mutex;
use std::sync::atomic::{AtomicU32, Ordering};

use throughline::{Db, blocking};

thread_local! {
    /// What this test has made on a server. A test is a thread of its own.
    static MADE: RefCell<Vec<Schema>> = const { RefCell::new(Vec::new()) };
}

/// An empty database of this test's alone.
pub(crate) fn database() -> blocking::Db {
    match server() {
        None => blocking::Db::memory().unwrap(),
        Some(server) => blocking::Db::connect(&schema(&server)).unwrap(),
    }
}

/// The same, for async use.
pub(crate) async fn async_database() -> Db {
    match server() {
        None => Db::memory().await.unwrap(),
        Some(server) => Db::connect(&schema(&server)).await.unwrap(),
    }
}

/// The URL of the database that belongs to that folder and may be opened several times: a file in
/// it, or one on the server.
pub(crate) fn shared(folder: &tempfile::TempDir) -> String {
    static KNOWN: Mutex<BTreeMap<PathBuf, String>> = Mutex::new(BTreeMap::new());
    match server() {
        None => {
            let file = folder.path().join("school.db");
            format!("sqlite://{}?busy_timeout=20000", file.display())
        }
        Some(server) => {
            let mut known = KNOWN.lock().unwrap();
            let url = known.entry(folder.path().to_owned());
            url.or_insert_with(|| schema(&server)).clone()
        }
    }
}

/// Whether the tests run on SQLite: for the few statements that differ, and for what a test tells
/// of them.
pub(crate) fn is_sqlite() -> bool {
    server().is_none()
}

fn server() -> Option<String> {
    match std::env::var("THROUGHLINE_TEST_ENGINE").as_deref() {
        Err(_) | Ok("sqlite") => None,
        Ok("postgres") => Some(
            std::env::var("THROUGHLINE_POSTGRES_URL")
                .unwrap_or_else(|_| "postgres://postgres@127.0.0.1:5432/test".to_owned()),
        ),
        Ok(other) => panic!("THROUGHLINE_TEST_ENGINE is `sqlite` or `postgres`, not `{other}`"),
    }
}

/// The URL of a new schema, which goes when the test has ended.
fn schema(server: &str) -> String {
    static NUMBER: AtomicU32 = AtomicU32::new(0);
    let number = NUMBER.fetch_add(1, Ordering::Relaxed);
    let name = format!("behaviour_{}_{number}", std::process::id());
    let sign = if server.contains('?') { '&' } else { '?' };
    let url = format!("{server}{sign}connections=4&search_path={name}");
    send(server.to_owned(), format!("CREATE SCHEMA {name}"));
    let server = server.to_owned();
    MADE.with_borrow_mut(|made| made.push(Schema { server, name }));
    url
}

/// A schema, which goes with this.
struct Schema {
    server: String,
    name: String,
}

impl Drop for Schema {
    fn drop(&mut self) {
        let drop = format!("DROP SCHEMA {} CASCADE", self.name);
        send(std::mem::take(&mut self.server), drop);
    }
}

/// Sends a statement from a thread of its own: that of the test may be at its end, or inside a
/// runtime.
fn send(server: String, sql: String) {
    let sending = std::thread::spawn(move || {
        let server = blocking::Db::connect(&format!("{server}?connections=1")).unwrap();
        server.execute(sql, ()).unwrap();
    });
    sending
        .join()
        .expect("the server of the tests can be reached: start it, or name another one");
}
