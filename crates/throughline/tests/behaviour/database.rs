//! The database of a test: SQLite in memory, or one of its own on the server of the engine that
//! `THROUGHLINE_TEST_ENGINE` names.
//!
//! A database on a server is dropped when the thread of its test ends, also by a panic.

use std::cell::RefCell;
use std::sync::atomic::{AtomicU32, Ordering};

use throughline::{Db, blocking};

/// A server to test on, by the word that chooses it.
struct Server {
    word: &'static str,
    /// The variable with its URL, and the URL if it is not set.
    url: (&'static str, &'static str),
}

const SERVERS: &[Server] = &[Server {
    word: "mariadb",
    url: (
        "THROUGHLINE_MARIADB_URL",
        "mariadb://root@127.0.0.1:3306/test",
    ),
}];

/// The server that was chosen, if one was.
fn server() -> Option<&'static Server> {
    let word = std::env::var("THROUGHLINE_TEST_ENGINE").ok()?;
    if word == "sqlite" {
        return None;
    }
    let server = SERVERS.iter().find(|server| server.word == word);
    Some(server.unwrap_or_else(|| panic!("THROUGHLINE_TEST_ENGINE names no engine: `{word}`")))
}

/// Whether the tests run on SQLite.
pub(crate) fn is_embedded() -> bool {
    server().is_none()
}

/// Compares the statements that were sent with those of SQLite: all of their text there, and on other
/// engines their number. The text of these is compared side by side by the tests of throughline-sql.
macro_rules! assert_sent {
    ($sent:expr, $expected:expr $(, $($message:tt)+)?) => {
        let (sent, expected) = (&$sent, &$expected);
        if crate::database::is_embedded() {
            assert_eq!(sent, expected $(, $($message)+)?);
        } else {
            assert_eq!(sent.len(), expected.len(), "{sent:#?}");
        }
    };
}
pub(crate) use assert_sent;

/// An empty database.
pub(crate) fn empty() -> blocking::Db {
    match server() {
        None => blocking::Db::memory().unwrap(),
        Some(server) => blocking::Db::connect(&server.fresh()).unwrap(),
    }
}

/// An empty database.
pub(crate) async fn empty_async() -> Db {
    match server() {
        None => Db::memory().await.unwrap(),
        Some(server) => Db::connect(&server.fresh()).await.unwrap(),
    }
}

impl Server {
    /// Makes a database. Gives its URL.
    fn fresh(&self) -> String {
        static NUMBER: AtomicU32 = AtomicU32::new(0);
        let (variable, local) = self.url;
        let url = std::env::var(variable).unwrap_or_else(|_| local.to_owned());
        let admin = blocking::Db::connect(&url).unwrap_or_else(|error| {
            panic!("{error:?}\n\nstart the server, or name another in {variable}")
        });
        let number = NUMBER.fetch_add(1, Ordering::Relaxed);
        let name = format!("throughline_behaviour_{}_{number}", std::process::id());
        admin
            .execute(format!("CREATE DATABASE {name}"), ())
            .unwrap();
        let (front, _) = url.rsplit_once('/').unwrap();
        let url = format!("{front}/{name}");
        OWN.with_borrow_mut(|own| own.push(Own { admin, name }));
        url
    }
}

thread_local! {
    /// The databases that the test of this thread has made.
    static OWN: RefCell<Vec<Own>> = const { RefCell::new(Vec::new()) };
}

struct Own {
    admin: blocking::Db,
    name: String,
}

impl Drop for Own {
    fn drop(&mut self) {
        let (admin, name) = (self.admin.clone(), std::mem::take(&mut self.name));
        // A thread that ends cannot wait by itself any more.
        let dropped = std::thread::spawn(move || {
            admin.execute(format!("DROP DATABASE {name}"), ()).unwrap();
        });
        dropped.join().unwrap();
    }
}
