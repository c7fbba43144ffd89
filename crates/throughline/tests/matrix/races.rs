//! Eight threads on one database, through each verb: no error reaches a caller, and `set` ends as one
//! of the calls asked.

use std::collections::BTreeSet;
use std::sync::Barrier;

use throughline::Model;
use throughline::blocking::Db;

use crate::cells::{Cell, Node, ThroughCell};

const THREADS: usize = 8;
/// Calls of each thread.
const CALLS: usize = 40;

/// A file with the tables and rows of the cell.
struct File {
    _folder: tempfile::TempDir,
    url: String,
}

impl File {
    fn new<C: Cell>() -> (File, Vec<C::Owner>, Vec<C::Target>) {
        let folder = tempfile::tempdir().unwrap();
        let url = crate::database::shared(&folder);
        let file = File {
            _folder: folder,
            url,
        };
        let db = file.open();
        throughline::create_tables(&db, C::MODELS.iter().copied()).unwrap();
        let (owners, targets) = C::rows(&db);
        (file, owners, targets)
    }

    fn open(&self) -> Db {
        Db::connect(&self.url).unwrap()
    }

    /// Runs the same in all threads: half of them with a pool of their own, as other programs
    /// have, the others with one handle that they share.
    fn race(&self, run: impl Fn(&Db, usize) + Sync) {
        let shared = self.open();
        let start = Barrier::new(THREADS);
        std::thread::scope(|scope| {
            for thread in 0..THREADS {
                let (shared, start, run) = (&shared, &start, &run);
                scope.spawn(move || {
                    let own = (thread % 2 == 0).then(|| self.open());
                    start.wait();
                    run(own.as_ref().unwrap_or(shared), thread);
                });
            }
        });
    }
}

/// Every verb against every other, on the same few rows.
pub(crate) fn every_verb<C: Cell>() {
    let (file, owners, targets) = File::new::<C>();
    file.race(|db, thread| {
        for call in 0..CALLS {
            // Each thread goes through the verbs and rows in a step of its own.
            let step = call * (2 * thread + 1) + thread;
            let manager = C::near(&owners[step % 3]);
            let back = C::far(&targets[3 + step % 3]);
            let keys: Vec<_> = (0..4)
                .map(|at| targets[(step + at) % targets.len()].key())
                .collect();
            let rows = || (0..3).map(|at| targets[(step + at) % targets.len()].clone());
            match call % 10 {
                0 | 1 => drop(C::add(&manager, db, &keys).unwrap()),
                2 => drop(manager.remove(db, rows()).unwrap()),
                3 => drop(C::set(&manager, db, &keys).unwrap()),
                4 => drop(manager.clear(db).unwrap()),
                5 => drop(C::add(&back, db, &[owners[step % 3].key()]).unwrap()),
                6 => drop(C::upsert(&manager, db, &format!("x{}", step % 4), None).unwrap()),
                7 => drop(C::upsert(&manager, db, "x0", Some(step as i32)).unwrap()),
                8 => drop(C::create(&manager, db, &format!("new {thread} {call}")).unwrap()),
                _ => {
                    let pairs = vec![(owners[step % 3].key(), targets[4].key())];
                    C::unlink_all(db, pairs).unwrap();
                    // Refused for a relation whose links need a weight, before anything is sent.
                    let pairs = vec![(owners[step % 3].key(), targets[5].key())];
                    _ = C::link_all(db, pairs);
                }
            }
            drop(manager.all(db).unwrap());
        }
    });
    // Both ends agree about every link.
    let db = file.open();
    for owner in &owners {
        for target in C::near(owner).all(&db).unwrap() {
            assert!(C::far(&target).contains(&db, owner).unwrap());
        }
    }
    let made = C::Target::objects().count(&db).unwrap() as usize;
    let rows = C::Target::objects().all(&db).unwrap();
    let upserted = rows
        .iter()
        .filter(|row| row.name().starts_with('x'))
        .count();
    assert!(upserted <= 4, "one row for each name");
    assert!(made >= targets.len() + THREADS * CALLS / 10);
}

/// In each round all threads `set` the links of one row to other rows.
pub(crate) fn set_against_set<C: Cell>() {
    let (file, owners, targets) = File::new::<C>();
    let (before, after) = (Barrier::new(THREADS), Barrier::new(THREADS));
    // Not the owner itself: a link of a row with itself is one row, of a symmetrical one too.
    let asked = |thread: usize| -> Vec<_> {
        (0..3)
            .map(|at| targets[1 + (thread + at) % 5].key())
            .collect()
    };
    file.race(|db, thread| {
        for round in 0..15 {
            before.wait();
            C::set(&C::near(&owners[0]), db, &asked(thread)).unwrap();
            after.wait();
            let links = C::near(&owners[0]).all(db).unwrap();
            let keys: BTreeSet<_> = links.iter().map(Model::key).collect();
            let answers: Vec<BTreeSet<_>> = (0..THREADS)
                .map(|thread| asked(thread).into_iter().collect())
                .collect();
            assert!(answers.contains(&keys), "round {round}: {keys:?}");
        }
    });
}

/// The verbs that give links their columns, against each other.
pub(crate) fn columns_of_links<C: ThroughCell>() {
    let (file, owners, targets) = File::new::<C>();
    file.race(|db, thread| {
        for call in 0..CALLS {
            let weight = (thread * CALLS + call) as i32;
            let manager = C::near(&owners[call % 2]);
            let rows = || targets[2..].iter().skip(thread % 3).take(2);
            match call % 4 {
                0 => {
                    let links = rows().map(|row| (row, C::weigh(manager.link(), weight)));
                    manager.add_each(db, links).unwrap();
                }
                1 | 2 => {
                    let done = manager.add_or_update_with(db, rows(), |l| C::weigh(l, weight));
                    assert_eq!(done.unwrap().len(), 2);
                }
                _ => drop(manager.remove(db, rows().take(1)).unwrap()),
            }
        }
    });
    let db = file.open();
    for owner in &owners[..2] {
        for (target, link) in C::near(owner).with_link().all(&db).unwrap() {
            let back = C::far(&target).with_link().all(&db).unwrap();
            let (_, back) = back.iter().find(|(row, _)| row == owner).unwrap();
            assert_eq!(
                C::weight_of(back),
                C::weight_of(&link),
                "one link, one weight"
            );
        }
    }
}
