//! A database for each test, and what tests ask of it.

use std::sync::atomic::{AtomicU32, Ordering};

use throughline_backend::{Access, Connection, Database, Operation, Transaction};
use throughline_core::{Result, Value};
use tokio::runtime::{Builder, Runtime};

/// Where the server is: a URL with any database of it.
pub(crate) fn url() -> String {
    std::env::var("THROUGHLINE_MARIADB_URL")
        .unwrap_or_else(|_| "mariadb://root@127.0.0.1:3306/test".to_owned())
}

/// A database of a test's own. It is gone when this is dropped.
pub(crate) struct Fresh {
    admin: Database,
    pub(crate) name: String,
}

impl Fresh {
    pub(crate) fn new() -> Fresh {
        static NUMBER: AtomicU32 = AtomicU32::new(0);
        let admin = Database::connect_blocking(&url()).unwrap_or_else(|error| {
            panic!(
                "no MariaDB server to test on: {error:?}\n\nstart one on port 3306 whose user \
                 `root` needs no password, or name another in THROUGHLINE_MARIADB_URL, as \
                 mariadb://USER:PASSWORD@HOST:PORT/DATABASE, whose user may create databases"
            )
        });
        let number = NUMBER.fetch_add(1, Ordering::Relaxed);
        let name = format!("throughline_backend_{}_{number}", std::process::id());
        run(&admin, &format!("DROP DATABASE IF EXISTS {name}")).unwrap();
        run(
            &admin,
            &format!("CREATE DATABASE {name} COLLATE utf8mb4_general_ci"),
        )
        .unwrap();
        Fresh { admin, name }
    }

    /// The URL of this database, with options.
    pub(crate) fn url(&self, options: &str) -> String {
        let url = url();
        let (front, _) = url.rsplit_once('/').expect("a URL has a database");
        format!("{front}/{}{options}", self.name)
    }

    pub(crate) fn connect(&self, options: &str) -> Database {
        Database::connect_blocking(&self.url(options)).unwrap()
    }

    /// Ends the session of that number, as an administrator would.
    pub(crate) fn kill(&self, what: &str, session: i64) {
        run(&self.admin, &format!("KILL {what} {session}")).unwrap();
    }

    /// Waits until no session of this database is in the middle of a transaction.
    pub(crate) fn waits_for_transactions(&self) {
        let sql = "SELECT COUNT(*) FROM information_schema.innodb_trx AS t \
                   JOIN information_schema.processlist AS p ON p.id = t.trx_mysql_thread_id \
                   WHERE p.db = ?";
        for _ in 0..200 {
            let rows = ask_with(&self.admin, sql, vec![Value::Text(self.name.clone())]).unwrap();
            if rows == [[Value::Int(0)]] {
                return;
            }
            std::thread::sleep(std::time::Duration::from_millis(10));
        }
        panic!("a transaction is still open");
    }
}

impl Drop for Fresh {
    fn drop(&mut self) {
        // A test that fails is to say why it failed.
        _ = run(&self.admin, "SET lock_wait_timeout = 5");
        _ = run(
            &self.admin,
            &format!("DROP DATABASE IF EXISTS {}", self.name),
        );
    }
}

/// A statement, and the rows that it gives.
pub(crate) struct Ask {
    pub(crate) sql: String,
    pub(crate) parameters: Vec<Value>,
}

impl Ask {
    pub(crate) fn new(sql: &str) -> Ask {
        Ask {
            sql: sql.to_owned(),
            parameters: Vec::new(),
        }
    }
}

impl Operation for Ask {
    type Output = (u64, Vec<Vec<Value>>);

    fn access(&self) -> Access {
        Access::Write
    }

    async fn run(self, connection: &mut Connection) -> Result<Self::Output> {
        let mut rows = Vec::new();
        let mut each = |row: &dyn throughline_core::Row| {
            let places = 0..row.columns().len();
            let values = places.map(|place| row.value(place).map(|value| value.to_value()));
            rows.push(values.collect::<Result<_>>()?);
            Ok(())
        };
        let count = connection
            .query(&self.sql, &self.parameters, &mut each)
            .await?;
        Ok((count, rows))
    }
}

/// Sends a statement; gives the number of rows.
pub(crate) fn run(db: &Database, sql: &str) -> Result<u64> {
    db.run_blocking(Ask::new(sql)).map(|(count, _)| count)
}

/// Sends a statement; gives the rows.
pub(crate) fn ask(db: &Database, sql: &str) -> Result<Vec<Vec<Value>>> {
    db.run_blocking(Ask::new(sql)).map(|(_, rows)| rows)
}

/// Sends a statement with values; gives the rows.
pub(crate) fn ask_with(
    db: &Database,
    sql: &str,
    parameters: Vec<Value>,
) -> Result<Vec<Vec<Value>>> {
    let sql = sql.to_owned();
    db.run_blocking(Ask { sql, parameters })
        .map(|(_, rows)| rows)
}

/// Sends a statement in a transaction; gives the rows.
pub(crate) fn ask_in(transaction: &Transaction, sql: &str) -> Result<Vec<Vec<Value>>> {
    transaction
        .run_blocking(Ask::new(sql))
        .map(|(_, rows)| rows)
}

/// The number by which the server knows the session of a transaction.
pub(crate) fn session(transaction: &Transaction) -> i64 {
    number(&ask_in(transaction, WHO).unwrap())
}

/// The same of whatever connection a task is given.
pub(crate) async fn session_of_task(db: &Database) -> i64 {
    let (_, rows) = db.run(Ask::new(WHO)).await.unwrap();
    number(&rows)
}

/// A runtime that is driven by whoever waits in it.
pub(crate) fn one_thread() -> Runtime {
    Builder::new_current_thread().enable_all().build().unwrap()
}

/// Asks for the number by which the server knows the session.
pub(crate) const WHO: &str = "SELECT CONNECTION_ID()";

/// The answer to [`WHO`].
pub(crate) fn number(rows: &[Vec<Value>]) -> i64 {
    match rows[0][0] {
        Value::Int(session) => session,
        _ => panic!("a session has a number"),
    }
}

/// A table with rows 1 and 2, each with the value 0.
pub(crate) fn with_rows(db: &Database) {
    run(
        db,
        "CREATE TABLE item (id bigint PRIMARY KEY, value bigint NOT NULL) ENGINE=InnoDB",
    )
    .unwrap();
    run(db, "INSERT INTO item VALUES (1, 0), (2, 0)").unwrap();
}

/// The value of a row.
pub(crate) fn value_of(db: &Database, id: i64) -> Value {
    let rows = ask_with(
        db,
        "SELECT value FROM item WHERE id = ?",
        vec![Value::Int(id)],
    );
    rows.unwrap().remove(0).remove(0)
}
