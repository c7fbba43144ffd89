//! Transactions and savepoints, async and blocking.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use throughline::{Error, ErrorKind};

use crate::models::*;

async fn async_db() -> Db {
    let db = crate::database::empty_async().await;
    let models = [Student::META, Course::META, Teacher::META];
    throughline::create_tables(&db, models).await.unwrap();
    db
}

async fn add(session: &Session, name: &str) -> throughline::Result<Student> {
    Student::builder().name(name).create(session).await
}

async fn count(session: &Session) -> u64 {
    Student::objects().count(session).await.unwrap()
}

#[tokio::test]
async fn ok_commits_and_an_error_rolls_back() {
    let db = async_db().await;
    let ann = db
        .transaction(async |tx| add(&tx, "Ann").await)
        .await
        .unwrap();
    assert_eq!(Student::get(&db, ann.id).await.unwrap(), ann);

    #[derive(Debug)]
    enum Mine {
        Stop,
        Database(#[expect(dead_code, reason = "read by Debug")] Error),
    }
    impl From<Error> for Mine {
        fn from(error: Error) -> Self {
            Mine::Database(error)
        }
    }
    let stopped = db
        .transaction(async |tx| {
            add(&tx, "Bob").await?;
            assert_eq!(count(&tx).await, 2);
            Err::<(), _>(Mine::Stop)
        })
        .await;
    assert!(matches!(stopped, Err(Mine::Stop)), "{stopped:?}");
    assert_eq!(count(&db).await, 1);
}

#[tokio::test]
async fn a_transaction_borrows_and_can_be_spawned() {
    let db = async_db().await;
    let names = vec!["Ann".to_owned(), "Bob".to_owned()];
    tokio::spawn(async move {
        db.transaction(async |tx| {
            for name in &names {
                add(&tx, name).await?;
            }
            Ok::<_, Error>(())
        })
        .await
        .unwrap();
        assert_eq!(count(&db).await, 2);
    })
    .await
    .unwrap();
}

#[tokio::test]
async fn a_dropped_transaction_rolls_back() {
    let db = async_db().await;
    let tx = db.begin().await.unwrap();
    add(&tx, "Ann").await.unwrap();
    drop(tx);
    assert_eq!(count(&db).await, 0);
    let tx = db.begin().await.unwrap();
    add(&tx, "Ann").await.unwrap();
    tx.commit().await.unwrap();
    assert_eq!(count(&db).await, 1);
}

#[tokio::test]
async fn a_handle_that_outlives_its_transaction_says_so() {
    let db = async_db().await;
    let mut kept = None;
    db.transaction(async |tx| {
        kept = Some(tx);
        Ok::<_, Error>(())
    })
    .await
    .unwrap();
    let error = add(kept.as_ref().unwrap(), "Ann").await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::TransactionClosed);
    assert_eq!(
        kept.unwrap().commit().await.unwrap_err().kind(),
        ErrorKind::TransactionClosed
    );
    assert_eq!(count(&db).await, 0);
}

#[tokio::test]
async fn savepoints_nest_and_roll_back_alone() {
    let db = async_db().await;
    db.transaction(async |tx| {
        add(&tx, "kept").await?;
        let inner: Result<(), Error> = tx
            .transaction(async |inner| {
                add(&inner, "undone").await?;
                inner
                    .transaction(async |deep| add(&deep, "undone too").await)
                    .await?;
                assert_eq!(count(&inner).await, 3);
                Err(Student::get(&inner, 99).await.unwrap_err())
            })
            .await;
        assert!(inner.unwrap_err().is_does_not_exist());
        tx.transaction(async |inner| add(&inner, "kept too").await)
            .await?;
        Ok::<_, Error>(())
    })
    .await
    .unwrap();
    let all = Student::objects()
        .order_by(|s| s.name())
        .all(&db)
        .await
        .unwrap();
    assert_eq!(
        all.iter().map(|s| s.name.as_str()).collect::<Vec<_>>(),
        ["kept", "kept too"]
    );
}

#[tokio::test]
async fn a_dropped_savepoint_is_undone_and_an_open_one_guards_the_outer_handle() {
    let db = async_db().await;
    let tx = db.begin().await.unwrap();
    let inner = tx.begin().await.unwrap();
    add(&inner, "undone").await.unwrap();
    let error = add(&tx, "outer").await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::TransactionClosed);
    assert!(error.to_string().contains("still open"), "{error}");
    drop(inner);
    add(&tx, "outer").await.unwrap();
    tx.commit().await.unwrap();
    assert_eq!(Student::objects().get(&db).await.unwrap().name, "outer");
}

#[tokio::test]
async fn a_failed_statement_leaves_the_transaction_whole() {
    let db = async_db().await;
    let tx = db.begin().await.unwrap();
    add(&tx, "Ann").await.unwrap();
    Course::builder()
        .title("Go")
        .teacher(99)
        .create(&tx)
        .await
        .unwrap_err();
    let course = Course::builder().title("Go").create(&tx).await.unwrap();
    course.students().set(&tx, [1, 99]).await.unwrap_err();
    assert_eq!(course.students().add(&tx, [1]).await.unwrap(), [1]);
    tx.commit().await.unwrap();
    assert_eq!(course.students().count(&db).await.unwrap(), 1);
}

