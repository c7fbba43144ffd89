//! Futures that are dropped in the middle: all of an operation is done, or nothing.

use std::future::Future;
use std::pin::pin;
use std::task::{Context, Waker};
use std::time::Duration;

use throughline_backend::{Access, Connection, Database, Operation};
use throughline_core::{ErrorKind, Result, Value};

use super::server::{Ask, Fresh, ask, ask_with, one_thread, run};

/// Inserts two rows, which belong together.
pub(crate) struct Pair(pub(crate) i64);

impl Operation for Pair {
    type Output = ();

    fn access(&self) -> Access {
        Access::Write
    }

    async fn run(self, connection: &mut Connection) -> Result<()> {
        let level = connection.begin().await?;
        let sql = "INSERT INTO pair VALUES (?, ?)";
        let mut done = Ok(0);
        for half in 0..2 {
            if done.is_ok() {
                done = connection
                    .execute(sql, &[Value::Int(self.0), Value::Int(half)])
                    .await;
            }
        }
        connection.end(level, done).await.map(drop)
    }
}

pub(crate) const TABLE: &str = "CREATE TABLE pair (id bigint, half bigint, PRIMARY KEY (id, half))";

#[tokio::test]
async fn an_operation_that_is_dropped_at_any_moment_is_whole_or_not_there() {
    let fresh = tokio::task::spawn_blocking(Fresh::new).await.unwrap();
    let db = fresh.connect(FEW);
    run(&db, TABLE).unwrap();
    pairs_are_whole(&fresh, &db).await;
}

#[test]
fn the_same_on_a_connection_that_a_waiting_thread_opened() {
    let fresh = Fresh::new();
    let db = fresh.connect(FEW);
    run(&db, TABLE).unwrap();
    one_thread().block_on(pairs_are_whole(&fresh, &db));
}

/// Finds those of which only one half is there.
pub(crate) const HALVES: &str = "SELECT id, COUNT(*) FROM pair GROUP BY id HAVING COUNT(*) <> 2";

const FEW: &str = "?connections=2&wait_timeout=5000";

async fn pairs_are_whole(fresh: &Fresh, db: &Database) {
    for id in 0..60 {
        let limit = Duration::from_micros(u64::try_from(id).unwrap() * 40);
        _ = tokio::time::timeout(limit, db.run(Pair(id))).await;
    }
    fresh.waits_for_transactions();
    assert!(ask(db, HALVES).unwrap().is_empty());
    db.run(Pair(1000)).await.unwrap();
}

#[test]
fn an_operation_that_is_never_polled_does_nothing() {
    let fresh = Fresh::new();
    let db = fresh.connect("");
    run(&db, TABLE).unwrap();
    let recorder = db.record();
    drop(db.run(Pair(1)));
    std::thread::sleep(Duration::from_millis(50));
    assert_eq!(recorder.all(), []);
}

#[tokio::test]
async fn a_transaction_whose_operation_is_dropped_is_given_up() {
    let fresh = tokio::task::spawn_blocking(Fresh::new).await.unwrap();
    let db = fresh.connect("?connections=1");
    run(&db, TABLE).unwrap();
    let transaction = db.begin().await.unwrap();
    transaction.run(Pair(1)).await.unwrap();
    {
        let mut context = Context::from_waker(Waker::noop());
        let mut begun = pin!(transaction.run(Ask::new("SELECT SLEEP(0.2)")));
        assert!(begun.as_mut().poll(&mut context).is_pending());
    }
    let error = transaction.run(Pair(2)).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::TransactionClosed);
    drop(transaction);
    // The one connection comes back, rolled back.
    let rows = ask_with(&db, "SELECT COUNT(*) FROM pair", Vec::new()).unwrap();
    assert!(rows == [[Value::Int(0)]]);
}
