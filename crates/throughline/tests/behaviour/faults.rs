//! Faults: files that cannot be opened or written, locks, a full disk, a damaged file. Each has
//! its kind, and loses nothing.

use std::fs;
use std::time::{Duration, Instant};

use throughline::ErrorKind;
use throughline::blocking::Db;

use crate::models::*;

fn url(folder: &tempfile::TempDir, options: &str) -> String {
    format!(
        "sqlite://{}{options}",
        folder.path().join("school.db").display()
    )
}

fn file_db(folder: &tempfile::TempDir, options: &str) -> Db {
    let db = Db::connect(&url(folder, options)).unwrap();
    throughline::create_tables(&db, [Student::META, Course::META, Teacher::META]).unwrap();
    db
}

#[test]
fn a_folder_that_is_not_there() {
    let error = Db::connect("sqlite:///nowhere/at/all/school.db").unwrap_err();
    assert_eq!(error.kind(), ErrorKind::ConnectionFailed);
    assert!(
        error.to_string().contains("`/nowhere/at/all/school.db`"),
        "{error}"
    );
    assert!(error.hint().is_some());
    let folder = tempfile::tempdir().unwrap();
    let error = Db::connect(&url(&folder, "?mode=rw")).unwrap_err();
    assert_eq!(
        error.kind(),
        ErrorKind::ConnectionFailed,
        "mode=rw makes no file"
    );
}

#[test]
fn a_file_that_is_no_database() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("school.db");
    let text = "students: Ann, Bob\n".repeat(100);
    fs::write(&path, &text).unwrap();
    let error = Db::connect(&url(&folder, "")).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Corrupt);
    assert_eq!(
        fs::read_to_string(&path).unwrap(),
        text,
        "the file is left as it was"
    );
}

#[test]
fn a_file_that_is_damaged() {
    let folder = tempfile::tempdir().unwrap();
    let db = file_db(&folder, "");
    let new = (0..2000).map(|i| Student::builder().name(format!("student {i}")));
    Student::objects().bulk_create(&db, new).unwrap();
    drop(db);
    let path = folder.path().join("school.db");
    let mut bytes = fs::read(&path).unwrap();
    // All but the page of the schema.
    bytes[4096..].fill(0xff);
    fs::write(&path, &bytes).unwrap();
    let db = Db::connect(&url(&folder, "")).unwrap();
    let error = Student::objects()
        .all(&db)
        .map(|rows| rows.len())
        .unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Corrupt);
    assert!(error.hint().unwrap().contains("backup"));
}

#[test]
fn a_database_that_is_opened_to_read() {
    let folder = tempfile::tempdir().unwrap();
    let db = file_db(&folder, "");
    students(&db);
    drop(db);
    let db = Db::connect(&url(&folder, "?mode=ro")).unwrap();
    assert_eq!(Student::objects().count(&db).unwrap(), 4);
    let error = Student::builder().name("Eve").create(&db).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::ReadOnly);
    let error = Student::get(&db, 1).unwrap().delete(&db).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::ReadOnly);
    assert_eq!(Student::objects().count(&db).unwrap(), 4);
}

#[test]
fn a_lock_that_another_program_holds() {
    let folder = tempfile::tempdir().unwrap();
    let db = file_db(&folder, "?busy_timeout=100");
    let other = rusqlite::Connection::open(folder.path().join("school.db")).unwrap();
    other.execute_batch("BEGIN IMMEDIATE").unwrap();
    let start = Instant::now();
    let error = Student::builder().name("Ann").create(&db).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::LockTimeout);
    assert!(error.is_retryable() && error.hint().unwrap().contains("busy_timeout"));
    assert!(start.elapsed() >= Duration::from_millis(90), "it waited");
    assert_eq!(
        db.begin().map(drop).unwrap_err().kind(),
        ErrorKind::LockTimeout
    );
    assert_eq!(
        Student::objects().count(&db).unwrap(),
        0,
        "readers do not wait"
    );
    other.execute_batch("COMMIT").unwrap();
    Student::builder().name("Ann").create(&db).unwrap();
}

#[test]
fn a_transaction_of_the_same_program_that_is_left_open() {
    let folder = tempfile::tempdir().unwrap();
    let db = file_db(&folder, "?busy_timeout=100");
    let tx = db.begin().unwrap();
    // The mistake: the handle of the database inside a transaction.
    let error = Student::builder().name("Ann").create(&db).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::LockTimeout);
    assert!(error.hint().unwrap().contains("&tx"), "{error:?}");
    Student::builder().name("Ann").create(&tx).unwrap();
    tx.commit().unwrap();
}

#[tokio::test]
async fn the_same_mistake_in_async_code_is_an_error_too() {
    let folder = tempfile::tempdir().unwrap();
    drop(file_db(&folder, ""));
    let db = throughline::Db::connect(&url(&folder, "?busy_timeout=100"))
        .await
        .unwrap();
    let tx = db.begin().await.unwrap();
    let error = Student::builder()
        .name("Ann")
        .create(&db)
        .await
        .unwrap_err();
    assert_eq!(error.kind(), ErrorKind::LockTimeout);
    Student::builder().name("Ann").create(&tx).await.unwrap();
    tx.commit().await.unwrap();
    assert_eq!(Student::objects().count(&db).await.unwrap(), 1);
}

#[test]
fn a_full_disk_keeps_what_was_there() {
    let folder = tempfile::tempdir().unwrap();
    let db = file_db(&folder, "");
    let rust = Course::builder().title("Rust").create(&db).unwrap();
    let [ann, ..] = students(&db);
    rust.students().add(&db, [&ann]).unwrap();
    drop(db);
    // SQLite gives the same code where the file may not grow as where the disk is full.
    let pages = rusqlite::Connection::open(folder.path().join("school.db"))
        .unwrap()
        .query_row("PRAGMA page_count", [], |row| row.get::<_, u32>(0))
        .unwrap();
    let db = Db::connect(&url(&folder, &format!("?max_pages={}", pages + 2))).unwrap();
    let new = (0..5000).map(|i| Student::builder().name(format!("a long name, number {i}")));
    let error = Student::objects().bulk_create(&db, new).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::DiskFull);
    assert!(error.hint().unwrap().contains("space"));
    assert_eq!(Student::objects().count(&db).unwrap(), 4);
    assert_eq!(rust.students().all(&db).unwrap(), [ann]);
    rust.students().add(&db, [2]).unwrap();
}
