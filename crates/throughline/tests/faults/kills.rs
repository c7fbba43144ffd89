//! Servers that are killed in the middle of a verb.

use std::sync::{Arc, Mutex};

use throughline::blocking::Db;

use crate::cuts::settled;
use crate::models;
use crate::proxy::{Countdown, Proxy};
use crate::server::{Arena, Server};
use crate::throw_away::{Kind, ThrowAway};
use crate::verbs::{School, VERBS, all_of, assert_whole, left_by};

/// A number that the environment may make another.
pub(crate) fn number(variable: &str, usual: usize) -> usize {
    let given = std::env::var(variable).ok();
    given.map_or(usual, |text| text.parse().expect(variable))
}

/// A way to the server of that URL at whose end of a countdown the server is killed.
pub(crate) fn killing(url: &str, running: &Arc<Mutex<ThrowAway>>) -> (Proxy, Countdown) {
    let countdown = Countdown::default();
    // The proxy lives as long as the process, and the server is not to.
    let (counted, killed) = (countdown.clone(), Arc::downgrade(running));
    let proxy = Proxy::new(url, move |_, _| {
        let now = counted.flight();
        if now && let Some(server) = killed.upgrade() {
            server.lock().unwrap().kill();
        }
        now
    });
    (proxy, countdown)
}

/// Each verb is met by so many kills, at one message after the other.
pub(crate) fn in_every_verb(server: &Server, kind: &'static Kind) {
    let kills = number("THROUGHLINE_KILLS", 1);
    let running = Arc::new(Mutex::new(ThrowAway::new(kind)));
    let url = running.lock().unwrap().url();
    let arena = Arena::on(&url, server, "", &[]);
    models::create_tables(&arena.open());
    let (proxy, countdown) = killing(arena.url(), &running);
    let db = Db::connect(&proxy.url(arena.url())).unwrap();
    for (position, &(name, verb)) in VERBS.iter().enumerate() {
        let mut direct = arena.open();
        let after = left_by(&direct, (name, verb));
        for kill in 0..kills {
            let school = School::fresh(&direct);
            let before = all_of(&direct);
            countdown.stop();
            all_of(&db);
            countdown.start(1 + (position + 5 * kill) % 7);
            let answer = verb(&db, &school);
            if countdown.stop() {
                running.lock().unwrap().start();
                direct = arena.open();
            }
            let there = settled(&direct, &before, &after);
            assert_whole(name, &answer, [&before, &there, &after]);
            // The same handle goes on.
            assert_eq!(all_of(&db), there);
        }
    }
}
