//! Transactions that are begun again, and those that are not.

use std::sync::Barrier;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use throughline::blocking::Db;
use throughline::{Error, ErrorKind, RetryPolicy};

use crate::models::*;
use crate::proxy::Proxy;
use crate::server::{Arena, Server};
use crate::verbs::{School, all_of};

/// Two that lock two rows in two orders, each when the other has its first: in each round the server
/// ends one of them.
pub(crate) fn deadlock(server: &Server) {
    let arena = Arena::new(server, "");
    let school = School::fresh(&arena.open());
    let both = Barrier::new(2);
    let cross = |db: &Db, policy: RetryPolicy, first: usize| {
        let tries = AtomicUsize::new(0);
        let done = db.retry(policy).transaction(|tx| {
            let meets = tries.fetch_add(1, Ordering::SeqCst) == 0;
            for (step, row) in [first, 1 - first].into_iter().enumerate() {
                let Student { id, .. } = school.students[row];
                let one = Student::objects().filter(|s| s.id().eq(id));
                one.update(&tx, |s| s.visits().set_to(s.visits() + 1))?;
                if meets && step == 0 {
                    both.wait();
                }
            }
            Ok::<_, Error>(())
        });
        (done, tries.into_inner())
    };
    let race = |policy: RetryPolicy| {
        std::thread::scope(|scope| {
            let other = scope.spawn(|| cross(&arena.open(), policy, 1));
            [cross(&arena.open(), policy, 0), other.join().unwrap()]
        })
    };
    // With one attempt, the error goes to one of them.
    let ended = race(RetryPolicy::default().attempts(1));
    let errors: Vec<_> = ended
        .iter()
        .filter_map(|(done, _)| done.as_ref().err())
        .collect();
    assert_eq!(errors.len(), 1, "{ended:?}");
    assert_eq!(errors[0].kind(), ErrorKind::Deadlock, "{errors:?}");
    // With more, it is begun again, and both are done.
    let ended = race(RetryPolicy::default());
    let tries: usize = ended.iter().map(|(_, tries)| tries).sum();
    assert!(
        ended.iter().all(|(done, _)| done.is_ok()) && tries == 3,
        "{ended:?}"
    );
    let visits = |row: usize| {
        let row = Student::get(&arena.open(), school.students[row].id);
        row.unwrap().visits
    };
    assert_eq!([visits(0), visits(1)], [3, 3]);
}

/// The flight of the commit, and that of its answer, are cut in turn.
pub(crate) fn commit_without_an_answer(server: &Server) {
    let arena = Arena::new(server, "");
    let direct = arena.open();
    let (proxy, countdown) = Proxy::counted(arena.url());
    let db = Db::connect(&proxy.url(arena.url())).unwrap();
    for flight in [1, 2] {
        for idempotent in [false, true] {
            let school = School::fresh(&direct);
            countdown.stop();
            all_of(&db);
            let policy = match idempotent {
                true => RetryPolicy::default().idempotent(),
                false => RetryPolicy::default(),
            };
            let tries = AtomicUsize::new(0);
            let done = db.retry(policy).transaction(|tx| {
                let logic = school.courses[1].students();
                let added = logic.add(&tx, &school.students)?.len();
                if tries.fetch_add(1, Ordering::SeqCst) == 0 {
                    countdown.start(flight);
                }
                Ok::<_, Error>(added)
            });
            let links = school.courses[1].students().count(&direct).unwrap();
            if idempotent {
                done.unwrap();
                assert_eq!((tries.into_inner(), links), (2, 4));
            } else {
                let error = done.unwrap_err();
                assert_eq!(error.kind(), ErrorKind::OutcomeUnknown, "{error:?}");
                assert!(!error.is_retryable() && error.hint().is_some());
                let kept = if flight == 1 { 0 } else { 4 };
                assert_eq!((tries.into_inner(), links), (1, kept), "nobody tells which");
            }
        }
    }
}

/// Each connection is cut at its first flight, until the seventh.
pub(crate) fn no_connection(server: &Server) {
    let arena = Arena::new(server, "");
    let school = School::fresh(&arena.open());
    let away = std::sync::Arc::new(AtomicUsize::new(0));
    let counted = std::sync::Arc::clone(&away);
    let proxy = Proxy::new(arena.url(), move |_, flight| {
        let left = counted.load(Ordering::SeqCst);
        if left > 0 && flight == 0 {
            counted.store(left - 1, Ordering::SeqCst);
        }
        left > 0
    });
    let add = |policy: RetryPolicy| {
        let db = Db::connect(&proxy.url(arena.url())).unwrap();
        away.store(3, Ordering::SeqCst);
        let policy = policy.attempts(8).first_wait(Duration::from_millis(1));
        let logic = school.courses[1].students();
        db.retry(policy)
            .transaction(|tx| logic.add(&tx, &school.students).map(drop))
    };
    let error = add(RetryPolicy::default()).unwrap_err();
    assert!(
        error.is_connection_lost() || error.kind() == ErrorKind::ConnectionFailed,
        "{error:?}"
    );
    away.store(0, Ordering::SeqCst);
    add(RetryPolicy::default().idempotent()).unwrap();
    assert_eq!(
        school.courses[1].students().count(&arena.open()).unwrap(),
        4
    );
}
