//! `expect_statements`: a test that fails if more or fewer statements are sent.

use std::panic::{AssertUnwindSafe, catch_unwind};

use throughline::{blocking, create_tables};

use crate::models::*;

/// The message of the panic in the closure.
fn message(run: impl FnOnce()) -> String {
    let panic = catch_unwind(AssertUnwindSafe(run)).unwrap_err();
    *panic.downcast::<String>().unwrap()
}

#[test]
fn the_result_of_the_body_is_given() {
    let db = database();
    students(&db);
    let count = db.expect_statements(1, || Student::objects().count(&db));
    assert_eq!(count.unwrap(), 4);
    assert_eq!(db.expect_statements(0, || 7), 7);
}

#[test]
fn a_wrong_number_lists_the_statements_and_says_where() {
    let db = database();
    let (mut line, said) = (0, message(|| db.expect_statements(3, || two(&db))));
    assert!(
        said.contains("expected 3 statements, 2 sent:\n  1. SELECT"),
        "{said}"
    );
    let said = message(|| {
        line = line!() + 1;
        db.expect_statements(1, || two(&db));
    });
    let file = file!();
    let expected = format!(
        "{file}:{line}:12: expected 1 statement, 2 sent:\n  \
         1. SELECT COUNT(*) FROM \"student\"\n  2. SELECT 1 FROM \"student\" LIMIT ?"
    );
    assert_eq!(crate::database::plain(&said), expected);
    let said = message(|| db.expect_statements(1, || ()));
    assert!(said.ends_with("expected 1 statement, 0 sent"), "{said}");
}

fn two(db: &blocking::Db) {
    Student::objects().count(db).unwrap();
    Student::objects().exists(db).unwrap();
}

#[test]
fn transaction_control_is_not_counted_and_transactions_have_it_too() {
    let db = database();
    let count = db.expect_statements(2, || {
        db.transaction(|tx| {
            let inner = tx.begin()?;
            Student::builder().name("Ann").create(&inner)?;
            inner.commit()?;
            tx.expect_statements(1, || Student::objects().count(&tx))
        })
    });
    assert_eq!(count.unwrap(), 1);
}

#[tokio::test]
async fn an_async_body_is_awaited() {
    let db = crate::database::empty_async().await;
    create_tables(&db, [Student::META]).await.unwrap();
    let body = async || Student::builder().name("Ann").create(&db).await;
    let ann = db.expect_statements(1, body).await.unwrap();
    let tx = db.begin().await.unwrap();
    let read = tx
        .expect_statements(1, async || ann.refresh(&tx).await)
        .await;
    assert_eq!(read.unwrap(), ann);
}

#[tokio::test]
async fn an_async_body_that_sends_another_number_fails() {
    let db = crate::database::empty_async().await;
    create_tables(&db, [Student::META]).await.unwrap();
    let shared = db.clone();
    let line = line!() + 2;
    let task = tokio::spawn(async move {
        let checked = shared.expect_statements(2, async || {
            Student::objects().count(&shared).await.unwrap();
        });
        checked.await;
    });
    let panic = task.await.unwrap_err().into_panic();
    let said = *panic.downcast::<String>().unwrap();
    let expected = format!(
        "{}:{line}:30: expected 2 statements, 1 sent:\n  1. SELECT COUNT(*) FROM \"student\"",
        file!()
    );
    assert_eq!(crate::database::plain(&said), expected);
}
