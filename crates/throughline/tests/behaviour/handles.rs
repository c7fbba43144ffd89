//! One implementation of every operation, for each kind of handle.

use std::sync::Arc;
use std::time::{Duration, Instant};

use throughline::{Executor, blocking};

use crate::models::*;

#[tokio::test]
async fn every_async_handle_runs_operations() {
    let db = crate::database::empty_async().await;
    throughline::create_tables(&db, [Student::META])
        .await
        .unwrap();
    let session: &Session = &db;
    let shared = Arc::new(db.clone());
    Student::builder().name("db").create(&db).await.unwrap();
    Student::builder()
        .name("session")
        .create(session)
        .await
        .unwrap();
    Student::builder()
        .name("arc")
        .create(&shared)
        .await
        .unwrap();
    Student::builder()
        .name("reference")
        .create(&&db)
        .await
        .unwrap();
    let tx = db.begin().await.unwrap();
    Student::builder().name("tx").create(&tx).await.unwrap();
    tx.commit().await.unwrap();
    assert_eq!(Student::objects().count(&shared).await.unwrap(), 5);
}

#[test]
fn blocking_needs_no_runtime_and_crosses_threads() {
    let folder = tempfile::tempdir().unwrap();
    let url = crate::database::shared(&folder);
    let db = blocking::Db::connect(&url).unwrap();
    throughline::create_tables(&db, [Student::META]).unwrap();
    std::thread::scope(|scope| {
        for thread in 0..4 {
            let db = &db;
            scope.spawn(move || {
                for i in 0..25 {
                    let name = format!("{thread}.{i}");
                    let made = Student::builder().name(name).create(db).unwrap();
                    assert_eq!(Student::get(db, made.id).unwrap(), made);
                }
            });
        }
    });
    assert_eq!(Student::objects().count(&db).unwrap(), 100);
}

/// Jobs of an embedded engine, each a while after the one before: its worker looks for the next one then, or is about
/// to sleep, or sleeps. One that nobody came to would be found at the end of the busy timeout.
#[tokio::test]
async fn jobs_come_to_a_worker_whatever_it_does_just_now() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("school.db");
    let url = format!("sqlite://{}?busy_timeout=60000", file.display());
    let db = Db::connect(&url).await.unwrap();
    throughline::create_tables(&db, [Student::META])
        .await
        .unwrap();
    let ann = Student::builder().name("Ann").create(&db).await.unwrap();
    for round in 0..3_000 {
        let pause = Duration::from_micros(round % 100);
        let start = Instant::now();
        while start.elapsed() < pause {
            std::hint::spin_loop();
        }
        let found = tokio::time::timeout(Duration::from_secs(20), Student::get(&db, ann.id));
        let found = found.await.expect("nobody comes to the job");
        assert_eq!(found.unwrap(), ann);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_thousand_operations_at_once_share_a_few_connections() {
    let folder = tempfile::tempdir().unwrap();
    let url = format!(
        "sqlite://{}?readers=2",
        folder.path().join("school.db").display()
    );
    let db = Db::connect(&url).await.unwrap();
    throughline::create_tables(&db, [Student::META])
        .await
        .unwrap();
    let tasks: Vec<_> = (0..500)
        .map(|i| {
            let db = db.clone();
            tokio::spawn(async move {
                let made = Student::builder()
                    .name(i.to_string())
                    .create(&db)
                    .await
                    .unwrap();
                Student::get(&db, made.id).await.unwrap()
            })
        })
        .collect();
    for task in tasks {
        task.await.unwrap();
    }
    assert_eq!(Student::objects().count(&db).await.unwrap(), 500);
}

#[test]
fn nothing_is_sent_before_the_first_poll() {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .build()
        .unwrap();
    let db = runtime.block_on(crate::database::empty_async());
    runtime
        .block_on(throughline::create_tables(&db, [Student::META]))
        .unwrap();
    let recorder = db.record();
    let pending = Student::builder().name("Ann").create(&db);
    drop(pending);
    assert_eq!(recorder.all(), []);
    let pending = Student::objects().count(&db);
    assert_eq!(recorder.all(), []);
    assert_eq!(runtime.block_on(pending).unwrap(), 0);
    assert_eq!(recorder.all().len(), 1);
}

/// Helpers of the user's take a session; generic ones any executor.
#[test]
fn helpers_are_generic_over_executors_too() {
    fn named<E: Executor>(db: E, name: &str) -> E::Out<Student> {
        Student::objects().filter(|s| s.name().eq(name)).get(db)
    }
    let db = database();
    students(&db);
    assert_eq!(named(&db, "Ann").unwrap().id, 1);
    db.transaction(|tx| named(&tx, "Bob")).unwrap();
}

#[tokio::test]
async fn when_the_last_handle_is_gone_the_file_is_all_there_is() {
    for _ in 0..50 {
        let folder = tempfile::tempdir().unwrap();
        // Of SQLite, whatever engine the tests run on.
        let url = format!("sqlite://{}", folder.path().join("school.db").display());
        let db = Db::connect(&url).await.unwrap();
        throughline::create_tables(&db, [Student::META])
            .await
            .unwrap();
        Student::builder().name("Ann").create(&db).await.unwrap();
        let tx = db.begin().await.unwrap();
        assert_eq!(Student::objects().count(&tx).await.unwrap(), 1);
        tx.commit().await.unwrap();
        drop((db, tx));
        let files = std::fs::read_dir(&folder).unwrap();
        let names: Vec<_> = files.map(|file| file.unwrap().file_name()).collect();
        assert_eq!(names, ["school.db"]);
    }
}

#[test]
fn handles_and_futures_cross_threads() {
    fn crosses<T: Send + Sync + 'static>() {}
    fn sends<T: Send + 'static>(_: T) {}
    crosses::<Db>();
    crosses::<Tx>();
    crosses::<Session>();
    crosses::<blocking::Db>();
    crosses::<blocking::Tx>();
    crosses::<throughline::Error>();
    let runtime = tokio::runtime::Builder::new_current_thread()
        .build()
        .unwrap();
    let db = runtime.block_on(crate::database::empty_async());
    sends(Student::objects().all(&db));
}

/// A task of tokio's has a budget of steps, which it gets anew when it yields. A blocking call does
/// not yield.
#[tokio::test]
async fn a_blocking_call_in_a_task_comes_to_its_end() {
    let db = crate::models::database();
    for _ in 0..300 {
        assert_eq!(Student::objects().count(&db).unwrap(), 0);
    }
}
