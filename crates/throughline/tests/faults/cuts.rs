//! Connections that are cut in the middle of any message of any verb.

use throughline::ErrorKind;
use throughline::blocking::Db;

use crate::proxy::Proxy;
use crate::server::{Arena, Server};
use crate::verbs::{School, VERBS, all_of, assert_whole, left_by};

pub(crate) fn every_verb_at_every_message(server: &Server) {
    let arena = Arena::new(server, "");
    let direct = arena.open();
    let (proxy, countdown) = Proxy::counted(arena.url());
    let db = Db::connect(&proxy.url(arena.url())).unwrap();
    let mut unknown = 0;
    for &(name, verb) in VERBS {
        let after = left_by(&direct, (name, verb));
        for flight in 1.. {
            let school = School::fresh(&direct);
            let before = all_of(&direct);
            // There is a connection, as the first read has taken the place of one that was cut.
            countdown.stop();
            all_of(&db);
            countdown.start(flight);
            let answer = verb(&db, &school);
            let was_cut = countdown.stop();
            // A server that has the whole request may still be at it.
            let there = settled(&direct, &before, &after);
            assert_whole(name, &answer, [&before, &there, &after]);
            match answer {
                Ok(()) if !was_cut => break,
                // The commit was acknowledged, and what came behind it was cut.
                Ok(()) => {}
                Err(error) => {
                    assert!(error.is_connection_lost(), "{name}: {error:?}");
                    unknown += usize::from(error.kind() == ErrorKind::OutcomeUnknown);
                }
            }
        }
    }
    // The request that commits, and its answer: two of each verb, but of those that send several
    // messages at one moment, which arrive in one piece or in several.
    assert!(unknown > VERBS.len(), "{unknown}");
}

/// What is there, as soon as nothing is on its way any more.
pub(crate) fn settled(db: &Db, before: &[String], after: &[String]) -> Vec<String> {
    let mut there = all_of(db);
    for _ in 0..20 {
        std::thread::sleep(std::time::Duration::from_millis(1));
        let now = all_of(db);
        if now == there && (now == before || now == after) {
            break;
        }
        there = now;
    }
    there
}
