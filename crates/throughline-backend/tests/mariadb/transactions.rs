//! Transactions, savepoints, and transactions that the server has ended.

use std::sync::{Arc, Barrier};

use throughline_core::{ErrorKind, Value};

use super::server::{Fresh, ask_in, run, value_of, with_rows};

#[test]
fn what_is_committed_stays_and_what_is_dropped_goes() {
    let fresh = Fresh::new();
    let db = fresh.connect("?connections=1");
    with_rows(&db);
    let transaction = db.begin_blocking().unwrap();
    ask_in(&transaction, "UPDATE item SET value = 1 WHERE id = 1").unwrap();
    transaction.end_blocking(true).unwrap();
    let error = ask_in(&transaction, "SELECT 1").unwrap_err();
    assert_eq!(error.kind(), ErrorKind::TransactionClosed);

    let transaction = db.begin_blocking().unwrap();
    ask_in(&transaction, "UPDATE item SET value = 2 WHERE id = 1").unwrap();
    drop(transaction);
    // The only connection is there again once it is rolled back.
    assert!(value_of(&db, 1) == Value::Int(1));
}

#[test]
fn a_savepoint_is_undone_alone() {
    let fresh = Fresh::new();
    let db = fresh.connect("");
    with_rows(&db);
    let outer = db.begin_blocking().unwrap();
    ask_in(&outer, "UPDATE item SET value = 1 WHERE id = 1").unwrap();
    let inner = outer.begin_blocking().unwrap();
    ask_in(&inner, "UPDATE item SET value = 1 WHERE id = 2").unwrap();
    let error = ask_in(&inner, "INSERT INTO item VALUES (1, 1)").unwrap_err();
    assert_eq!(error.kind(), ErrorKind::UniqueViolation);
    inner.end_blocking(false).unwrap();
    let kept = outer.begin_blocking().unwrap();
    ask_in(&kept, "INSERT INTO item VALUES (3, 3)").unwrap();
    kept.end_blocking(true).unwrap();
    outer.end_blocking(true).unwrap();
    let values = [1, 2, 3].map(|id| value_of(&db, id));
    assert!(values == [1, 0, 3].map(Value::Int));
}

#[test]
fn after_a_deadlock_nothing_follows_in_the_transaction() {
    let fresh = Fresh::new();
    let db = fresh.connect("");
    with_rows(&db);
    let barrier = Arc::new(Barrier::new(2));
    let rivals = [(1, 2), (2, 1)].map(|(first, second)| {
        let (db, barrier) = (db.clone(), Arc::clone(&barrier));
        std::thread::spawn(move || {
            let transaction = db.begin_blocking().unwrap();
            let add = |id| format!("UPDATE item SET value = value + 1 WHERE id = {id}");
            ask_in(&transaction, &add(first)).unwrap();
            barrier.wait();
            let Err(error) = ask_in(&transaction, &add(second)) else {
                transaction.end_blocking(true).unwrap();
                return true;
            };
            assert_eq!(error.kind(), ErrorKind::Deadlock, "{error:?}");
            assert!(error.is_retryable());
            // Without a transaction this would be kept.
            let refused = ask_in(&transaction, "UPDATE item SET value = 100").unwrap_err();
            assert_eq!(refused.kind(), ErrorKind::TransactionClosed);
            let refused = transaction.end_blocking(true).unwrap_err();
            assert_eq!(refused.kind(), ErrorKind::TransactionClosed);
            transaction.end_blocking(false).unwrap();
            false
        })
    });
    let kept = rivals.map(|rival| rival.join().unwrap());
    assert_eq!(
        kept.iter().filter(|kept| **kept).count(),
        1,
        "one of them was undone"
    );
    assert!([1, 2].map(|id| value_of(&db, id)) == [Value::Int(1), Value::Int(1)]);
}

#[test]
fn a_change_of_tables_ends_the_transaction_and_the_handle_knows() {
    let fresh = Fresh::new();
    let db = fresh.connect("");
    with_rows(&db);
    for (value, sql) in [
        (1, "CREATE TABLE other (id bigint)"),
        (2, "ALTER TABLE other ADD COLUMN more bigint"),
        (3, "TRUNCATE TABLE other"),
        (4, "RENAME TABLE other TO another"),
        (5, "DROP TABLE another"),
    ] {
        let transaction = db.begin_blocking().unwrap();
        ask_in(
            &transaction,
            &format!("UPDATE item SET value = {value} WHERE id = 1"),
        )
        .unwrap();
        ask_in(&transaction, sql).unwrap();
        let error = ask_in(&transaction, "UPDATE item SET value = 9 WHERE id = 1").unwrap_err();
        assert_eq!(error.kind(), ErrorKind::TransactionClosed, "{sql}");
        assert!(value_of(&db, 1) == Value::Int(value), "{sql}");
    }
    // Also one that fails has ended it.
    let transaction = db.begin_blocking().unwrap();
    ask_in(&transaction, "UPDATE item SET value = 6 WHERE id = 1").unwrap();
    assert!(ask_in(&transaction, "CREATE TABLE item (id bigint)").is_err());
    let error = ask_in(&transaction, "UPDATE item SET value = 9 WHERE id = 1").unwrap_err();
    assert_eq!(error.kind(), ErrorKind::TransactionClosed);
    assert!(value_of(&db, 1) == Value::Int(6));
}

#[test]
fn a_lost_transaction_leaves_the_connection_as_it_was() {
    let fresh = Fresh::new();
    let db = fresh.connect("?connections=1");
    with_rows(&db);
    for _ in 0..3 {
        let transaction = db.begin_blocking().unwrap();
        assert!(ask_in(&transaction, "SELECT nothing").is_err());
        assert!(
            ask_in(&transaction, "SELECT 1").is_ok(),
            "an error of a statement loses no other"
        );
        drop(transaction);
    }
    assert_eq!(run(&db, "SELECT 1").unwrap(), 1);
}
