//! Random verbs from both sides, against a model of sets.

use std::collections::BTreeSet;

use proptest::prelude::*;
use proptest::test_runner::{Config, TestRunner};
use throughline::blocking::Db;

use crate::cells::{Cell, Manager, Node, database};
use crate::database::is_embedded;

/// Rows of each model. With six each verb meets links that are there as often as not.
const ROWS: usize = 6;
/// Sequences of verbs in each cell.
const SEQUENCES: u32 = 10_000;
/// The same on a server, where each statement is a trip over a socket.
const SEQUENCES_ON_SERVERS: u32 = 200;

/// A verb, the row that it is called on, and the rows that it is given.
#[derive(Debug, Clone)]
struct Call {
    verb: Verb,
    /// From the declaring side, or from the other.
    forward: bool,
    owner: usize,
    targets: Vec<usize>,
}

#[derive(Debug, Clone, Copy)]
enum Verb {
    Add,
    Remove,
    Set,
    Clear,
}

fn calls() -> impl Strategy<Value = Vec<Call>> {
    let verb = prop_oneof![
        3 => Just(Verb::Add),
        2 => Just(Verb::Remove),
        2 => Just(Verb::Set),
        1 => Just(Verb::Clear),
    ];
    let targets = prop::collection::vec(0..ROWS, 0..5);
    let call =
        (verb, any::<bool>(), 0..ROWS, targets).prop_map(|(verb, forward, owner, targets)| Call {
            verb,
            forward,
            owner,
            targets,
        });
    prop::collection::vec(call, 1..8)
}

/// The links as a set of pairs, forward.
#[derive(Debug, Default)]
struct Links {
    pairs: BTreeSet<(usize, usize)>,
    symmetrical: bool,
}

impl Links {
    fn of(&self, forward: bool, owner: usize) -> BTreeSet<usize> {
        let pairs = self.pairs.iter();
        let near = pairs.map(|&(a, b)| if forward { (a, b) } else { (b, a) });
        near.filter(|(near, _)| *near == owner)
            .map(|(_, far)| far)
            .collect()
    }

    fn change(&mut self, forward: bool, near: usize, far: usize, link: bool) {
        let pair = if forward { (near, far) } else { (far, near) };
        let mirrored = self.symmetrical.then_some((pair.1, pair.0));
        for pair in std::iter::once(pair).chain(mirrored) {
            if link {
                self.pairs.insert(pair)
            } else {
                self.pairs.remove(&pair)
            };
        }
    }

    /// Does the call; gives what is new and what is gone.
    fn call(&mut self, call: &Call) -> (BTreeSet<usize>, BTreeSet<usize>) {
        let before = self.of(call.forward, call.owner);
        let targets: BTreeSet<_> = call.targets.iter().copied().collect();
        let none = BTreeSet::new();
        let (added, removed) = match call.verb {
            Verb::Add => (&targets - &before, none),
            Verb::Remove => (none, &targets & &before),
            Verb::Set => (&targets - &before, &before - &targets),
            Verb::Clear => (none, before),
        };
        for (far, link) in added
            .iter()
            .map(|far| (far, true))
            .chain(removed.iter().map(|far| (far, false)))
        {
            self.change(call.forward, call.owner, *far, link);
        }
        (added, removed)
    }
}

/// What the library did, as places of rows.
fn run<C: Cell, T: Node>(
    db: &Db,
    manager: &Manager<T, C>,
    rows: &[T],
    call: &Call,
) -> (BTreeSet<usize>, BTreeSet<usize>) {
    let keys: Vec<_> = call
        .targets
        .iter()
        .map(|&target| rows[target].key())
        .collect();
    let places = |keys: Vec<T::Key>| -> BTreeSet<usize> {
        let place = |key: T::Key| rows.iter().position(|row| row.key() == key).unwrap();
        keys.into_iter().map(place).collect()
    };
    let none = BTreeSet::new();
    match call.verb {
        Verb::Add => (places(C::add(manager, db, &keys).unwrap()), none),
        Verb::Remove => {
            let targets = call.targets.iter().map(|&target| rows[target].clone());
            (none, places(manager.remove(db, targets).unwrap()))
        }
        Verb::Set => {
            let changes = C::set(manager, db, &keys).unwrap();
            (places(changes.added), places(changes.removed))
        }
        Verb::Clear => (none, places(manager.clear(db).unwrap())),
    }
}

/// The links of a row, as places of rows.
fn linked<C: Cell, T: Node>(db: &Db, manager: &Manager<T, C>, rows: &[T]) -> BTreeSet<usize> {
    let all = manager.all(db).unwrap();
    assert_eq!(manager.count(db).unwrap(), all.len() as u64);
    all.iter()
        .map(|row| rows.iter().position(|known| known == row).unwrap())
        .collect()
}

/// Holds in so many random sequences of verbs.
pub(crate) fn holds<C: Cell>() {
    let db = database::<C>();
    let (owners, targets) = C::rows(&db);
    let config = Config {
        cases: if is_embedded() {
            SEQUENCES
        } else {
            SEQUENCES_ON_SERVERS
        },
        failure_persistence: None,
        ..Config::default()
    };
    let held = TestRunner::new(config).run(&calls(), |calls| {
        owners
            .iter()
            .for_each(|owner| drop(C::near(owner).clear(&db).unwrap()));
        let mut links = Links {
            symmetrical: C::SYMMETRICAL,
            ..Links::default()
        };
        for call in &calls {
            let expected = links.call(call);
            let done = if call.forward {
                run::<C, _>(&db, &C::near(&owners[call.owner]), &targets, call)
            } else {
                run::<C, _>(&db, &C::far(&targets[call.owner]), &owners, call)
            };
            prop_assert_eq!(&done, &expected, "{:?}", call);
        }
        // Every row from both sides, at the end of the sequence.
        for place in 0..ROWS {
            let near = linked::<C, _>(&db, &C::near(&owners[place]), &targets);
            prop_assert_eq!(near, links.of(true, place));
            let far = linked::<C, _>(&db, &C::far(&targets[place]), &owners);
            prop_assert_eq!(far, links.of(false, place));
        }
        Ok(())
    });
    held.unwrap();
}
