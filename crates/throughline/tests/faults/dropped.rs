//! Futures that are dropped before their end, at any moment.

use std::future::Future;
use std::time::Duration;

use throughline::{Db, ErrorKind};

use crate::models::*;
use crate::server::{Arena, Server};
use crate::verbs::{School, all_of};

/// Polls a future for so long, and drops it.
async fn for_some_time<T>(time: Duration, future: impl Future<Output = T>) {
    _ = tokio::time::timeout(time, future).await;
}

fn runtime() -> tokio::runtime::Runtime {
    tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .unwrap()
}

/// What was begun is finished; what was not is not begun. Either way the connections are as before.
pub(crate) fn every_verb(server: &Server) {
    let arena = Arena::new(server, "");
    let direct = arena.open();
    runtime().block_on(async {
        let db = Db::connect(arena.url()).await.unwrap();
        for step in 0..30_u32 {
            let School {
                courses,
                students,
                club,
                ..
            } = School::fresh(&direct);
            let before = all_of(&direct);
            // Longer and longer, until the call comes to its end.
            let time = Duration::from_micros(100) * step;
            let rust = courses[0].students();
            match step % 5 {
                0 => for_some_time(time, rust.set(&db, &students[2..])).await,
                1 => {
                    let new = Student::builder().name("new");
                    for_some_time(time, rust.create(&db, new)).await;
                }
                2 => {
                    let members = club.members();
                    let all = members.add_or_update_with(&db, &students, |link| link.weight(9));
                    for_some_time(time, all).await;
                }
                3 => {
                    let new = Student::builder().name("changed").email("0@school");
                    for_some_time(time, new.update_or_create(&db)).await;
                }
                _ => {
                    let new = (0..600).map(|number| Student::builder().name(number.to_string()));
                    for_some_time(time, Student::objects().bulk_create(&db, new)).await;
                }
            }
            // All connections are free again, so that what was begun has ended.
            let both = [db.begin().await.unwrap(), db.begin().await.unwrap()];
            drop(both);
            let there = all_of(&direct);
            let whole = [-1, 2, 2, 0, 600][step as usize % 5];
            let change = there.len() as i64 - before.len() as i64;
            assert!(change == 0 || change == whole, "step {step}: {there:#?}");
        }
    });
}

pub(crate) fn in_a_transaction(server: &Server) {
    let arena = Arena::new(server, "");
    let direct = arena.open();
    runtime().block_on(async {
        let db = Db::connect(arena.url()).await.unwrap();
        let School {
            courses, students, ..
        } = School::fresh(&direct);
        let before = all_of(&direct);
        for step in 0..30_u32 {
            let tx = db.begin().await.unwrap();
            courses[1].students().add(&tx, &students).await.unwrap();
            let time = Duration::from_micros(20) * step;
            let set = courses[0].students().set(&tx, &students[1..]);
            let done = tokio::time::timeout(time, set).await;
            match done {
                Ok(done) => {
                    done.unwrap();
                    tx.rollback().await.unwrap();
                }
                // The first poll did nothing, or something was begun and given up.
                Err(_) => match tx.commit().await {
                    Ok(()) => panic!("step {step}: a part of it was kept"),
                    Err(error) => assert_eq!(error.kind(), ErrorKind::TransactionClosed),
                },
            }
            drop(tx);
            let both = [db.begin().await.unwrap(), db.begin().await.unwrap()];
            drop(both);
            assert_eq!(all_of(&direct), before, "step {step}");
        }
    });
}
