//! Statements that were prepared for a table which has changed since.

use throughline_core::{ErrorKind, Value};

use crate::ask::{rows, rows_in, script};
use crate::server::Schema;

const READ: &str = "SELECT * FROM n";

#[test]
fn a_table_altered_by_somebody_else_is_read_as_it_is() {
    let schema = Schema::new();
    let db = schema.open_with("connections=1");
    script(&db, "CREATE TABLE n (id int); INSERT INTO n VALUES (1)").unwrap();
    assert!(rows(&db, READ).unwrap() == [[Value::Int(1)]]);
    rows(&schema.open(), "ALTER TABLE n ADD name text DEFAULT 'x'").unwrap();
    let row = [Value::Int(1), Value::Text("x".to_owned())];
    assert!(rows(&db, READ).unwrap() == [row]);
}

#[test]
fn a_table_altered_by_the_connection_itself_is_read_within_the_transaction() {
    let schema = Schema::new();
    let db = schema.open_with("connections=1");
    script(&db, "CREATE TABLE n (id int); INSERT INTO n VALUES (1)").unwrap();
    rows(&db, READ).unwrap();
    let tx = db.begin_blocking().unwrap();
    rows_in(&tx, READ).unwrap();
    rows_in(&tx, "ALTER TABLE n ALTER id TYPE text").unwrap();
    assert!(rows_in(&tx, READ).unwrap() == [[Value::Text("1".to_owned())]]);
    tx.end_blocking(true).unwrap();
    assert!(rows(&db, READ).unwrap() == [[Value::Text("1".to_owned())]]);
}

#[test]
fn in_a_transaction_it_is_an_error_once() {
    let schema = Schema::new();
    let db = schema.open_with("connections=1");
    script(&db, "CREATE TABLE n (id int)").unwrap();
    rows(&db, READ).unwrap();
    rows(&schema.open(), "ALTER TABLE n ADD name text").unwrap();
    let tx = db.begin_blocking().unwrap();
    let error = rows_in(&tx, READ).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::SerializationFailure);
    assert!(error.is_retryable(), "begun anew, it works");
    drop(tx);
    let tx = db.begin_blocking().unwrap();
    rows_in(&tx, READ).unwrap();
}

#[test]
fn statements_that_the_server_has_forgotten_are_prepared_again() {
    let schema = Schema::new();
    let db = schema.open_with("connections=1");
    rows(&db, "SELECT 1").unwrap();
    rows(&db, "DEALLOCATE ALL").unwrap();
    rows(&db, "SELECT 1").unwrap();
}
