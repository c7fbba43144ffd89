//! `rolled_back`: a handle for tests that leaves nothing behind.

use std::sync::mpsc;

use throughline::{ErrorKind, Migrations, RetryPolicy, blocking, create_tables};

use crate::models::*;

fn names(session: &blocking::Session) -> Vec<String> {
    let students = Student::objects()
        .order_by(|s| s.id())
        .all(session)
        .unwrap();
    students.into_iter().map(|student| student.name).collect()
}

fn create(session: &blocking::Session, name: &str) -> throughline::Result<Student> {
    Student::builder().name(name).email(name).create(session)
}

#[test]
fn what_is_done_through_it_and_its_clones_is_undone_with_the_last_one() {
    let db = database();
    create(&db, "kept").unwrap();
    let test = db.rolled_back().unwrap();
    let clone = test.clone();
    create(&test, "a").unwrap();
    create(&clone, "b").unwrap();
    drop(test);
    assert_eq!(names(&clone), ["kept", "a", "b"]);
    drop(clone);
    assert_eq!(names(&db), ["kept"]);
}

#[test]
fn the_statements_are_those_of_a_database() {
    let db = database();
    let test = db.rolled_back().unwrap();
    let recorder = test.record();
    create(&test, "a").unwrap();
    let insert = r#"INSERT INTO "student" ("name", "email") VALUES (?, ?) RETURNING "id", "name", "age", "email""#;
    crate::database::assert_sent(&recorder.statements(), &[insert]);
    let all: Vec<_> = recorder.all().into_iter().map(|one| one.sql).collect();
    let kept = [
        "SAVEPOINT throughline_1",
        insert,
        "RELEASE SAVEPOINT throughline_1",
    ];
    crate::database::assert_sent(&all, &kept);
    test.expect_statements(1, || names(&test));
}

#[test]
fn an_error_undoes_its_operation_and_nothing_else() {
    let db = database();
    let test = db.rolled_back().unwrap();
    create(&test, "a").unwrap();
    assert!(create(&test, "a").unwrap_err().is_unique_violation());
    create(&test, "b").unwrap();
    assert_eq!(names(&test), ["a", "b"]);
}

#[test]
fn its_transactions_are_savepoints() {
    let db = database();
    let test = db.rolled_back().unwrap();
    let recorder = test.record();
    let failed: throughline::Result<()> = test.transaction(|tx| {
        create(&tx, "lost")?;
        create(&tx, "lost").map(drop)
    });
    assert!(failed.is_err());
    let kept = test.transaction(|tx| {
        create(&tx, "a")?;
        let inner = tx.begin()?;
        create(&inner, "lost")?;
        drop(inner);
        create(&tx, "b")
    });
    assert_eq!(kept.unwrap().name, "b");
    assert_eq!(names(&test), ["a", "b"]);
    assert!(!recorder.all().iter().any(|one| one.sql.contains("COMMIT")));
    drop(test);
    assert_eq!(names(&db), [""; 0]);
}

#[test]
fn hooks_are_called_when_its_transactions_are_committed() {
    let db = database();
    let test = db.rolled_back().unwrap();
    let (called, calls) = mpsc::channel();
    let tx = test.begin().unwrap();
    let (hook, other) = (called.clone(), called);
    tx.after_commit(move || hook.send("kept").unwrap());
    assert!(calls.try_recv().is_err());
    tx.commit().unwrap();
    assert_eq!(calls.try_recv(), Ok("kept"));
    let tx = test.begin().unwrap();
    tx.after_commit(move || other.send("undone").unwrap());
    tx.rollback().unwrap();
    assert!(calls.try_recv().is_err());
}

#[test]
fn a_transaction_of_it_is_tried_again_as_one_of_a_database() {
    let db = database();
    let test = db.rolled_back().unwrap();
    let tries = std::cell::Cell::new(0);
    let result = test.retry(RetryPolicy::default()).transaction(|tx| {
        tries.set(tries.get() + 1);
        create(&tx, "a")?;
        if tries.get() < 3 {
            return Err(throughline::Error::new(ErrorKind::Deadlock, "a rival"));
        }
        Ok(())
    });
    result.unwrap();
    assert_eq!(names(&test), ["a"]);
}

#[test]
fn one_within_another_is_undone_by_itself() {
    let db = database();
    let outer = db.rolled_back().unwrap();
    create(&outer, "a").unwrap();
    let inner = outer.rolled_back().unwrap();
    create(&inner, "b").unwrap();
    assert_eq!(names(&inner), ["a", "b"]);
    drop(inner);
    assert_eq!(names(&outer), ["a"]);
}

#[test]
fn migrations_are_refused() {
    const NONE: Migrations = throughline::migrations!();
    let db = database();
    let error = db.rolled_back().unwrap().migrate(NONE).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Unsupported);
}

#[tokio::test]
async fn the_async_handle_does_the_same() {
    async fn count(session: &Session) -> u64 {
        Student::objects().count(session).await.unwrap()
    }
    let folder = tempfile::tempdir().unwrap();
    let url = crate::database::shared(&folder);
    let db = Db::connect(&url).await.unwrap();
    create_tables(&db, [Student::META]).await.unwrap();
    let test = db.rolled_back().await.unwrap();
    let create = |name: &str| Student::builder().name(name).email(name);
    let ann = create("Ann").create(&test).await.unwrap();
    create("Ann").create(&test).await.unwrap_err();
    let tx = test.begin().await.unwrap();
    create("Bob").create(&tx).await.unwrap();
    tx.commit().await.unwrap();
    let session: Session = (*test).clone();
    assert_eq!((count(&session).await, count(&db).await), (2, 0));
    drop(test);
    assert_eq!(
        ann.refresh(&session).await.unwrap(),
        ann,
        "a session is a handle too"
    );
    drop((session, tx));
    assert_eq!(count(&db).await, 0);
    create("Cleo").create(&db).await.unwrap();
}