#[tokio::test]
async fn rows_of_a_transaction_are_seen_by_others_after_the_commit() {
    let folder = tempfile::tempdir().unwrap();
    let url = format!("sqlite://{}", folder.path().join("school.db").display());
    let db = Db::connect(&url).await.unwrap();
    throughline::create_tables(&db, [Student::META])
        .await
        .unwrap();
    let tx = db.begin().await.unwrap();
    add(&tx, "Ann").await.unwrap();
    assert_eq!(count(&db).await, 0, "readers do not wait for the writer");
    tx.commit().await.unwrap();
    assert_eq!(count(&db).await, 1);
}

#[test]
fn blocking_transactions_do_the_same() {
    let db = database();
    let add = |session: &throughline::blocking::Session, name: &str| {
        Student::builder().name(name).create(session)
    };
    db.transaction(|tx| {
        add(&tx, "Ann")?;
        let inner: Result<(), Error> = tx.transaction(|inner| {
            add(&inner, "undone")?;
            Err(Student::get(&inner, 99).unwrap_err())
        });
        inner.unwrap_err();
        add(&tx, "Bob")
    })
    .unwrap();
    let tx = db.begin().unwrap();
    add(&tx, "dropped").unwrap();
    drop(tx);
    assert_eq!(Student::objects().count(&db).unwrap(), 2);
    let tx = db.begin().unwrap();
    tx.rollback().unwrap();
    assert_eq!(
        add(&tx, "late").unwrap_err().kind(),
        ErrorKind::TransactionClosed
    );
}

#[tokio::test]
async fn hooks_are_called_after_the_commit_in_their_order() {
    let db = async_db().await;
    let log = Arc::new(Mutex::new(Vec::new()));
    let note = |what: &'static str| {
        let log = Arc::clone(&log);
        move || log.lock().unwrap().push(what)
    };
    db.transaction(async |tx| {
        tx.after_commit(note("first"));
        let undone: Result<(), Error> = tx
            .transaction(async |inner| {
                inner.after_commit(note("undone"));
                Err(Student::get(&inner, 99).await.unwrap_err())
            })
            .await;
        undone.unwrap_err();
        tx.transaction(async |inner| {
            inner.after_commit(note("kept savepoint"));
            Ok::<_, Error>(())
        })
        .await?;
        tx.after_commit(note("last"));
        assert!(log.lock().unwrap().is_empty(), "nothing before the commit");
        Ok::<_, Error>(())
    })
    .await
    .unwrap();
    assert_eq!(*log.lock().unwrap(), ["first", "kept savepoint", "last"]);

    let tx = db.begin().await.unwrap();
    tx.after_commit(note("rolled back"));
    tx.rollback().await.unwrap();
    let tx = db.begin().await.unwrap();
    tx.after_commit(note("dropped"));
    drop(tx);
    assert_eq!(log.lock().unwrap().len(), 3);
}

#[test]
fn a_transaction_that_meets_a_lock_is_begun_again() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("s.db");
    let url = format!("sqlite://{}?busy_timeout=30", path.display());
    let db = throughline::blocking::Db::connect(&url).unwrap();
    throughline::create_tables(&db, [Student::META]).unwrap();
    let other = rusqlite::Connection::open(&path).unwrap();
    other.execute_batch("BEGIN IMMEDIATE").unwrap();

    let tries = std::cell::Cell::new(0);
    let insert = |tx: throughline::blocking::Tx| {
        tries.set(tries.get() + 1);
        Student::builder().name("Ann").create(&tx)
    };
    let policy = throughline::RetryPolicy::default().first_wait(Duration::from_millis(2));
    let error = db.retry(policy).transaction(insert).unwrap_err();
    assert_eq!(
        (error.kind(), tries.get()),
        (ErrorKind::LockTimeout, 0),
        "it never began"
    );

    let free = std::thread::spawn(move || {
        std::thread::sleep(Duration::from_millis(60));
        other.execute_batch("COMMIT").unwrap();
    });
    db.retry(policy.attempts(50)).transaction(insert).unwrap();
    free.join().unwrap();
    assert_eq!(
        (tries.get(), Student::objects().count(&db).unwrap()),
        (1, 1)
    );
}

#[tokio::test]
async fn only_what_may_succeed_is_tried_again() {
    let db = async_db().await;
    let tries = std::sync::atomic::AtomicU32::new(0);
    let policy = throughline::RetryPolicy::default();
    let failed: Result<Student, Error> = db
        .retry(policy)
        .transaction(async |tx| {
            tries.fetch_add(1, std::sync::atomic::Ordering::Relaxed);
            Student::get(&tx, 99).await
        })
        .await;
    assert!(failed.unwrap_err().is_does_not_exist());
    assert_eq!(tries.into_inner(), 1);
}
