//! Errors by their kind, with the constraint's name and without values.

use throughline_core::{Error, ErrorKind};

use crate::ask::{rows, rows_in, script};
use crate::server::Schema;

const TABLES: &str = "
    CREATE TABLE teacher (id int PRIMARY KEY, email varchar(20) NOT NULL, age int,
        CONSTRAINT teacher_email_key UNIQUE (email), CONSTRAINT grown_up CHECK (age >= 18));
    CREATE TABLE course (id int PRIMARY KEY,
        teacher_id int CONSTRAINT course_teacher_fk REFERENCES teacher (id));
    INSERT INTO teacher VALUES (1, 'secret@x', 40);
    INSERT INTO course VALUES (1, 1)";

fn fails(schema: &Schema, sql: &str) -> Error {
    rows(&schema.open(), sql).expect_err(sql)
}

#[test]
fn a_violated_constraint_is_named_and_no_value_is_told() {
    let schema = Schema::new();
    script(&schema.open(), TABLES).unwrap();
    for (sql, kind, constraint) in [
        (
            "INSERT INTO teacher VALUES (2, 'secret@x')",
            ErrorKind::UniqueViolation,
            Some("teacher_email_key"),
        ),
        (
            "INSERT INTO teacher VALUES (1, 'b')",
            ErrorKind::UniqueViolation,
            Some("teacher_pkey"),
        ),
        (
            "INSERT INTO teacher VALUES (2)",
            ErrorKind::NotNullViolation,
            Some("teacher.email"),
        ),
        (
            "INSERT INTO teacher VALUES (2, 'b', 7)",
            ErrorKind::CheckViolation,
            Some("grown_up"),
        ),
        (
            "INSERT INTO teacher VALUES (2, 'secret secret secret secret')",
            ErrorKind::CheckViolation,
            None,
        ),
        (
            "INSERT INTO course VALUES (2, 9)",
            ErrorKind::ForeignKeyViolation,
            Some("course_teacher_fk"),
        ),
        (
            "DELETE FROM teacher",
            ErrorKind::ForeignKeyViolation,
            Some("course_teacher_fk"),
        ),
        ("SELECT 'secret'::int", ErrorKind::InvalidValue, None),
        ("SELECT 2147483647 + 1", ErrorKind::InvalidValue, None),
        ("SELECT 1 FROM nowhere", ErrorKind::SchemaMismatch, None),
        (
            "SELECT shoe_size FROM teacher",
            ErrorKind::SchemaMismatch,
            None,
        ),
        ("SELEC 1", ErrorKind::Database, None),
    ] {
        let error = fails(&schema, sql);
        assert_eq!(
            (error.kind(), error.constraint()),
            (kind, constraint),
            "{sql}: {error:?}"
        );
        let told = format!("{error} {error:?}").replace(sql, "");
        assert!(!told.contains("secret"), "{told}");
    }
}

#[test]
fn a_lock_that_is_not_free_and_a_statement_that_takes_too_long() {
    let schema = Schema::new();
    script(&schema.open(), TABLES).unwrap();
    let holder = schema.open();
    let holder = holder.begin_blocking().unwrap();
    rows_in(&holder, "SELECT 1 FROM teacher FOR UPDATE").unwrap();
    let change = "UPDATE teacher SET age = 41";
    let waiter = schema.open_with("lock_timeout=50");
    let error = rows(&waiter, change).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::LockTimeout);
    assert!(error.is_retryable());
    let waiter = schema.open_with("statement_timeout=50");
    let error = rows(&waiter, change).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::StatementTimeout);
    assert!(!error.is_retryable());
}

#[test]
fn a_deadlock_ends_one_of_two_transactions() {
    let schema = Schema::new();
    script(
        &schema.open(),
        "CREATE TABLE n (id int); INSERT INTO n VALUES (1), (2)",
    )
    .unwrap();
    let barrier = std::sync::Barrier::new(2);
    let cross = |first: i32, second: i32| {
        let tx = schema.open().begin_blocking().unwrap();
        let change = |id| rows_in(&tx, &format!("UPDATE n SET id = id WHERE id = {id}"));
        change(first).unwrap();
        barrier.wait();
        let result = change(second).map(drop);
        tx.end_blocking(result.is_ok()).unwrap();
        result
    };
    let results = std::thread::scope(|scope| {
        let other = scope.spawn(|| cross(2, 1));
        [cross(1, 2), other.join().unwrap()]
    });
    let errors: Vec<_> = results.into_iter().filter_map(Result::err).collect();
    let [error] = errors.as_slice() else {
        panic!("{} of two transactions failed", errors.len());
    };
    assert_eq!(error.kind(), ErrorKind::Deadlock);
    assert!(error.is_retryable());
}

#[test]
fn a_transaction_that_cannot_be_serialized() {
    let schema = Schema::new();
    script(
        &schema.open(),
        "CREATE TABLE n (id int); INSERT INTO n VALUES (1)",
    )
    .unwrap();
    let (db, rival) = (schema.open(), schema.open());
    let tx = db.begin_blocking().unwrap();
    rows_in(&tx, "SET TRANSACTION ISOLATION LEVEL REPEATABLE READ").unwrap();
    rows_in(&tx, "SELECT id FROM n").unwrap();
    rows(&rival, "UPDATE n SET id = 2").unwrap();
    let error = rows_in(&tx, "UPDATE n SET id = 3").unwrap_err();
    assert_eq!(error.kind(), ErrorKind::SerializationFailure);
}

#[test]
fn a_transaction_that_only_reads() {
    let schema = Schema::new();
    script(&schema.open(), TABLES).unwrap();
    let tx = schema.open().begin_blocking().unwrap();
    rows_in(&tx, "SET TRANSACTION READ ONLY").unwrap();
    let error = rows_in(&tx, "DELETE FROM course").unwrap_err();
    assert_eq!(error.kind(), ErrorKind::ReadOnly);
}
