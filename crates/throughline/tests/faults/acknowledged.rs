//! Writers that go on while connections are cut and the server is killed, and the account of what
//! they were told.

use std::collections::BTreeSet;
use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::time::Duration;

use throughline::blocking::Db;
use throughline::{ErrorKind, Result};

use crate::kills::number;
use crate::models::*;
use crate::proxy::Proxy;
use crate::server::{Arena, Server};
use crate::throw_away::{Kind, ThrowAway};

const WRITERS: usize = 4;

/// What writers were told of their rows, by names.
#[derive(Default)]
struct Account {
    kept: BTreeSet<String>,
    not_kept: BTreeSet<String>,
    unknown: BTreeSet<String>,
}

/// A connection is cut at a flight of the first so many, drawn by its number.
fn lifetime(connection: usize) -> usize {
    let mut drawn = connection as u64 ^ 0x9e37_79b9_7f4a_7c15;
    for _ in 0..2 {
        drawn = (drawn ^ (drawn >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    }
    5 + (drawn >> 33) as usize % 40
}

/// Cuts go on until there were `THROUGHLINE_CUTS`, and so many of them the server is killed by
/// `THROUGHLINE_SERVER_KILLS` in between. At the end each row that was acknowledged is there with its
/// link, each of which it was said that nothing was kept is not, and none is there without its link.
pub(crate) fn writers(server: &Server, kind: &'static Kind) {
    let cuts = number("THROUGHLINE_CUTS", 1_000);
    let kills = number("THROUGHLINE_SERVER_KILLS", 3);
    let mut running = ThrowAway::new(kind);
    let arena = Arena::on(&running.url(), server, "", &[]);
    create_tables(&arena.open());
    let course = Course::builder()
        .title("Rust")
        .create(&arena.open())
        .unwrap();
    let proxy = Proxy::new(arena.url(), |connection, flight| {
        flight == lifetime(connection)
    });
    let url = proxy.url(arena.url());
    let account = Mutex::new(Account::default());
    let (done, next) = (AtomicBool::new(false), AtomicUsize::new(0));
    std::thread::scope(|scope| {
        let end = Done(&done);
        for _ in 0..WRITERS {
            scope.spawn(|| {
                let db = connected(&url);
                while !done.load(Ordering::Relaxed) {
                    let number = next.fetch_add(1, Ordering::Relaxed);
                    write(&db, &course, number, &account);
                }
            });
        }
        let mut killed = 0;
        while proxy.cuts() < cuts || killed < kills {
            std::thread::sleep(Duration::from_millis(5));
            if killed < kills && proxy.cuts() >= killed * cuts / kills {
                running.kill();
                running.start();
                killed += 1;
            }
        }
        drop(end);
    });
    check(&arena.open(), &course, &account.into_inner().unwrap());
}

/// Tells the writers to end, also where the test fails.
struct Done<'a>(&'a AtomicBool);

impl Drop for Done<'_> {
    fn drop(&mut self) {
        self.0.store(true, Ordering::Relaxed);
    }
}

/// A pool; the first connection may be one that is cut.
fn connected(url: &str) -> Db {
    loop {
        match Db::connect(url) {
            Ok(db) => return db,
            Err(_) => std::thread::sleep(Duration::from_millis(2)),
        }
    }
}

/// A row with its link, in one of three ways, and what was said of it.
fn write(db: &Db, course: &Course, number: usize, account: &Mutex<Account>) {
    let name = number.to_string();
    let builder = || Student::builder().name(&name);
    let students = course.students();
    let answer: Result<()> = match number % 3 {
        0 => students.create(db, builder()).map(drop),
        1 => {
            let email = format!("{name}@school");
            students
                .update_or_create(db, builder().email(email))
                .map(drop)
        }
        _ => db.transaction(|tx| {
            let student = builder().create(&tx)?;
            students.add(&tx, [&student]).map(drop)
        }),
    };
    let mut account = account.lock().unwrap();
    match answer {
        Ok(()) => account.kept.insert(name),
        Err(error) if error.is_outcome_unknown() => account.unknown.insert(name),
        Err(error) => {
            if error.kind() == ErrorKind::ConnectionFailed {
                std::thread::sleep(Duration::from_millis(2));
            }
            account.not_kept.insert(name)
        }
    };
}

#[expect(
    clippy::print_stdout,
    reason = "the account is for whoever runs this by hand"
)]
fn check(db: &Db, course: &Course, account: &Account) {
    let names = |rows: Vec<Student>| {
        rows.into_iter()
            .map(|one| one.name)
            .collect::<BTreeSet<_>>()
    };
    let there = names(Student::objects().all(db).unwrap());
    let linked = names(course.students().all(db).unwrap());
    assert_eq!(there, linked, "a row and its link are one");
    let missing: Vec<_> = account.kept.difference(&there).collect();
    assert!(
        missing.is_empty(),
        "acknowledged, and not there: {missing:?}"
    );
    let unwanted: Vec<_> = account.not_kept.intersection(&there).collect();
    assert!(
        unwanted.is_empty(),
        "said to be undone, and there: {unwanted:?}"
    );
    let Account {
        kept,
        not_kept,
        unknown,
    } = account;
    // Each of the three has happened, or nothing was tried.
    assert!(kept.len() > 100 && !not_kept.is_empty() && !unknown.is_empty());
    println!(
        "{} acknowledged, {} undone, {} unknown, of which {} were kept",
        kept.len(),
        not_kept.len(),
        unknown.len(),
        unknown.intersection(&there).count()
    );
}
