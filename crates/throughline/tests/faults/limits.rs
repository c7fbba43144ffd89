//! Pools and times that come to their end.

use std::time::Duration;

use throughline::blocking::Db;
use throughline::{Error, ErrorKind};

use crate::models::*;
use crate::server::{Arena, Server};
use crate::verbs::{School, VERBS, Verb, all_of, left_by};

pub(crate) fn pool(server: &Server) {
    let arena = Arena::new(server, "wait_timeout=50");
    let (direct, db) = (arena.open(), arena.open());
    let school = School::fresh(&direct);
    let before = all_of(&direct);
    // It has two connections.
    let taken = [(); 2].map(|()| db.begin().unwrap());
    for (name, verb) in VERBS {
        let error = verb(&db, &school).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::PoolExhausted, "{name}: {error:?}");
    }
    drop(taken);
    assert_eq!(all_of(&db), before);
}

/// Calls the verbs that want a row that somebody else has locked, and looks at their errors.
fn waiting(arena: &Arena, db: &Db, is_expected: impl Fn(&Error) -> bool) {
    let direct = arena.open();
    let waits =
        |verb: &&Verb| ["save", "update", "delete", "set", "a transaction"].contains(&verb.0);
    for &(name, verb) in VERBS.iter().filter(waits) {
        let after = left_by(&direct, (name, verb));
        let school = School::fresh(&direct);
        let before = all_of(&direct);
        let tx = direct.begin().unwrap();
        Student::objects().for_update().all(&tx).unwrap();
        Course::objects().for_update().all(&tx).unwrap();
        let error = verb(db, &school).unwrap_err();
        assert!(is_expected(&error), "{name}: {error:?}");
        tx.rollback().unwrap();
        assert_eq!(all_of(db), before, "{name}");
        verb(db, &school).unwrap();
        assert_eq!(all_of(db), after, "{name}");
    }
}

pub(crate) fn statement_timeout(server: &Server) {
    let arena = Arena::new(server, "");
    let url = format!("{}&statement_timeout=200", arena.url());
    let db = Db::connect(&url).unwrap();
    waiting(&arena, &db, |error| {
        error.kind() == ErrorKind::StatementTimeout
    });
}

/// It is the caller's choice how long to wait: the library does not wait twice.
pub(crate) fn lock_timeout(server: &Server) {
    let arena = Arena::new(server, "");
    let url = format!("{}&lock_timeout=200", arena.url());
    let db = Db::connect(&url).unwrap();
    let recorder = db.record();
    waiting(&arena, &db, |error| error.kind() == ErrorKind::LockTimeout);
    let all = recorder.statements();
    let deletes = all
        .iter()
        .filter(|sql| sql.starts_with(r"DELETE") && !sql.contains("course_"));
    // The one that waited in vain, and the one that did not.
    assert_eq!(deletes.count(), 2, "{all:#?}");
    std::thread::sleep(Duration::from_millis(1));
}
