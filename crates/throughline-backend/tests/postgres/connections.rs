//! Connections that cannot be made, are all taken, or break.

use std::time::{Duration, Instant};

use throughline_backend::Database;
use throughline_core::{Error, ErrorKind, Value};
use tokio::runtime::Builder;

use crate::ask::{ask, count, rows, rows_in, script};
use crate::server::{Schema, url, with};

fn refused(url: &str) -> Error {
    let error = Database::connect_blocking(url).expect_err(url);
    assert_eq!(error.kind(), ErrorKind::ConnectionFailed, "{error:?}");
    assert!(error.hint().is_some());
    assert!(!format!("{error:?}").contains("secret"), "{error:?}");
    error
}

#[test]
fn what_is_wrong_with_a_url_is_told_at_once() {
    let error = refused("postgres://u:secret@127.0.0.1:1/school");
    assert!(error.to_string().contains("`127.0.0.1:1`"), "{error}");
    assert!(error.to_string().contains("`school`"), "{error}");
    refused("postgres://u:secret@no.such.host.invalid/school");
    for socket in [
        "postgres://u:secret@%2Fnowhere/school",
        "postgres:///school?host=/nowhere",
    ] {
        let error = refused(socket);
        assert!(error.to_string().contains("in `/nowhere`"), "{error}");
    }
    let (server, _) = url()
        .rsplit_once('/')
        .map(|(a, b)| (a.to_owned(), b.to_owned()))
        .unwrap();
    let error = refused(&format!("{server}/no_such_database"));
    assert!(
        error.to_string().contains("no database `no_such_database`"),
        "{error}"
    );
    let address = server
        .rsplit_once('@')
        .map_or("127.0.0.1", |(_, address)| address);
    let error = refused(&format!("postgres://nobody_here:secret@{address}/test"));
    assert!(error.to_string().contains("`nobody_here`"), "{error}");
}

#[test]
fn tls_is_what_the_url_says() {
    // The server of the tests may speak it or not: but it has no certificate that this trusts.
    let error = refused(&with(&url(), "tls_certificates=/nowhere.pem"));
    assert!(error.to_string().contains("`/nowhere.pem`"), "{error}");
    refused(&with(&url(), "tls=on"));
}

#[test]
fn a_pool_that_is_exhausted_says_so_and_goes_on() {
    let schema = Schema::new();
    let db = schema.open_with("connections=1&wait_timeout=100");
    let tx = db.begin_blocking().unwrap();
    let start = Instant::now();
    let error = rows(&db, "SELECT 1").unwrap_err();
    assert_eq!(error.kind(), ErrorKind::PoolExhausted);
    assert!(start.elapsed() >= Duration::from_millis(100));
    drop(tx);
    rows(&db, "SELECT 1").unwrap();
}

/// Who waits for the pool is not passed over for a connection that rests beside it.
#[test]
fn one_connection_serves_all_who_wait_and_all_who_come() {
    let schema = Schema::new();
    let name = schema.name();
    let db = schema.open_with(&format!(
        "connections=1&wait_timeout=5000&application_name={name}"
    ));
    std::thread::scope(|scope| {
        for number in 0..8 {
            let db = &db;
            scope.spawn(move || {
                let runtime = Builder::new_current_thread().enable_all().build().unwrap();
                for round in 0..400 {
                    let answer = match number % 2 {
                        0 => rows(db, "SELECT 1"),
                        _ => runtime.block_on(db.run(ask("SELECT 1"))),
                    };
                    assert!(answer.unwrap() == [[Value::Int(1)]]);
                    if round % 8 == number {
                        // Now nobody may be waiting, and it rests.
                        std::thread::sleep(Duration::from_micros(300));
                    }
                }
            });
        }
    });
    let of = format!("pg_stat_activity WHERE application_name = '{name}'");
    assert_eq!(count(schema.outside(), &of), 1, "no other was made");
}

/// Ends the server's side of all connections of that name, and waits until it is done.
fn cut(schema: &Schema) {
    let name = schema.name();
    let of = format!("FROM pg_stat_activity WHERE application_name = '{name}'");
    let ended = rows(
        schema.outside(),
        &format!("SELECT pg_terminate_backend(pid) {of}"),
    );
    assert!(!ended.unwrap().is_empty(), "there was one to cut");
    while !rows(schema.outside(), &format!("SELECT 1 {of}"))
        .unwrap()
        .is_empty()
    {
        std::thread::sleep(Duration::from_millis(5));
    }
    // So that the news has come here.
    std::thread::sleep(Duration::from_millis(50));
}

#[test]
fn a_connection_that_was_cut_while_nobody_used_it_is_not_given_out() {
    let schema = Schema::new();
    let db = schema.open_with(&format!("application_name={}", schema.name()));
    rows(&db, "SELECT 1").unwrap();
    cut(&schema);
    rows(&db, "SELECT 1").unwrap();
}

#[test]
fn a_connection_that_is_cut_in_a_transaction_leaves_nothing_of_it() {
    let schema = Schema::new();
    let db = schema.open_with(&format!("connections=1&application_name={}", schema.name()));
    script(&db, "CREATE TABLE n (id int)").unwrap();
    let tx = db.begin_blocking().unwrap();
    rows_in(&tx, "INSERT INTO n VALUES (1)").unwrap();
    cut(&schema);
    let error = rows_in(&tx, "INSERT INTO n VALUES (2)").unwrap_err();
    assert_eq!(error.kind(), ErrorKind::ConnectionLost);
    let error = tx.end_blocking(true).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::TransactionClosed);
    drop(tx);
    assert_eq!(count(&db, "n"), 0, "the pool has recovered");
}

#[test]
fn a_connection_that_was_cut_before_a_commit_leaves_no_question() {
    let schema = Schema::new();
    let db = schema.open_with(&format!("connections=1&application_name={}", schema.name()));
    script(&db, "CREATE TABLE n (id int)").unwrap();
    let tx = db.begin_blocking().unwrap();
    rows_in(&tx, "INSERT INTO n VALUES (1)").unwrap();
    cut(&schema);
    let error = tx.end_blocking(true).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::ConnectionLost, "nothing was sent");
    assert!(!error.is_retryable());
    drop(tx);
    assert_eq!(count(&db, "n"), 0);
}

#[test]
fn a_statement_that_is_cut_while_it_runs_is_lost() {
    let schema = Schema::new();
    let db = schema.open_with(&format!("application_name={}", schema.name()));
    std::thread::scope(|scope| {
        let running = scope.spawn(|| rows(&db, "SELECT pg_sleep(30)"));
        std::thread::sleep(Duration::from_millis(100));
        cut(&schema);
        let error = running.join().unwrap().unwrap_err();
        assert_eq!(error.kind(), ErrorKind::ConnectionLost, "{error:?}");
    });
    rows(&db, "SELECT 1").unwrap();
}
