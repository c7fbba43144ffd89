//! The verbs of related managers that write links.

use std::collections::BTreeSet;

use crate::models::*;
use crate::race::{RIVALS, race};
use crate::rows::{courses, students};
use crate::server::Arena;

/// The keys in an order of the rival's own.
fn turned(keys: &[i64], rival: usize) -> Vec<i64> {
    let mut keys = keys.to_vec();
    let by = rival * keys.len() / RIVALS;
    keys.rotate_left(by);
    if rival % 2 == 1 {
        keys.reverse();
    }
    keys
}

/// The keys of the students of a course.
fn linked(db: &throughline::blocking::Db, course: &Course) -> BTreeSet<i64> {
    let students = course.students().all(db).unwrap();
    students.iter().map(|student| student.id).collect()
}

pub(crate) fn add_against_add(arena: &Arena) {
    let db = arena.open();
    let students = students(&db, 10);
    let courses = courses(&db, crate::race::ROUNDS);
    race(
        arena,
        |db, rival, round| {
            let added = courses[round].students().add(db, turned(&students, rival));
            added.unwrap()
        },
        |db, round, added| {
            assert_eq!(courses[round].students().count(db).unwrap(), 10);
            let mut new: Vec<_> = added.into_iter().flatten().collect();
            new.sort_unstable();
            assert_eq!(
                new, students,
                "each link was new to one rival, round {round}"
            );
        },
    );
}

/// Both rows of each link, whoever of its two ends asked.
pub(crate) fn add_against_add_of_a_symmetrical_relation(arena: &Arena) {
    let db = arena.open();
    let new = (0..RIVALS * crate::race::ROUNDS).map(|n| Person::builder().name(n.to_string()));
    let people = Person::objects().bulk_create(&db, new).unwrap();
    let of_round = |round: usize| &people[round * RIVALS..][..RIVALS];
    race(
        arena,
        |db, rival, round| {
            let own = &of_round(round)[rival];
            let others = of_round(round).iter().filter(|one| one.id != own.id);
            own.friends().add(db, others.rev()).unwrap().len()
        },
        |db, round, added| {
            for person in of_round(round) {
                assert_eq!(person.friends().count(db).unwrap() as usize, RIVALS - 1);
            }
            let pairs = RIVALS * (RIVALS - 1) / 2;
            assert_eq!(added.iter().sum::<usize>(), pairs, "round {round}");
        },
    );
}

pub(crate) fn set_against_set(arena: &Arena) {
    let db = arena.open();
    let students = students(&db, 3 * RIVALS);
    let courses = courses(&db, crate::race::ROUNDS);
    let asked = |rival: usize| &students[3 * rival..][..3];
    race(
        arena,
        |db, rival, round| {
            // A course that has links already in two rounds of three.
            let course = &courses[round - round % 3];
            drop(course.students().set(db, asked(rival)).unwrap());
        },
        |db, round, _| {
            let links = linked(db, &courses[round - round % 3]);
            let is_asked = |rival| links == asked(rival).iter().copied().collect();
            assert!((0..RIVALS).any(is_asked), "round {round}: {links:?}");
        },
    );
}

/// Two set the students of a course, two the courses of a student: what is left depends on the order,
/// and no order is an error. Each link of the last one who set that side is there.
pub(crate) fn set_against_set_from_both_sides(arena: &Arena) {
    let db = arena.open();
    let keys = students(&db, 4);
    let students = Student::objects().order_by(|s| s.id()).all(&db).unwrap();
    let courses = courses(&db, 4);
    let course_keys: Vec<_> = courses.iter().map(|course| course.id).collect();
    race(
        arena,
        |db, rival, round| match rival {
            0 | 1 => drop(
                courses[rival]
                    .students()
                    .set(db, &keys[round % 2..])
                    .unwrap(),
            ),
            _ => {
                let of = students[rival].course_set();
                drop(of.set(db, &course_keys[..2 + round % 2]).unwrap());
            }
        },
        |db, _, _| {
            for course in &courses[..2] {
                assert!(linked(db, course).contains(&keys[1]));
            }
        },
    );
}

/// What was added less what was removed is what is there.
pub(crate) fn add_against_remove_clear_and_set(arena: &Arena) {
    let db = arena.open();
    let students = students(&db, 12);
    let course = &courses(&db, 1)[0];
    let total = std::sync::Mutex::new(0_i64);
    race(
        arena,
        |db, rival, round| {
            let manager = course.students();
            let change = match (rival, round % 4) {
                (0 | 1, _) => manager.add(db, turned(&students, rival)).unwrap().len() as i64,
                (2, _) => -(manager.remove(db, turned(&students, 2)).unwrap().len() as i64),
                (_, 0) => -(manager.clear(db).unwrap().len() as i64),
                _ => {
                    let changes = manager.set(db, &students[round % 4..][..4]).unwrap();
                    changes.added.len() as i64 - changes.removed.len() as i64
                }
            };
            *total.lock().unwrap() += change;
        },
        |db, round, _| {
            let there = course.students().count(db).unwrap() as i64;
            assert_eq!(there, *total.lock().unwrap(), "round {round}");
        },
    );
}

pub(crate) fn add_or_update_with_against_itself(arena: &Arena) {
    let db = arena.open();
    let students = students(&db, 6);
    let new = (0..crate::race::ROUNDS).map(|number| Club::builder().name(number.to_string()));
    let clubs = Club::objects().bulk_create(&db, new).unwrap();
    race(
        arena,
        |db, rival, round| {
            // Each club is met twice: with no links, and with those of the round before.
            let members = clubs[round / 2].members();
            let keys = turned(&students, rival);
            let weight = (round * RIVALS + rival) as i32;
            members
                .add_or_update_with(db, keys, |link| link.weight(weight))
                .unwrap()
        },
        |db, round, outcomes| {
            let links = clubs[round / 2].members().with_link().all(db).unwrap();
            assert_eq!(links.len(), students.len());
            let weights: BTreeSet<_> = links.iter().map(|(_, link)| link.weight).collect();
            let asked = |weight: &i32| *weight as usize / RIVALS == round;
            assert!(weights.iter().all(asked), "round {round}: {weights:?}");
            let created = outcomes
                .iter()
                .flatten()
                .filter(|(_, one)| one.is_created());
            let expected = if round % 2 == 0 { students.len() } else { 0 };
            assert_eq!(created.count(), expected, "round {round}");
        },
    );
}

/// Who reads sees the links of one of the calls, and is told nothing else.
pub(crate) fn reads_against_set(arena: &Arena) {
    let db = arena.open();
    let students = students(&db, 6);
    let course = &courses(&db, 1)[0];
    course.students().set(&db, &students[..3]).unwrap();
    race(
        arena,
        |db, rival, round| match rival {
            0 => drop(
                course
                    .students()
                    .set(db, &students[3 * (round % 2)..][..3])
                    .unwrap(),
            ),
            1 => drop(
                course
                    .students()
                    .set(db, &students[3 - 3 * (round % 2)..][..3])
                    .unwrap(),
            ),
            2 => assert_eq!(course.students().all(db).unwrap().len(), 3),
            _ => {
                assert_eq!(course.students().count(db).unwrap(), 3);
                let with = Course::objects().with(|c| c.students()).all(db).unwrap();
                assert_eq!(with[0].1.len(), 3);
            }
        },
        |_, _, _| {},
    );
}
