//! Rounds: all rivals begin at the same moment, and what they did is looked at when all are done.

use std::sync::{Condvar, Mutex};

use throughline::blocking::Db;

use crate::server::Arena;

/// How many rivals there are.
pub(crate) const RIVALS: usize = 4;
/// How often they meet.
pub(crate) const ROUNDS: usize = 300;

/// Runs the rounds. Each rival has connections of its own; `check` looks at what a round has left, with
/// what each rival gave, before the next one begins.
pub(crate) fn race<T: Send>(
    arena: &Arena,
    run: impl Fn(&Db, usize, usize) -> T + Sync,
    check: impl Fn(&Db, usize, Vec<T>) + Sync,
) {
    let gate = Gate::default();
    let given = Mutex::new(Vec::new());
    std::thread::scope(|scope| {
        for rival in 0..RIVALS {
            let (gate, given, run, check) = (&gate, &given, &run, &check);
            scope.spawn(move || {
                let _open = OpenAtPanic(gate);
                let db = arena.open();
                for round in 0..ROUNDS {
                    gate.wait();
                    let one = run(&db, rival, round);
                    given.lock().unwrap().push((rival, one));
                    gate.wait();
                    if rival == 0 {
                        let mut given = std::mem::take(&mut *given.lock().unwrap());
                        given.sort_by_key(|(rival, _)| *rival);
                        let given = given.into_iter().map(|(_, one)| one).collect();
                        check(&db, round, given);
                    }
                }
            });
        }
    });
}

/// A barrier that a rival who fails does not leave the others standing at.
#[derive(Default)]
struct Gate {
    state: Mutex<State>,
    opened: Condvar,
}

#[derive(Default)]
struct State {
    waiting: usize,
    opened: usize,
    broken: bool,
}

impl Gate {
    fn wait(&self) {
        let mut state = self.state.lock().unwrap();
        state.waiting += 1;
        if state.waiting == RIVALS {
            state.waiting = 0;
            state.opened += 1;
            self.opened.notify_all();
        }
        let before = state.opened - usize::from(state.waiting == 0);
        while state.opened == before && !state.broken {
            state = self.opened.wait(state).unwrap();
        }
        let broken = state.broken;
        drop(state);
        assert!(!broken, "another rival has failed");
    }
}

/// Opens the gate for good if its rival fails.
struct OpenAtPanic<'a>(&'a Gate);

impl Drop for OpenAtPanic<'_> {
    fn drop(&mut self) {
        if std::thread::panicking()
            && let Ok(mut state) = self.0.state.lock()
        {
            state.broken = true;
            self.0.opened.notify_all();
        }
    }
}
