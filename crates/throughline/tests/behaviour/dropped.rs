//! Futures that are dropped before their end.

use std::future::Future;
use std::task::{Context, Waker};
use std::time::Duration;

use throughline::ErrorKind;

use crate::models::*;

async fn file_db(folder: &tempfile::TempDir) -> Db {
    let url = crate::database::shared(folder);
    let db = Db::connect(&url).await.unwrap();
    let models = [Student::META, Course::META, Teacher::META];
    throughline::create_tables(&db, models).await.unwrap();
    db
}

/// Polls once and drops: the work has been handed over, its result goes nowhere. Tells whether it was still to
/// come.
fn begin_and_drop<T>(future: impl Future<Output = T>) -> bool {
    let mut future = Box::pin(future);
    let mut context = Context::from_waker(Waker::noop());
    future.as_mut().poll(&mut context).is_pending()
}

/// A transaction that has written, and in which an operation was dropped in its middle.
async fn tx_of_a_dropped_operation(db: &Db) -> Tx {
    for _ in 0..100 {
        let tx = db.begin().await.unwrap();
        Student::builder().name("Ann").create(&tx).await.unwrap();
        // Long enough to be in its middle, unless this thread does not get its turn during the poll.
        let many = (0..2_000).map(|i| Student::builder().name(i.to_string()));
        if begin_and_drop(Student::objects().bulk_create(&tx, many)) {
            return tx;
        }
        tx.rollback().await.unwrap();
    }
    panic!("2,000 rows are always made at the first poll");
}

/// All connections that write, each behind what was begun on it.
async fn all_connections(db: &Db) -> Vec<Tx> {
    let connections = if crate::database::is_embedded() { 1 } else { 4 };
    let mut taken = Vec::new();
    for _ in 0..connections {
        taken.push(db.begin().await.unwrap());
    }
    taken
}

#[tokio::test]
async fn an_operation_is_done_whole_or_not_at_all() {
    let folder = tempfile::tempdir().unwrap();
    let db = file_db(&folder).await;
    let rust = Course::builder().title("Rust").create(&db).await.unwrap();
    let new = (0..200).map(|i| Student::builder().name(i.to_string()));
    let students = Student::objects().bulk_create(&db, new).await.unwrap();
    for round in 0..50 {
        let chosen = &students[round..round + 100];
        begin_and_drop(rust.students().set(&db, chosen));
        let linked = rust.students().count(&db).await.unwrap();
        assert!(
            linked == 100 || linked == 0,
            "{linked} links in round {round}"
        );
    }
    // On a server what was dropped last is a rival on another connection, and may not have ended.
    for tx in all_connections(&db).await {
        tx.commit().await.unwrap();
    }
    // The connection is as good as before.
    rust.students().set(&db, &students).await.unwrap();
    assert_eq!(rust.students().count(&db).await.unwrap(), 200);
}

#[tokio::test]
async fn an_operation_that_waits_and_is_dropped_is_never_begun() {
    let folder = tempfile::tempdir().unwrap();
    let db = file_db(&folder).await;
    let taken = all_connections(&db).await;
    begin_and_drop(Student::builder().name("Ann").create(&db));
    for tx in taken {
        tx.commit().await.unwrap();
    }
    // Behind the dropped one in the queue.
    Student::builder().name("Bob").create(&db).await.unwrap();
    assert_eq!(Student::objects().get(&db).await.unwrap().name, "Bob");
}

#[tokio::test]
async fn a_transaction_is_given_up_when_an_operation_in_it_is_dropped() {
    let folder = tempfile::tempdir().unwrap();
    let db = file_db(&folder).await;
    let tx = tx_of_a_dropped_operation(&db).await;
    let error = Student::builder()
        .name("Cleo")
        .create(&tx)
        .await
        .unwrap_err();
    assert_eq!(error.kind(), ErrorKind::TransactionClosed);
    assert!(error.hint().is_some());
    assert_eq!(
        tx.commit().await.unwrap_err().kind(),
        ErrorKind::TransactionClosed
    );
    drop(tx);
    Student::builder().name("Dan").create(&db).await.unwrap();
    assert_eq!(
        Student::objects().get(&db).await.unwrap().name,
        "Dan",
        "all was rolled back"
    );
}

#[tokio::test]
async fn a_timeout_around_an_operation_leaves_the_pool_whole() {
    let folder = tempfile::tempdir().unwrap();
    let db = file_db(&folder).await;
    let ann = Student::builder().name("Ann").create(&db).await.unwrap();
    let tx = db.begin().await.unwrap();
    // Until it has ended nobody else writes the row.
    Student::objects().for_update().all(&tx).await.unwrap();
    let name = "late".to_owned();
    let late = Student {
        name,
        ..ann.clone()
    };
    for _ in 0..20 {
        tokio::time::timeout(Duration::from_millis(2), late.save(&db))
            .await
            .unwrap_err();
    }
    drop(tx);
    Student::builder().name("Bob").create(&db).await.unwrap();
    // Where several write at a time some were begun, and are done as soon as they can be.
    let now = ann.refresh(&db).await.unwrap();
    assert!(now == ann || now == late, "{now:?}");
}

/// Panics when it is read.
#[derive(Debug, Clone, PartialEq)]
struct Fragile(String);

impl throughline::FieldType for Fragile {
    const COLUMN_TYPE: throughline::ColumnType = throughline::ColumnType::Text;
    type Kind = throughline::kind::Text;
    type Nullable = Option<Self>;

    fn from_value(value: throughline::ValueRef<'_>) -> Result<Self, throughline::FromValueError> {
        let text = String::from_value(value)?;
        assert_ne!(text, "panic", "as the test wants it");
        Ok(Fragile(text))
    }

    fn to_value(&self) -> throughline::Value {
        self.0.to_value()
    }
}

impl throughline::IntoField<Fragile> for Fragile {
    fn into_field(self) -> Fragile {
        self
    }
}

#[derive(Model, Debug, Clone, PartialEq)]
struct Vase {
    id: i64,
    shape: Fragile,
}

#[tokio::test]
async fn a_field_type_that_panics_takes_one_operation_along_and_no_other() {
    let db = crate::database::empty_async().await;
    throughline::create_tables(&db, [Vase::META]).await.unwrap();
    Vase::builder()
        .shape(Fragile("round".to_owned()))
        .create(&db)
        .await
        .unwrap();
    for _ in 0..5 {
        let broken = Vase::builder()
            .shape(Fragile("panic".to_owned()))
            .create(&db);
        let waiting: Vec<_> = (0..5)
            .map(|_| Vase::objects().filter(|v| v.id().eq(1)).count(&db))
            .collect();
        let waiting: Vec<_> = waiting.into_iter().map(tokio::spawn).collect();
        assert_eq!(broken.await.unwrap_err().kind(), ErrorKind::ConnectionLost);
        for one in waiting {
            assert_eq!(one.await.unwrap().unwrap(), 1);
        }
    }
}
