//! Connections that are cut from the server's side.

use std::time::Duration;

use throughline_core::{ErrorKind, Value};

use super::server::{Ask, Fresh, WHO, ask, ask_in, number, run, session, value_of, with_rows};

#[test]
fn a_connection_that_is_killed_in_a_transaction_loses_it_and_says_so() {
    let fresh = Fresh::new();
    let db = fresh.connect("?connections=1");
    with_rows(&db);
    let transaction = db.begin_blocking().unwrap();
    ask_in(&transaction, "UPDATE item SET value = 1 WHERE id = 1").unwrap();
    fresh.kill("CONNECTION", session(&transaction));
    let error = ask_in(&transaction, "UPDATE item SET value = 1 WHERE id = 2").unwrap_err();
    assert_eq!(error.kind(), ErrorKind::ConnectionLost, "{error:?}");
    assert!(!error.is_retryable());
    let error = transaction.end_blocking(true).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::TransactionClosed);
    transaction.end_blocking(false).unwrap();
    assert!([1, 2].map(|id| value_of(&db, id)) == [Value::Int(0), Value::Int(0)]);
}

#[test]
fn a_commit_that_is_cut_says_that_its_outcome_is_not_known() {
    let fresh = Fresh::new();
    let db = fresh.connect("?connections=1");
    with_rows(&db);
    let transaction = db.begin_blocking().unwrap();
    ask_in(&transaction, "UPDATE item SET value = 1 WHERE id = 1").unwrap();
    fresh.kill("CONNECTION", session(&transaction));
    let error = transaction.end_blocking(true).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::OutcomeUnknown);
    assert!(error.to_string().contains("is not known"));
    drop(transaction);
    assert!(value_of(&db, 1) == Value::Int(0));
}

#[test]
fn a_connection_that_was_killed_while_nobody_used_it_is_replaced() {
    let fresh = Fresh::new();
    let db = fresh.connect("?connections=1");
    with_rows(&db);
    for _ in 0..2 {
        let session = number(&ask(&db, WHO).unwrap());
        fresh.kill("CONNECTION", session);
        std::thread::sleep(Duration::from_millis(700));
        assert!(value_of(&db, 1) == Value::Int(0));
    }
}

#[test]
fn a_connection_that_is_killed_at_work_costs_one_error() {
    let fresh = Fresh::new();
    let db = fresh.connect("?connections=1");
    with_rows(&db);
    let session = number(&ask(&db, WHO).unwrap());
    let sleeping = db.clone();
    let sleeper = std::thread::spawn(move || run(&sleeping, "SELECT SLEEP(20)"));
    std::thread::sleep(Duration::from_millis(300));
    fresh.kill("CONNECTION", session);
    let error = sleeper.join().unwrap().unwrap_err();
    assert_eq!(error.kind(), ErrorKind::ConnectionLost, "{error:?}");
    assert!(value_of(&db, 1) == Value::Int(0));
}

#[tokio::test]
async fn the_same_for_async_callers() {
    let fresh = tokio::task::spawn_blocking(Fresh::new).await.unwrap();
    let db = fresh.connect("?connections=1");
    with_rows(&db);
    let transaction = db.begin().await.unwrap();
    transaction
        .run(Ask::new("UPDATE item SET value = 1"))
        .await
        .unwrap();
    let (_, rows) = transaction
        .run(Ask::new("SELECT CONNECTION_ID()"))
        .await
        .unwrap();
    let Value::Int(session) = rows[0][0] else {
        panic!("a session has a number");
    };
    fresh.kill("CONNECTION", session);
    let error = transaction.run(Ask::new("SELECT 1")).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::ConnectionLost);
    drop(transaction);
    let (_, rows) = db.run(Ask::new("SELECT value FROM item")).await.unwrap();
    assert!(rows == [[Value::Int(0)], [Value::Int(0)]]);
}
