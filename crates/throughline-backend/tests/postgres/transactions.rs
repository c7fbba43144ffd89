//! Transactions, savepoints, and transactions that are lost.

use throughline_core::ErrorKind;

use crate::ask::{count, rows, rows_in, script, script_in};
use crate::server::Schema;

fn table(schema: &Schema) -> throughline_backend::Database {
    let db = schema.open();
    rows(&db, "CREATE TABLE n (id int PRIMARY KEY)").unwrap();
    db
}

#[test]
fn a_transaction_is_kept_or_undone_whole() {
    let schema = Schema::new();
    let db = table(&schema);
    let tx = db.begin_blocking().unwrap();
    rows_in(&tx, "INSERT INTO n VALUES (1)").unwrap();
    assert_eq!(count(&db, "n"), 0, "nobody else sees it");
    tx.end_blocking(true).unwrap();
    assert_eq!(count(&db, "n"), 1);
    let tx = db.begin_blocking().unwrap();
    rows_in(&tx, "INSERT INTO n VALUES (2)").unwrap();
    tx.end_blocking(false).unwrap();
    let tx = db.begin_blocking().unwrap();
    rows_in(&tx, "INSERT INTO n VALUES (3)").unwrap();
    drop(tx);
    assert_eq!(count(&db, "n"), 1);
}

#[test]
fn after_an_error_a_transaction_takes_its_end_alone_and_tells_no_lie() {
    let schema = Schema::new();
    let db = table(&schema);
    let tx = db.begin_blocking().unwrap();
    rows_in(&tx, "INSERT INTO n VALUES (1)").unwrap();
    let error = rows_in(&tx, "INSERT INTO n VALUES (1)").unwrap_err();
    assert_eq!(error.kind(), ErrorKind::UniqueViolation);
    let error = rows_in(&tx, "SELECT 1").unwrap_err();
    assert_eq!(error.kind(), ErrorKind::TransactionClosed);
    // The server itself would answer it by a rollback that looks like success.
    let error = tx.end_blocking(true).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::TransactionClosed);
    drop(tx);
    assert_eq!(count(&db, "n"), 0);
}

#[test]
fn an_error_in_a_savepoint_is_undone_with_it() {
    let schema = Schema::new();
    let db = table(&schema);
    let tx = db.begin_blocking().unwrap();
    rows_in(&tx, "INSERT INTO n VALUES (1)").unwrap();
    let inner = tx.begin_blocking().unwrap();
    rows_in(&inner, "INSERT INTO n VALUES (2)").unwrap();
    rows_in(&inner, "INSERT INTO n VALUES (1)").unwrap_err();
    inner.end_blocking(false).unwrap();
    rows_in(&tx, "INSERT INTO n VALUES (3)").unwrap();
    tx.end_blocking(true).unwrap();
    assert_eq!(count(&db, "n"), 2);
}

#[test]
fn a_commit_that_is_refused_leaves_nothing_behind() {
    let schema = Schema::new();
    let db = schema.open_with("connections=1");
    let deferred = "CREATE TABLE part (id int PRIMARY KEY, whole int REFERENCES part (id) \
                    DEFERRABLE INITIALLY DEFERRED)";
    rows(&db, deferred).unwrap();
    let tx = db.begin_blocking().unwrap();
    rows_in(&tx, "INSERT INTO part VALUES (1, 9)").unwrap();
    let error = tx.end_blocking(true).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::ForeignKeyViolation);
    drop(tx);
    assert_eq!(count(&db, "part"), 0);
}

#[test]
fn a_row_that_cannot_be_taken_is_no_error_of_the_transaction() {
    let schema = Schema::new();
    let db = table(&schema);
    let tx = db.begin_blocking().unwrap();
    rows_in(&tx, "INSERT INTO n VALUES (1)").unwrap();
    let error = rows_in(&tx, "SELECT 'infinity'::date").unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Decode);
    tx.end_blocking(true).unwrap();
    assert_eq!(count(&db, "n"), 1);
}

#[test]
fn a_script_that_ends_or_breaks_the_transaction_is_noticed() {
    let schema = Schema::new();
    let db = table(&schema);
    assert!(script(&db, "INSERT INTO n VALUES (1); INSERT INTO n VALUES (2)").unwrap());
    let tx = db.begin_blocking().unwrap();
    assert!(!script_in(&tx, "INSERT INTO n VALUES (3); SELECT 1").unwrap());
    assert!(
        script_in(&tx, "INSERT INTO n VALUES (4); COMMIT").unwrap(),
        "it is at its end"
    );
    drop(tx);
    assert_eq!(count(&db, "n"), 4);
    let tx = db.begin_blocking().unwrap();
    script_in(&tx, "INSERT INTO n VALUES (5); INSERT INTO n VALUES (1)").unwrap_err();
    let error = tx.end_blocking(true).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::TransactionClosed);
    drop(tx);
    assert_eq!(count(&db, "n"), 4);
}
