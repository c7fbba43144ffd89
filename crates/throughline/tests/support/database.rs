//! The database of a test: SQLite in memory, or one of its own on the server of the engine that
//! `THROUGHLINE_TEST_ENGINE` names.
//!
//! What a test has on a server is dropped when the thread of its test ends, also by a panic.

#![allow(
    clippy::unwrap_used,
    reason = "what tests share is test code too, which the lint does not see"
)]

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::Mutex;
use std::sync::atomic::{AtomicU32, Ordering};

use throughline::{Db, Engine, blocking};

/// A server to test on, by the word that chooses it.
struct Server {
    word: &'static str,
    engine: Engine,
    /// The variable that names one, and the one of this machine.
    url: (&'static str, &'static str),
    /// What a test gets, and what is added where it is dropped.
    own: (&'static str, &'static str),
    /// The URL within the one of that name.
    within: fn(&str, &str) -> String,
}

const SERVERS: &[Server] = &[
    Server {
        word: "postgres",
        engine: Engine::Postgres,
        url: (
            "THROUGHLINE_POSTGRES_URL",
            "postgres://postgres@127.0.0.1:5432/test",
        ),
        own: ("SCHEMA", " CASCADE"),
        within: |url, name| {
            let sign = if url.contains('?') { '&' } else { '?' };
            format!("{url}{sign}connections=4&search_path={name}")
        },
    },
    Server {
        word: "mariadb",
        engine: Engine::MariaDb,
        url: (
            "THROUGHLINE_MARIADB_URL",
            "mariadb://root@127.0.0.1:3306/test",
        ),
        own: ("DATABASE", ""),
        within: |url, name| {
            let (front, options) = url.split_once('?').unwrap_or((url, ""));
            let (front, _) = front.rsplit_once('/').unwrap();
            format!("{front}/{name}?connections=4&{options}")
        },
    },
];

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

/// The engine that the tests run on.
pub(crate) fn engine() -> Engine {
    server().map_or(Engine::Sqlite, |server| server.engine)
}

/// Where the engines differ: what is true of SQLite, of PostgreSQL or of MariaDB.
pub(crate) fn on<T>(sqlite: T, postgres: T, mariadb: T) -> T {
    match engine() {
        Engine::Postgres => postgres,
        Engine::MariaDb => mariadb,
        _ => sqlite,
    }
}

/// The statement with SQLite's signs around names and in place of values.
pub(crate) fn plain(sql: &str) -> String {
    let mut plain = String::new();
    let mut signs = sql.chars().peekable();
    while let Some(sign) = signs.next() {
        match sign {
            '`' => plain.push('"'),
            '$' => {
                plain.push('?');
                while signs.next_if(char::is_ascii_digit).is_some() {}
            }
            sign => plain.push(sign),
        }
    }
    plain
}

/// Whether statements are sent before the rows of the one before them are there.
pub(crate) fn pipelines() -> bool {
    engine() == Engine::Postgres
}

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
            url.or_insert_with(|| server.fresh()).clone()
        }
    }
}

/// Compares statements that were sent. Their texts are SQLite's: those of other engines are
/// compared where they are made, in the tests of throughline-sql, and here it is their number and
/// what each does.
#[track_caller]
pub(crate) fn assert_sent<S: AsRef<str>, E: AsRef<str>>(sent: &[S], expected: &[E]) {
    let sent: Vec<_> = sent.iter().map(AsRef::as_ref).collect();
    let expected: Vec<_> = expected.iter().map(AsRef::as_ref).collect();
    if is_embedded() {
        assert_eq!(sent, expected);
        return;
    }
    // What others do by a delete and an insert, PostgreSQL does by one statement, and one that writes may
    // stand in another that gathers what it gives back.
    let word = |sql: &&str| match sql.split(' ').next() {
        Some("WITH") => {
            let parts = sql.split(" AS (").skip(1);
            let first = parts.filter_map(|part| part.split(' ').next());
            let writes = first.filter(|word| ["DELETE", "INSERT", "UPDATE"].contains(word));
            writes.map(str::to_owned).collect()
        }
        word => vec![word.unwrap_or_default().to_owned()],
    };
    let words = |all: &[&str]| all.iter().flat_map(word).collect::<Vec<_>>();
    assert_eq!(words(&sent), words(&expected), "{sent:#?}");
}

/// The URL of an empty database on the server of PostgreSQL, whatever engine was chosen.
#[cfg(feature = "postgres")]
pub(crate) fn postgres() -> String {
    SERVERS[0].fresh()
}

/// The URL of an empty database on the server of MariaDB, whatever engine was chosen.
#[cfg(feature = "mariadb")]
pub(crate) fn mariadb() -> String {
    SERVERS[1].fresh()
}

/// The URLs of an empty database on each server, whatever engine was chosen.
#[cfg(all(feature = "postgres", feature = "mariadb"))]
pub(crate) fn servers() -> Vec<String> {
    SERVERS.iter().map(Server::fresh).collect()
}

impl Server {
    /// Makes a schema or a database. Gives its URL.
    fn fresh(&self) -> String {
        static NUMBER: AtomicU32 = AtomicU32::new(0);
        let (variable, local) = self.url;
        let url = std::env::var(variable).unwrap_or_else(|_| local.to_owned());
        let number = NUMBER.fetch_add(1, Ordering::Relaxed);
        let name = format!("throughline_behaviour_{}_{number}", std::process::id());
        let own = (self.within)(&url, &name);
        let (kind, behind) = self.own;
        let made = send(&url, format!("CREATE {kind} {name}"));
        made.unwrap_or_else(|error| {
            panic!("{error:?}\n\nstart the server, or name another in {variable}")
        });
        let drop = format!("DROP {kind} {name}{behind}");
        OWN.with_borrow_mut(|all| all.push(Own { url, drop }));
        own
    }
}

thread_local! {
    /// What the test of this thread has made.
    static OWN: RefCell<Vec<Own>> = const { RefCell::new(Vec::new()) };
}

struct Own {
    url: String,
    drop: String,
}

impl Drop for Own {
    fn drop(&mut self) {
        send(&self.url, std::mem::take(&mut self.drop)).unwrap();
    }
}

/// Sends a statement from a thread of its own: that of the test may be at its end, or inside a
/// runtime.
fn send(url: &str, sql: String) -> throughline::Result<u64> {
    let url = url.to_owned();
    let sending = std::thread::spawn(move || blocking::Db::connect(&url)?.execute(sql, ()));
    sending.join().unwrap()
}
