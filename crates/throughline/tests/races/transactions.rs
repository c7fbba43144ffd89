//! Transactions of the caller's, which are retried.

use std::time::Duration;

use throughline::RetryPolicy;

use crate::models::*;
use crate::race::{RIVALS, race};
use crate::rows::{courses, students};
use crate::server::Arena;

/// Many attempts: all rivals want the same all the time.
fn patient() -> RetryPolicy {
    RetryPolicy::default()
        .attempts(40)
        .first_wait(Duration::from_millis(2))
        .longest_wait(Duration::from_millis(50))
}

/// Several verbs in one transaction, in an order that makes two of them wait for each other. All is
/// kept, or nothing.
pub(crate) fn verbs_in_a_transaction_that_is_retried(arena: &Arena) {
    let db = arena.open();
    let students = students(&db, 4);
    let courses = courses(&db, 2);
    race(
        arena,
        |db, rival, round| {
            let (first, second) = match rival % 2 {
                0 => (&courses[0], &courses[1]),
                _ => (&courses[1], &courses[0]),
            };
            let done = db.retry(patient()).transaction(|tx| {
                first.students().set(&tx, [students[rival]])?;
                let name = format!("{round} of {rival}");
                Student::builder().name(name).create(&tx)?;
                second.students().set(&tx, [students[rival]])?;
                Ok::<_, throughline::Error>(())
            });
            done.unwrap();
        },
        |db, round, _| {
            let rows = Student::objects().count(db).unwrap() as usize;
            assert_eq!(rows, students.len() + RIVALS * (round + 1));
            let [one, other] = [0, 1].map(|at| courses[at].students().all(db).unwrap());
            assert_eq!((one.len(), &one), (1, &other), "round {round}");
        },
    );
}

/// No step is lost.
pub(crate) fn a_counter_that_is_read_and_written(arena: &Arena) {
    let db = arena.open();
    let key = students(&db, 1)[0];
    race(
        arena,
        |db, _, _| {
            let done = db.retry(patient()).transaction(|tx| {
                let row = Student::objects()
                    .filter(|s| s.id().eq(key))
                    .for_update()
                    .get(&tx)?;
                let visits = row.visits + 1;
                Student { visits, ..row }.save(&tx)
            });
            done.unwrap();
        },
        |db, round, _| {
            let visits = Student::get(db, key).unwrap().visits as usize;
            assert_eq!(visits, RIVALS * (round + 1));
        },
    );
}
