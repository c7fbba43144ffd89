//! One connection and callers of all kinds: threads that wait, tasks, and threads of a runtime that wait. A
//! thread that waits opens a connection which it listens to itself; the others have to be served by it as well.

use std::time::Duration;

use throughline_backend::Database;
use throughline_core::Value;

use super::server::{
    Ask, Fresh, WHO, ask, ask_in, one_thread, session, session_of_task, value_of, with_rows,
};

/// The session of a pool of one connection, as a waiting thread sees it.
fn session_of(db: &Database) -> i64 {
    session(&db.begin_blocking().unwrap())
}

#[test]
fn a_connection_that_a_thread_opened_serves_tasks_and_threads_of_runtimes() {
    let fresh = Fresh::new();
    let db = fresh.connect("?connections=1&wait_timeout=5000");
    with_rows(&db);
    let opened = session_of(&db);
    for _ in 0..3 {
        one_thread().block_on(async {
            assert_eq!(session_of_task(&db).await, opened);
            let transaction = db.begin().await.unwrap();
            let update = Ask::new("UPDATE item SET value = 1");
            transaction.run(update).await.unwrap();
            drop(transaction);
            // In a thread that belongs to a runtime.
            assert_eq!(session_of(&db), opened);
            let elsewhere = db.clone();
            let waits = tokio::task::spawn_blocking(move || session_of(&elsewhere));
            assert_eq!(waits.await.unwrap(), opened);
        });
        assert_eq!(session_of(&db), opened);
        assert!(value_of(&db, 1) == Value::Int(0));
    }
}

#[test]
fn a_transaction_that_a_thread_began_goes_on_in_a_runtime() {
    let fresh = Fresh::new();
    let db = fresh.connect("?connections=1&wait_timeout=5000");
    with_rows(&db);
    for (commit, value) in [(false, 0), (true, 1)] {
        let transaction = db.begin_blocking().unwrap();
        ask_in(&transaction, "UPDATE item SET value = 1 WHERE id = 1").unwrap();
        one_thread().block_on(async {
            ask_in(&transaction, "UPDATE item SET value = 1 WHERE id = 2").unwrap();
            match commit {
                true => transaction.end_blocking(true).unwrap(),
                false => drop(transaction),
            }
        });
        assert!([1, 2].map(|id| value_of(&db, id)) == [Value::Int(value), Value::Int(value)]);
    }
}

#[test]
fn a_connection_that_a_thread_opened_is_asked_by_a_task_whether_it_is_there() {
    let fresh = Fresh::new();
    let db = fresh.connect("?connections=1&wait_timeout=5000");
    let opened = session_of(&db);
    std::thread::sleep(Duration::from_millis(700));
    one_thread().block_on(async {
        assert_eq!(session_of_task(&db).await, opened);
        fresh.kill("CONNECTION", opened);
        tokio::time::sleep(Duration::from_millis(700)).await;
        assert_ne!(session_of_task(&db).await, opened);
    });
    assert!(!ask(&db, WHO).unwrap().is_empty());
}
