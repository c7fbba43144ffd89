//! Rows that are looked for, and made where there are none.

use throughline::Outcome;

use crate::models::*;
use crate::race::{RIVALS, ROUNDS, race};
use crate::rows::{courses, students};
use crate::server::Arena;

/// That one of the rivals made the row, and the others found it.
#[track_caller]
fn made_once(outcomes: &[Outcome], round: usize) {
    let created = outcomes.iter().filter(|one| one.is_created()).count();
    assert_eq!(created, 1, "round {round}: {outcomes:?}");
}

pub(crate) fn update_or_create_by_key_against_itself(arena: &Arena) {
    race(
        arena,
        |db, rival, round| {
            let email = format!("{round}@school");
            let builder = Student::builder().name(rival.to_string()).email(email);
            let (row, outcome) = builder.update_or_create(db).unwrap();
            assert_eq!(row.name, rival.to_string());
            outcome
        },
        |db, round, outcomes| {
            made_once(&outcomes, round);
            assert_eq!(Student::objects().count(db).unwrap() as usize, round + 1);
        },
    );
}

/// One student, and a link of each owner.
pub(crate) fn get_or_create_across_owners(arena: &Arena) {
    let db = arena.open();
    let courses = courses(&db, RIVALS);
    race(
        arena,
        |db, rival, round| {
            let builder = Student::builder()
                .name("new")
                .email(format!("{round}@school"));
            let students = courses[rival].students();
            let (_, outcome, linked) = students.get_or_create(db, builder).unwrap();
            assert!(linked, "the link is new");
            outcome
        },
        |db, round, outcomes| {
            made_once(&outcomes, round);
            assert_eq!(Student::objects().count(db).unwrap() as usize, round + 1);
            for course in &courses {
                assert_eq!(course.students().count(db).unwrap() as usize, round + 1);
            }
        },
    );
}

/// There is no unique key that would see to it.
pub(crate) fn get_or_create_by_filter_against_itself(arena: &Arena) {
    race(
        arena,
        |db, _, round| {
            let title = format!("course {round}");
            let by_title = Course::objects().filter(|c| c.title().eq(&title));
            let new = Course::builder().title(&title);
            by_title.get_or_create(db, new).unwrap().1
        },
        |db, round, outcomes| {
            made_once(&outcomes, round);
            assert_eq!(Course::objects().count(db).unwrap() as usize, round + 1);
        },
    );
}

pub(crate) fn update_or_create_by_filter_against_itself(arena: &Arena) {
    race(
        arena,
        |db, rival, round| {
            let name = format!("student {round}");
            let by_name = Student::objects().filter(|s| s.name().eq(&name));
            let visits = rival as i32 + 1;
            let new = Student::builder().name(&name).visits(visits);
            let changed = by_name.update_or_create(db, |s| s.visits().set(visits), new);
            let (row, outcome) = changed.unwrap();
            assert_eq!(row.visits, visits);
            outcome
        },
        |db, round, outcomes| {
            made_once(&outcomes, round);
            assert_eq!(Student::objects().count(db).unwrap() as usize, round + 1);
        },
    );
}

pub(crate) fn get_or_create_by_filter_among_related_rows(arena: &Arena) {
    let db = arena.open();
    let courses = courses(&db, 2);
    race(
        arena,
        |db, rival, round| {
            let name = format!("student {round}");
            let students = courses[rival % 2].students();
            let by_name = students.filter(|s| s.name().eq(&name));
            let new = Student::builder().name(&name);
            by_name.get_or_create(db, new).unwrap().1
        },
        |db, round, outcomes| {
            for (number, course) in courses.iter().enumerate() {
                let own: Vec<_> = outcomes.iter().skip(number).step_by(2).copied().collect();
                made_once(&own, round);
                assert_eq!(course.students().count(db).unwrap() as usize, round + 1);
            }
        },
    );
}

/// Both the row and its link, whatever becomes of the link.
pub(crate) fn create_through_a_relation_against_set(arena: &Arena) {
    let db = arena.open();
    let first = students(&db, 2);
    let courses = courses(&db, ROUNDS);
    race(
        arena,
        |db, rival, round| {
            let students = courses[round].students();
            if rival == 0 {
                return Some(students.set(db, &first).unwrap().removed.len());
            }
            let name = format!("{round} of {rival}");
            students.create(db, Student::builder().name(name)).unwrap();
            None
        },
        |db, round, removed| {
            let rows = Student::objects().count(db).unwrap() as usize;
            assert_eq!(rows, first.len() + (RIVALS - 1) * (round + 1));
            let links = courses[round].students().count(db).unwrap() as usize;
            let removed = removed[0].unwrap();
            assert_eq!(links, first.len() + RIVALS - 1 - removed, "round {round}");
        },
    );
}
