//! Errors of the server by their kinds.

use throughline_backend::Database;
use throughline_core::{Error, ErrorKind, Value};

use super::server::{Fresh, ask_in, ask_with, run, with_rows};

const TABLES: [&str; 2] = [
    "CREATE TABLE student (id bigint PRIMARY KEY, name varchar(5) NOT NULL, email varchar(50), \
     age smallint, CONSTRAINT age_check CHECK (age > 0), \
     CONSTRAINT student_email_key UNIQUE (email))",
    "CREATE TABLE membership (id bigint PRIMARY KEY, student_id bigint NOT NULL, \
     CONSTRAINT membership_student_fkey FOREIGN KEY (student_id) REFERENCES student (id))",
];

fn school(db: &Database) {
    for table in TABLES {
        run(db, table).unwrap();
    }
    run(
        db,
        "INSERT INTO student VALUES (1, 'Ann', 'ann@example.org', 20)",
    )
    .unwrap();
    run(db, "INSERT INTO membership VALUES (1, 1)").unwrap();
}

#[test]
fn each_refusal_has_its_kind_and_its_constraint() {
    let fresh = Fresh::new();
    let db = fresh.connect("");
    school(&db);
    for (sql, kind, constraint) in [
        (
            "INSERT INTO student VALUES (2, 'Bob', 'ann@example.org', 1)",
            ErrorKind::UniqueViolation,
            Some("student_email_key"),
        ),
        (
            "INSERT INTO student VALUES (1, 'Bob', NULL, 1)",
            ErrorKind::UniqueViolation,
            Some("PRIMARY"),
        ),
        (
            "INSERT INTO membership VALUES (2, 9)",
            ErrorKind::ForeignKeyViolation,
            Some("membership_student_fkey"),
        ),
        (
            "DELETE FROM student",
            ErrorKind::ForeignKeyViolation,
            Some("membership_student_fkey"),
        ),
        (
            "INSERT INTO student VALUES (2, NULL, NULL, 1)",
            ErrorKind::NotNullViolation,
            Some("name"),
        ),
        (
            "INSERT INTO student (id) VALUES (2)",
            ErrorKind::NotNullViolation,
            Some("name"),
        ),
        (
            "INSERT INTO student VALUES (2, 'Bob', NULL, -1)",
            ErrorKind::CheckViolation,
            Some("age_check"),
        ),
        (
            "UPDATE student SET name = 'Annabel'",
            ErrorKind::CheckViolation,
            Some("name"),
        ),
        (
            "UPDATE student SET age = 70000",
            ErrorKind::InvalidValue,
            None,
        ),
        (
            "UPDATE student SET age = 'secret'",
            ErrorKind::InvalidValue,
            None,
        ),
        (
            "UPDATE student SET age = age / 0",
            ErrorKind::InvalidValue,
            None,
        ),
        ("SELECT * FROM nowhere", ErrorKind::SchemaMismatch, None),
        (
            "SELECT nothing FROM student",
            ErrorKind::SchemaMismatch,
            None,
        ),
        ("SELEC 1", ErrorKind::Database, None),
    ] {
        let error = run(&db, sql).unwrap_err();
        assert_eq!(error.kind(), kind, "{sql}: {error:?}");
        assert_eq!(error.constraint(), constraint, "{sql}");
        assert_eq!(error.statement(), Some(sql));
    }
    // A connection that was refused something is as good as before.
    assert_eq!(run(&db, "SELECT 1").unwrap(), 1);
}

/// Everything that a person could see of an error, without the statement.
fn told(error: &Error) -> String {
    let all = format!("{error:?}");
    let lines = all.lines().filter(|line| !line.contains("statement:"));
    lines.collect::<Vec<_>>().join("\n")
}

#[test]
fn messages_and_causes_repeat_no_value() {
    let fresh = Fresh::new();
    let db = fresh.connect("");
    school(&db);
    let secret = || Value::Text("ann@example.org".to_owned());
    for sql in [
        "INSERT INTO student VALUES (2, 'Bob', ?, 1)",
        "UPDATE student SET age = ?",
        "UPDATE student SET name = ?",
    ] {
        let error = ask_with(&db, sql, vec![secret()]).unwrap_err();
        assert!(!told(&error).contains("ann@"), "{error:?}");
    }
}

#[test]
fn a_wrong_number_of_values_is_an_error_of_the_caller() {
    let fresh = Fresh::new();
    let db = fresh.connect("");
    let error = ask_with(&db, "SELECT ?, ?", vec![Value::Int(1)]).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::InvalidValue);
    assert_eq!(
        error.to_string(),
        "the number of placeholders is 2, and that of the values 1"
    );
}

#[test]
fn a_statement_may_take_so_long_and_no_longer() {
    let fresh = Fresh::new();
    let db = fresh.connect("?statement_timeout=100");
    let error = run(&db, "SELECT SLEEP(5) FROM information_schema.columns").unwrap_err();
    assert_eq!(error.kind(), ErrorKind::StatementTimeout, "{error:?}");
    assert!(!error.is_retryable());
    assert!(error.hint().unwrap().contains("statement_timeout"));
    assert_eq!(run(&db, "SELECT 1").unwrap(), 1);
}

#[test]
fn a_lock_is_waited_for_so_long_and_no_longer() {
    let fresh = Fresh::new();
    let db = fresh.connect("?lock_timeout=1000");
    with_rows(&db);
    let first = db.begin_blocking().unwrap();
    ask_in(&first, "UPDATE item SET value = 1 WHERE id = 1").unwrap();
    let second = db.begin_blocking().unwrap();
    ask_in(&second, "UPDATE item SET value = 2 WHERE id = 2").unwrap();
    let error = ask_in(&second, "UPDATE item SET value = 2 WHERE id = 1").unwrap_err();
    assert_eq!(error.kind(), ErrorKind::LockTimeout);
    assert!(error.is_retryable());
    // The server undid the statement alone: what the transaction did before goes on.
    second.end_blocking(true).unwrap();
    assert!(super::server::value_of(&db, 2) == Value::Int(2));
}
