//! Tasks of several runtimes: a connection that one of them opened is for its own runtime, which may be gone, or
//! driven by nobody, when another one asks.

use std::future::{Future, poll_fn};
use std::pin::pin;
use std::task::Poll;
use std::time::Duration;

use throughline_backend::Database;
use throughline_core::Value;
use tokio::runtime::{Builder, Runtime};

use super::dropped::{HALVES, Pair, TABLE};
use super::server::{
    Ask, Fresh, ask, one_thread, run, session, session_of_task, value_of, with_rows,
};

fn two_threads() -> Runtime {
    let mut builder = Builder::new_multi_thread();
    builder.worker_threads(2).enable_all().build().unwrap()
}

const ONE: &str = "?connections=1&wait_timeout=5000";

/// A pool of one connection, opened by a task of that runtime.
fn connect(fresh: &Fresh, runtime: &Runtime) -> Database {
    let url = fresh.url(ONE);
    runtime.block_on(Database::connect(&url)).unwrap()
}

fn session_in(runtime: &Runtime, db: &Database) -> i64 {
    runtime.block_on(session_of_task(db))
}

#[test]
fn the_tasks_of_one_runtime_keep_their_connection() {
    let fresh = Fresh::new();
    for runtime in [one_thread(), two_threads()] {
        let db = connect(&fresh, &runtime);
        let own = session_in(&runtime, &db);
        assert_eq!(session_in(&runtime, &db), own);
        let elsewhere = db.clone();
        let spawned = runtime.spawn(async move { session_of_task(&elsewhere).await });
        assert_eq!(runtime.block_on(spawned).unwrap(), own);
        std::thread::sleep(Duration::from_millis(700));
        assert_eq!(session_in(&runtime, &db), own, "asked whether it is there");
    }
}

#[test]
fn another_runtime_gets_a_connection_which_all_may_have() {
    let fresh = Fresh::new();
    // Nobody drives the first while another one asks.
    let (first, second, third) = (one_thread(), one_thread(), two_threads());
    let db = connect(&fresh, &first);
    let own = session_in(&first, &db);
    let shared = session_in(&second, &db);
    assert_ne!(shared, own);
    for runtime in [&first, &third, &second, &first] {
        assert_eq!(session_in(runtime, &db), shared);
    }
    assert_eq!(session(&db.begin_blocking().unwrap()), shared);
}

#[test]
fn a_thread_that_waits_gets_one_too() {
    let fresh = Fresh::new();
    let runtime = one_thread();
    let db = connect(&fresh, &runtime);
    let own = session_in(&runtime, &db);
    let shared = session(&db.begin_blocking().unwrap());
    assert_ne!(shared, own);
    assert_eq!(session_in(&runtime, &db), shared);
    // In a thread of the runtime, which cannot listen meanwhile.
    let db = connect(&fresh, &runtime);
    let own = session_in(&runtime, &db);
    let shared = runtime.block_on(async { session(&db.begin_blocking().unwrap()) });
    assert_ne!(shared, own);
    assert_eq!(session_in(&runtime, &db), shared);
}

#[test]
fn a_runtime_that_is_gone_takes_no_more_than_its_connection() {
    let fresh = Fresh::new();
    for runtime in [one_thread(), two_threads()] {
        let db = connect(&fresh, &runtime);
        session_in(&runtime, &db);
        drop(runtime);
        assert!(session_in(&one_thread(), &db) > 0);
        assert!(session_in(&two_threads(), &db) > 0);
    }
}

#[test]
fn a_runtime_that_waits_for_no_sockets_is_served_by_that_of_the_process() {
    let fresh = Fresh::new();
    let deaf = Builder::new_current_thread().build().unwrap();
    let db = connect(&fresh, &deaf);
    let own = session_in(&deaf, &db);
    assert_eq!(session_in(&one_thread(), &db), own);
    assert_eq!(session_in(&deaf, &db), own);
}

#[test]
fn a_transaction_whose_runtime_is_gone_or_not_driven_is_rolled_back() {
    let fresh = Fresh::new();
    let db = fresh.connect(ONE);
    with_rows(&db);
    for (runtime, ends) in [
        (one_thread(), true),
        (two_threads(), true),
        (one_thread(), false),
        (two_threads(), false),
    ] {
        let own = connect(&fresh, &runtime);
        let transaction = runtime.block_on(async {
            let transaction = own.begin().await.unwrap();
            let update = Ask::new("UPDATE item SET value = 1 WHERE id = 1");
            transaction.run(update).await.unwrap();
            transaction
        });
        let kept = (!ends).then_some(runtime);
        drop(transaction);
        fresh.waits_for_transactions();
        assert!(value_of(&db, 1) == Value::Int(0));
        // Its place in the pool is free again.
        assert!(session_in(&one_thread(), &own) > 0);
        drop(kept);
    }
}

/// What is dropped in the middle goes on without its task; where its runtime does not go on, it is undone.
#[test]
fn an_operation_whose_runtime_is_gone_is_whole_or_not_there() {
    let fresh = Fresh::new();
    let db = fresh.connect(ONE);
    run(&db, TABLE).unwrap();
    for id in 0..40 {
        let runtime = if id % 2 == 0 {
            one_thread()
        } else {
            two_threads()
        };
        let own = connect(&fresh, &runtime);
        runtime.block_on(async {
            let limit = Duration::from_micros(u64::try_from(id).unwrap() * 40);
            _ = tokio::time::timeout(limit, own.run(Pair(id))).await;
        });
        drop(runtime);
    }
    fresh.waits_for_transactions();
    assert!(ask(&db, HALVES).unwrap().is_empty());
}

/// As long as a task needs to be polled so often.
async fn polled<T>(times: usize, future: impl Future<Output = T>) {
    let mut future = pin!(future);
    let mut left = times;
    poll_fn(|context| {
        left -= 1;
        let poll = future.as_mut().poll(context).map(drop);
        if left == 0 { Poll::Ready(()) } else { poll }
    })
    .await;
}

#[test]
fn an_operation_whose_runtime_nobody_drives_is_undone() {
    let fresh = Fresh::new();
    let db = fresh.connect(ONE);
    run(&db, TABLE).unwrap();
    for times in 1..8 {
        let runtime = one_thread();
        let own = connect(&fresh, &runtime);
        runtime.block_on(polled(times, own.run(Pair(i64::try_from(times).unwrap()))));
        fresh.waits_for_transactions();
        assert!(ask(&db, HALVES).unwrap().is_empty());
        // Its place in the pool is free again.
        assert!(session_in(&one_thread(), &own) > 0);
    }
}
