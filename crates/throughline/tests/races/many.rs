//! Many rows or links by one call.

use throughline::ErrorKind;
use throughline::blocking::Db;

use crate::models::*;
use crate::race::{RIVALS, ROUNDS, race};
use crate::rows::{courses, students};
use crate::server::Arena;

/// All pairs of owners and targets, in an order of the rival's own.
fn pairs(owners: &[Course], targets: &[i64], rival: usize) -> Vec<(i64, i64)> {
    let pair = |owner: &Course, target: &i64| (owner.id, *target);
    let mut pairs: Vec<_> = match rival % 2 {
        0 => owners
            .iter()
            .flat_map(|owner| targets.iter().map(move |target| pair(owner, target)))
            .collect(),
        _ => targets
            .iter()
            .flat_map(|target| owners.iter().map(move |owner| pair(owner, target)))
            .collect(),
    };
    if rival >= 2 {
        pairs.reverse();
    }
    pairs
}

pub(crate) fn link_all_against_link_all(arena: &Arena) {
    let db = arena.open();
    let students = students(&db, 5);
    let courses = courses(&db, 4 * ROUNDS);
    race(
        arena,
        |db, rival, round| {
            let pairs = pairs(&courses[4 * round..][..4], &students, rival);
            let report = Course::objects().link_all(db, |c| c.students(), pairs);
            let report = report.unwrap();
            assert!(report.refused.is_empty());
            assert_eq!(report.added + report.present, 20);
            report.added
        },
        |db, round, added| {
            assert_eq!(added.iter().sum::<u64>(), 20, "round {round}");
            for course in &courses[4 * round..][..4] {
                assert_eq!(course.students().count(db).unwrap(), 5);
            }
        },
    );
}

/// Links are written in the same order from both sides, so none of them waits for another that waits for it:
/// in a transaction, where the library begins nothing again, a deadlock would be an error.
pub(crate) fn link_all_from_both_sides(arena: &Arena) {
    let db = arena.open();
    let students = students(&db, 10);
    let courses = courses(&db, 10 * ROUNDS);
    let link = |db: &Db, rival: usize, pairs: &[(i64, i64)]| {
        db.transaction(|tx| match rival % 2 {
            0 => Course::objects().link_all(&tx, |c| c.students(), pairs.iter().copied()),
            _ => {
                let turned = pairs.iter().map(|(course, student)| (*student, *course));
                Student::objects().link_all(&tx, |s| s.course_set(), turned)
            }
        })
    };
    race(
        arena,
        |db, rival, round| {
            let courses = &courses[10 * round..][..10];
            let mut pairs = pairs(courses, &students, rival);
            // With the pair that is first by either key, all would begin with that one, and wait there.
            pairs.retain(|pair| *pair != (courses[0].id, students[0]));
            loop {
                match link(db, rival, &pairs) {
                    Ok(report) => return report.added,
                    Err(error) => {
                        assert_eq!(error.kind(), ErrorKind::SerializationFailure, "{error:?}");
                    }
                }
            }
        },
        |_, round, added| assert_eq!(added.iter().sum::<u64>(), 99, "round {round}"),
    );
}

/// What was added less what was removed is what is there.
pub(crate) fn link_all_against_unlink_all(arena: &Arena) {
    let db = arena.open();
    let students = students(&db, 5);
    let courses = courses(&db, 4);
    let total = std::sync::Mutex::new(0_i64);
    race(
        arena,
        |db, rival, _| {
            let pairs = pairs(&courses, &students, rival);
            let objects = Course::objects();
            let change = match rival {
                0 | 1 => {
                    let report = objects.link_all(db, |c| c.students(), pairs).unwrap();
                    report.added as i64
                }
                _ => -(objects.unlink_all(db, |c| c.students(), pairs).unwrap() as i64),
            };
            *total.lock().unwrap() += change;
        },
        |db, round, _| {
            let counts = courses.iter().map(|one| one.students().count(db).unwrap());
            assert_eq!(
                counts.sum::<u64>() as i64,
                *total.lock().unwrap(),
                "round {round}"
            );
        },
    );
}

pub(crate) fn bulk_update_or_create_against_itself(arena: &Arena) {
    race(
        arena,
        |db, rival, round| {
            // The rows of two rounds: some are there, some are new, in four orders.
            let mut rows: Vec<_> = (5 * round..5 * round + 10).collect();
            rows.rotate_left(rival * 2);
            if rival % 2 == 1 {
                rows.reverse();
            }
            let new = rows.iter().map(|number| {
                let email = format!("{number}@school");
                Student::builder().name(rival.to_string()).email(email)
            });
            let done = Student::objects().bulk_update_or_create(db, new).unwrap();
            assert_eq!(done.len(), 10);
            let created = done.iter().filter(|(_, outcome)| outcome.is_created());
            created.count()
        },
        |db, round, created| {
            let expected = if round == 0 { 10 } else { 5 };
            assert_eq!(created.iter().sum::<usize>(), expected, "round {round}");
            let there = Student::objects().count(db).unwrap() as usize;
            assert_eq!(there, 5 * round + 10);
        },
    );
}

pub(crate) fn bulk_create_ignoring_conflicts_against_itself(arena: &Arena) {
    race(
        arena,
        |db, rival, round| {
            let mut rows: Vec<_> = (5 * round..5 * round + 10).collect();
            if rival % 2 == 1 {
                rows.reverse();
            }
            let new = rows
                .iter()
                .map(|n| Student::builder().name("new").email(format!("{n}@school")));
            let objects = Student::objects();
            objects
                .bulk_create_ignoring_conflicts(db, new)
                .unwrap()
                .len()
        },
        |db, round, created| {
            let expected = if round == 0 { 10 } else { 5 };
            assert_eq!(created.iter().sum::<usize>(), expected, "round {round}");
            let there = Student::objects().count(db).unwrap() as usize;
            assert_eq!(there, 5 * round + 10);
        },
    );
}

/// Each rival wants four courses for its teacher, and the next one two of the same.
pub(crate) fn set_of_a_foreign_key_against_itself(arena: &Arena) {
    let db = arena.open();
    let new = (0..2).map(|number| Teacher::builder().name(number.to_string()));
    let teachers = Teacher::objects().bulk_create(&db, new).unwrap();
    let courses = courses(&db, 2 * RIVALS + 2);
    let asked = |rival: usize| &courses[2 * rival..][..4];
    race(
        arena,
        |db, rival, _| {
            let mut rows: Vec<_> = asked(rival).iter().collect();
            if rival % 2 == 1 {
                rows.reverse();
            }
            drop(teachers[0].course_set().set(db, rows).unwrap());
        },
        |db, round, _| {
            let of = teachers[0]
                .course_set()
                .order_by(|c| c.id())
                .all(db)
                .unwrap();
            let keys = |rows: &[Course]| rows.iter().map(|one| one.id).collect::<Vec<_>>();
            let is_asked = |rival| keys(&of) == keys(asked(rival));
            assert!((0..RIVALS).any(is_asked), "round {round}: {:?}", keys(&of));
        },
    );
}
