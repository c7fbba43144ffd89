//! Futures that are dropped before they are done: afterwards all of it or nothing, and a pool
//! that works.

use std::future::Future;
use std::pin::pin;
use std::task::{Context, Waker};
use std::time::Duration;

use throughline_backend::{Access, Connection, Operation, block_on};
use throughline_core::{ErrorKind, Result};

use crate::ask::{ask, count, rows};
use crate::server::Schema;

/// Two rows, in a transaction with a pause in the middle.
struct Both;

impl Operation for Both {
    type Output = ();

    fn access(&self) -> Access {
        Access::Write
    }

    async fn run(self, connection: &mut Connection) -> Result<()> {
        let level = connection.begin().await?;
        let result = async {
            connection.execute("INSERT INTO n VALUES (1)", &[]).await?;
            connection.execute("SELECT pg_sleep(0.01)", &[]).await?;
            connection.execute("INSERT INTO n VALUES (2)", &[]).await
        };
        let result = result.await.map(drop);
        connection.end(level, result).await
    }
}

/// Polls a future so many times, some milliseconds apart, and drops it.
fn drop_after(polls: usize, pause: u64, future: impl Future) {
    let mut future = pin!(future);
    for _ in 0..polls {
        let mut context = Context::from_waker(Waker::noop());
        if future.as_mut().poll(&mut context).is_ready() {
            return;
        }
        std::thread::sleep(Duration::from_millis(pause));
    }
}

#[test]
fn an_operation_is_done_whole_or_not_at_all() {
    let schema = Schema::new();
    let name = schema.name();
    let db = schema.open_with(&format!("connections=2&application_name={name}"));
    rows(&db, "CREATE TABLE n (id int)").unwrap();
    for round in 0..60 {
        drop_after(1 + round % 3, (round % 7) as u64, db.run(Both));
        // Whoever comes next waits for the connections, or has one.
        let found = count(&db, "n");
        assert_eq!(found % 2, 0, "half of an operation in round {round}");
    }
    std::thread::sleep(Duration::from_millis(200));
    assert_eq!(count(&db, "n") % 2, 0);
    let open = format!(
        "SELECT 1 FROM pg_stat_activity \
         WHERE state LIKE 'idle in transaction%' AND application_name = '{name}'"
    );
    assert!(
        rows(&db, &open).unwrap().is_empty(),
        "a transaction was left open"
    );
}

#[test]
fn a_future_that_was_never_polled_does_nothing() {
    let schema = Schema::new();
    let db = schema.open();
    rows(&db, "CREATE TABLE n (id int)").unwrap();
    drop(db.run(Both));
    std::thread::sleep(Duration::from_millis(50));
    assert_eq!(count(&db, "n"), 0);
}

#[test]
fn a_transaction_whose_operation_was_dropped_is_given_up() {
    let schema = Schema::new();
    let db = schema.open_with("connections=1");
    rows(&db, "CREATE TABLE n (id int)").unwrap();
    for pause in 0..20 {
        let tx = block_on(db.begin()).unwrap();
        block_on(tx.run(ask("INSERT INTO n VALUES (1)"))).unwrap();
        drop_after(1, pause, tx.run(ask("SELECT pg_sleep(0.005)")));
        match block_on(tx.end(true)) {
            // It was done before it was dropped: the future had not been polled to its end.
            Err(error) => assert_eq!(error.kind(), ErrorKind::TransactionClosed),
            Ok(()) => panic!("an operation in the middle was dropped, and its rows were kept"),
        }
        drop(tx);
        assert_eq!(count(&db, "n"), 0);
    }
}

#[test]
fn a_begin_that_was_dropped_leaves_no_transaction_open() {
    let schema = Schema::new();
    let db = schema.open_with("connections=1&wait_timeout=2000");
    rows(&db, "CREATE TABLE n (id int)").unwrap();
    for pause in 0..20 {
        drop_after(1, pause % 4, db.begin());
        rows(&db, "INSERT INTO n VALUES (1)").unwrap();
    }
    assert_eq!(
        count(&schema.open(), "n"),
        20,
        "nothing of it was in a transaction of before"
    );
}
