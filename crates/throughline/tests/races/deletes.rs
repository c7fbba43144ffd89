//! Links against the end of what they link.

use throughline::ErrorKind;

use crate::models::*;
use crate::race::{ROUNDS, race};
use crate::rows::{courses, students};
use crate::server::Arena;

/// What `add` may do while a target goes: link all targets, or fail by a `ForeignKeyViolation` and
/// link none. Afterwards nothing points to what is gone. Who deletes a row that another one has
/// deleted is told that it does not exist; nobody is told anything else.
pub(crate) fn add_against_delete_of_the_target(arena: &Arena) {
    let db = arena.open();
    let kept = students(&db, 2);
    let going = students(&db, ROUNDS);
    let going = Student::objects()
        .filter(|s| s.id().is_in(&going))
        .order_by(|s| s.id())
        .all(&db)
        .unwrap();
    let courses = courses(&db, 2 * ROUNDS);
    race(
        arena,
        |db, rival, round| {
            let target = &going[round];
            if rival >= 2 {
                return match target.delete(db) {
                    Ok(()) => true,
                    Err(error) => {
                        assert!(error.is_does_not_exist(), "{error:?}");
                        false
                    }
                };
            }
            let keys = [kept[1], target.id, kept[0]];
            match courses[2 * round + rival].students().add(db, keys) {
                Ok(added) => added.len() == 3,
                Err(error) => {
                    assert_eq!(error.kind(), ErrorKind::ForeignKeyViolation, "{error:?}");
                    assert_eq!(error.model(), Some("Course"), "{error:?}");
                    false
                }
            }
        },
        |db, round, done| {
            assert!(done[2] != done[3], "one of the two has deleted it");
            for rival in 0..2 {
                let links = courses[2 * round + rival].students().all(db).unwrap();
                let links: Vec<_> = links.iter().map(|student| student.id).collect();
                let expected = if done[rival] { &kept[..] } else { &[] };
                assert_eq!(links, expected, "round {round}");
            }
        },
    );
}

/// The same where the row goes that links are added to.
pub(crate) fn add_against_delete_of_the_owner(arena: &Arena) {
    let db = arena.open();
    let students = students(&db, 5);
    let courses = courses(&db, ROUNDS);
    race(
        arena,
        |db, rival, round| {
            let course = &courses[round];
            let done = match rival {
                0 => course.delete(db),
                1 => course.students().set(db, &students[2..]).map(drop),
                2 => course.students().add(db, &students).map(drop),
                _ => course.students().clear(db).map(drop),
            };
            if let Err(error) = done {
                assert_ne!(rival, 0, "{error:?}");
                assert_eq!(error.kind(), ErrorKind::ForeignKeyViolation, "{error:?}");
            }
        },
        |db, round, _| {
            assert_eq!(courses[round].students().count(db).unwrap(), 0);
            let left = Course::objects().count(db).unwrap() as usize;
            assert_eq!(left, ROUNDS - round - 1);
        },
    );
}

/// A pair whose row is gone is refused, and the others are linked: no error, whenever a row goes.
pub(crate) fn link_all_against_deletes(arena: &Arena) {
    let db = arena.open();
    let kept = students(&db, 2);
    let going = students(&db, 2 * ROUNDS);
    let courses = courses(&db, 2);
    race(
        arena,
        |db, rival, round| {
            let gone = &going[2 * round..][..2];
            if rival >= 2 {
                let one = Student::objects().filter(|s| s.id().eq(gone[rival - 2]));
                assert_eq!(one.delete(db).unwrap(), 1);
                return;
            }
            let keys = [gone[0], kept[0], gone[1], kept[1]];
            let pairs = keys.map(|key| (courses[rival].id, key));
            let report = Course::objects().link_all(db, |c| c.students(), pairs);
            let report = report.unwrap();
            let refused = report.refused.len() as u64;
            assert_eq!(report.added + report.present + refused, 4);
            assert!(report.refused.iter().all(|one| one.position % 2 == 0));
        },
        |db, _, _| {
            for course in &courses {
                let links = course.students().all(db).unwrap();
                let links: Vec<_> = links.iter().map(|student| student.id).collect();
                assert_eq!(links, kept);
            }
        },
    );
}
