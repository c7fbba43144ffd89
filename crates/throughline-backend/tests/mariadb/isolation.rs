//! How far transactions are kept apart, and the lock of whoever makes rows.

use throughline_backend::{Access, Connection, Database, Operation};
use throughline_core::{Error, ErrorKind, Result, Row, Value};

use super::server::{Ask, Fresh, ask, ask_in, run, with_rows};

/// How a transaction of the library's is begun.
#[derive(Clone, Copy)]
enum Begun {
    ToWrite,
    ToRead,
}

/// The level of such a transaction, as the server sees it.
struct Level(Begun);

impl Operation for Level {
    type Output = Value;

    fn access(&self) -> Access {
        Access::Write
    }

    async fn run(self, connection: &mut Connection) -> Result<Value> {
        let level = match self.0 {
            Begun::ToWrite => connection.begin().await?,
            Begun::ToRead => connection.begin_read().await?,
        };
        let mut found = Value::Null;
        let each = &mut |row: &dyn Row| {
            found = row.value(0)?.to_value();
            Ok(())
        };
        connection
            .query("SELECT COUNT(*) FROM item FOR UPDATE", &[], &mut |_| Ok(()))
            .await?;
        // The server keeps that table for a tenth of a second.
        let sleep = "SELECT SLEEP(0.15)";
        connection.query(sleep, &[], &mut |_| Ok(())).await?;
        let sql = "SELECT trx_isolation_level FROM information_schema.innodb_trx \
                   WHERE trx_mysql_thread_id = CONNECTION_ID()";
        connection.query(sql, &[], each).await?;
        connection.end(level, Ok(found)).await
    }
}

#[test]
fn transactions_are_kept_apart_as_the_url_says() {
    let fresh = Fresh::new();
    with_rows(&fresh.connect(""));
    for (options, callers, writes, reads) in [
        ("", "READ COMMITTED", "READ COMMITTED", "REPEATABLE READ"),
        (
            "?isolation=repeatable-read",
            "REPEATABLE READ",
            "READ COMMITTED",
            "REPEATABLE READ",
        ),
        (
            "?isolation=serializable",
            "SERIALIZABLE",
            "SERIALIZABLE",
            "SERIALIZABLE",
        ),
    ] {
        let db = fresh.connect(options);
        let level = |begun| db.run_blocking(Level(begun)).unwrap();
        assert!(
            level(Begun::ToWrite) == Value::Text(writes.to_owned()),
            "{options}"
        );
        assert!(
            level(Begun::ToRead) == Value::Text(reads.to_owned()),
            "{options}"
        );
        let session = ask(&db, "SELECT @@tx_isolation").unwrap();
        let named = callers.replace(' ', "-");
        assert!(
            session == [[Value::Text(named)]],
            "one level was for one transaction"
        );
    }
}

/// Becomes the one that makes rows of a table.
struct Make;

impl Operation for Make {
    type Output = bool;

    fn access(&self) -> Access {
        Access::Write
    }

    async fn run(self, connection: &mut Connection) -> Result<bool> {
        connection.become_maker("item").await
    }
}

/// Whether another session may make rows.
fn others_may(db: &Database) -> Result<(), Error> {
    let transaction = db.begin_blocking().unwrap();
    transaction.run_blocking(Make).map(drop)
}

#[test]
fn the_one_that_makes_rows_lets_others_when_its_transaction_ends_in_whatever_way() {
    let fresh = Fresh::new();
    let db = fresh.connect("?connections=1");
    let other = fresh.connect("?connections=1&lock_timeout=1000");
    with_rows(&db);
    for end in ["commit", "rollback", "drop", "text"] {
        let transaction = db.begin_blocking().unwrap();
        assert!(transaction.run_blocking(Make).unwrap());
        assert!(transaction.run_blocking(Make).unwrap(), "it is so already");
        let error = others_may(&other).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::LockTimeout, "{error:?}");
        match end {
            "commit" => transaction.end_blocking(true).unwrap(),
            "rollback" => transaction.end_blocking(false).unwrap(),
            // The connection is given back with its transaction at an end, and the lock taken.
            "text" => drop(ask_in(&transaction, "COMMIT").unwrap()),
            _ => drop(transaction),
        }
        others_may(&other).unwrap_or_else(|error| panic!("{end}: {error:?}"));
    }
    run(&db, "UPDATE item SET value = 1").unwrap();
}

#[test]
fn where_the_engine_sees_to_it_nobody_waits_for_the_lock() {
    let fresh = Fresh::new();
    let db = fresh.connect("?isolation=serializable");
    let transaction = db.begin_blocking().unwrap();
    assert!(!transaction.run_blocking(Make).unwrap());
}

#[tokio::test]
async fn the_one_that_makes_rows_lets_others_where_its_future_is_dropped() {
    let fresh = tokio::task::spawn_blocking(Fresh::new).await.unwrap();
    let db = fresh.connect("?connections=1");
    let transaction = db.begin().await.unwrap();
    assert!(transaction.run(Make).await.unwrap());
    let slow = transaction.run(Ask::new("SELECT SLEEP(0.2)"));
    _ = tokio::time::timeout(std::time::Duration::from_millis(50), slow).await;
    drop(transaction);
    let other = fresh.connect("?connections=1&lock_timeout=5000");
    tokio::task::spawn_blocking(move || others_may(&other))
        .await
        .unwrap()
        .unwrap();
}
