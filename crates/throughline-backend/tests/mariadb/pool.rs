//! The pool: its limit, and what goes back to it.

use std::time::{Duration, Instant};

use throughline_core::{ErrorKind, Value};

use super::server::{Fresh, ask, ask_in, ask_with, run, with_rows};

#[test]
fn a_pool_that_is_exhausted_says_what_to_do() {
    let fresh = Fresh::new();
    let db = fresh.connect("?connections=2&wait_timeout=200");
    let (first, second) = (db.begin_blocking().unwrap(), db.begin_blocking().unwrap());
    let start = Instant::now();
    let error = run(&db, "SELECT 1").unwrap_err();
    assert_eq!(error.kind(), ErrorKind::PoolExhausted);
    assert_eq!(
        error.to_string(),
        "none of the 2 connections became free within 0.2 seconds"
    );
    assert!(start.elapsed() >= Duration::from_millis(200));
    assert!(error.hint().unwrap().contains("connections=N"));
    drop(first);
    assert_eq!(run(&db, "SELECT 1").unwrap(), 1);
    drop(second);
}

#[test]
fn threads_share_few_connections() {
    let fresh = Fresh::new();
    let db = fresh.connect("?connections=3");
    with_rows(&db);
    let threads: Vec<_> = (0..12)
        .map(|_| {
            let db = db.clone();
            std::thread::spawn(move || {
                for _ in 0..20 {
                    run(&db, "UPDATE item SET value = value + 1 WHERE id = 1").unwrap();
                }
            })
        })
        .collect();
    for thread in threads {
        thread.join().unwrap();
    }
    assert!(super::server::value_of(&db, 1) == Value::Int(240));
    let sql = "SELECT COUNT(*) FROM information_schema.processlist WHERE db = DATABASE()";
    let Value::Int(sessions) = ask(&db, sql).unwrap()[0][0] else {
        panic!("a count is a number");
    };
    assert!(sessions <= 3, "{sessions}");
}

#[test]
fn a_session_is_set_up_alike_on_every_server() {
    let fresh = Fresh::new();
    let db = fresh.connect("?application_name=registrar&lock_timeout=2500");
    let sql = "SELECT @@collation_connection, @@time_zone, @@innodb_lock_wait_timeout, \
               @@sql_mode LIKE '%STRICT_ALL_TABLES%', 'a' = 'A', 'a' = 'a '";
    let expected = [
        Value::Text("utf8mb4_nopad_bin".to_owned()),
        Value::Text("+00:00".to_owned()),
        Value::Int(3),
        Value::Int(1),
        Value::Int(0),
        Value::Int(0),
    ];
    let found = ask(&db, sql).unwrap();
    assert!(found == [expected], "{found:?}");
}

#[test]
fn a_transaction_takes_many_statements_of_one_text() {
    let fresh = Fresh::new();
    let db = fresh.connect("");
    with_rows(&db);
    let transaction = db.begin_blocking().unwrap();
    for id in 10..700 {
        // Each text is another: more than are kept prepared.
        ask_in(&transaction, &format!("INSERT INTO item VALUES ({id}, 0)")).unwrap();
    }
    transaction.end_blocking(true).unwrap();
    assert!(ask(&db, "SELECT COUNT(*) FROM item").unwrap() == [[Value::Int(692)]]);
    let prepared = ask(&db, "SHOW SESSION STATUS LIKE 'Prepared_stmt_count'");
    assert!(prepared.is_ok());
}

#[test]
fn more_texts_than_a_connection_keeps_prepared_are_prepared_again() {
    let fresh = Fresh::new();
    let db = fresh.connect("?connections=1");
    let number = |number: i64| {
        let sql = format!("SELECT {number} + ?");
        let sum = ask_with(&db, &sql, vec![Value::Int(1)]).unwrap();
        assert!(sum[0][0] == Value::Int(number + 1), "{sql}");
    };
    for text in 0..1_200 {
        number(text);
        // One that is asked again and again, and one of long ago.
        number(-1);
        number(text / 2);
    }
}
