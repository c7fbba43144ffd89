//! The contestants of an engine take turns: for each operation, in each round, each gets one visit. After some
//! rounds of all operations they are started anew, each on a new database.

use workload::Operation;

use crate::contestants::{Contestant, Kind};
use crate::database::{Databases, Places};
use crate::engine::Engine;
use crate::process::{Answer, Process};
use crate::program::{Built, Folders};
use crate::progress::Progress;
use crate::results::{Cell, Entrant, Results, Row, Trouble};

/// How much is measured.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Effort {
    pub(crate) rounds: u64,
    pub(crate) milliseconds: u64,
    pub(crate) students: i64,
    /// How many links are written by one call of what writes many.
    pub(crate) list: i64,
}

/// A visit that takes longer is made in the first three rounds alone, if it is a peer's.
const LONG: f64 = 1e9;

/// So many rounds are made by the programs as they were started. Where its memory happens to lie makes up to
/// 3 % of a program's times, for as long as it runs, and what was written to a database makes its indexes longer.
const OF_A_START: usize = 5;

/// The contestants of an engine, each at its own database.
pub(crate) struct Turns {
    engine: Engine,
    effort: Effort,
    seats: Vec<Seat>,
    left_out: Vec<(Contestant, String)>,
    databases: Databases,
    progress: Progress,
}

impl Turns {
    /// Builds, fills and starts. The error is why nothing can be measured on this engine.
    pub(crate) fn open(
        engine: Engine,
        contestants: &[Contestant],
        effort: Effort,
        places: &Places,
        folders: &Folders,
    ) -> Result<Self, String> {
        let mut progress = Progress::new();
        let mut left_out = Vec::new();
        let mut built = Vec::new();
        for contestant in contestants {
            progress.now(&format!("building {}", contestant.name), "");
            match folders.build(contestant) {
                Ok(program) => built.push((*contestant, program)),
                Err(why) if contestant.kind == Kind::Floor => {
                    return Err(format!("{} does not build: {why}", contestant.name));
                }
                Err(why) => leave_out(&mut left_out, &mut progress, contestant, why),
            }
        }
        let (_, floor) = built.first().ok_or("no contestant takes part")?;
        progress.now(&format!("filling {}", engine.title()), "");
        let mut databases = Databases::seed(engine, &floor.program, effort.students, places)?;
        let mut seats = Vec::new();
        for (contestant, built) in built {
            progress.now(&format!("starting {}", contestant.name), "");
            match Seat::take(contestant, built, effort, &mut databases) {
                Ok(seat) => seats.push(seat),
                Err(why) if contestant.kind == Kind::Floor => {
                    return Err(format!("{} does not start: {why}", contestant.name));
                }
                Err(why) => leave_out(&mut left_out, &mut progress, &contestant, why),
            }
        }
        Ok(Self {
            engine,
            effort,
            seats,
            left_out,
            databases,
            progress,
        })
    }

    /// Measures the operations, and what memory loading takes if it is among them.
    pub(crate) fn play(mut self, operations: &[Operation]) -> Results {
        let empty = |&operation| Row {
            operation,
            cells: vec![Cell::default(); self.seats.len()],
        };
        let mut rows: Vec<Row> = operations.iter().map(empty).collect();
        let rounds: Vec<u64> = (0..self.effort.rounds).collect();
        for (start, rounds) in rounds.chunks(OF_A_START).enumerate() {
            if start > 0 {
                self.start_anew();
            }
            for (done, row) in rows.iter_mut().enumerate() {
                let left = format!("{} of {} operations", done + 1, operations.len());
                let what = format!("{} {}, {left}", self.engine.title(), row.operation);
                for &round in rounds {
                    self.round(row, round, done as u64, &what);
                }
            }
        }
        let mut memory = |operation| match operations.contains(&operation) {
            true => self.memory(operation),
            false => Vec::new(),
        };
        let (loading, streaming) = (memory(Operation::LoadAll), memory(Operation::Stream));
        let entrants = self.seats.iter().map(|seat| Entrant {
            contestant: seat.contestant,
            versions: seat.versions.clone(),
        });
        Results {
            engine: self.engine,
            entrants: entrants.collect(),
            rows,
            memory: loading,
            streaming,
            left_out: self.left_out,
        }
    }

    fn start_anew(&mut self) {
        let what = format!("{} copies", self.engine.title());
        self.progress.now(&what, "");
        for seat in &mut self.seats {
            seat.process = None;
            // What keeps it from starting is told by its next visit.
            _ = seat.process(self.effort, &mut self.databases);
        }
    }

    fn round(&mut self, row: &mut Row, round: u64, shift: u64, what: &str) {
        let Effort { rounds, .. } = self.effort;
        for at in order(self.seats.len(), shift + round) {
            let seat = &mut self.seats[at];
            let name = seat.contestant.title();
            let detail = format!(", round {} of {rounds}: {name}", round + 1);
            self.progress.now(what, &detail);
            let databases = &mut self.databases;
            seat.visit(
                row.operation,
                round,
                self.effort,
                &mut row.cells[at],
                databases,
            );
        }
    }

    /// By how many KiB the resident memory of a fresh program grows while it does that.
    fn memory(&mut self, operation: Operation) -> Vec<Option<u64>> {
        let what = format!("{} memory", self.engine.title());
        self.progress.now(&what, "");
        let (effort, databases) = (self.effort, &mut self.databases);
        self.seats
            .iter_mut()
            .map(|seat| {
                seat.process = None;
                let url = databases.own(&seat.contestant).ok()?;
                let command = seat.built.command(&url, effort);
                let process = seat.process.insert(Process::start(command).ok()?);
                process.forget_peak();
                let before = process.peak().ok()?;
                match process.visit(operation, 0, 0) {
                    Answer::Done(_) => Some(process.peak().ok()?.saturating_sub(before)),
                    _ => None,
                }
            })
            .collect()
    }
}

/// Where nothing happens to lie above it, glibc gives memory that was let go of back to the system, and
/// the next call takes it again page by page, which is a quarter of the time of some calls and depends on
/// which allocation was the last. What is timed keeps it, as a program does that has more in memory.
const KEEPS_MEMORY: (&str, &str) = ("MALLOC_TRIM_THRESHOLD_", "268435456");

/// Starts a program whose calls are timed.
fn start(built: &Built, url: &str, effort: Effort) -> Result<Process, String> {
    let mut command = built.command(url, effort);
    let (variable, value) = KEEPS_MEMORY;
    command.env(variable, value);
    Process::start(command)
}

fn leave_out(
    left_out: &mut Vec<(Contestant, String)>,
    progress: &mut Progress,
    contestant: &Contestant,
    why: String,
) {
    progress.say(&format!("{} is left out: {why}", contestant.name));
    left_out.push((*contestant, why));
}

/// The order of a round: each begins in turn, and every second round goes the other way round, so that
/// nobody always comes behind the same one.
fn order(how_many: usize, round: u64) -> Vec<usize> {
    let first = round as usize % how_many;
    let mut order: Vec<usize> = (0..how_many).map(|at| (first + at) % how_many).collect();
    if round % 2 == 1 {
        order.reverse();
    }
    order
}

/// What a contestant is asked to do for an operation. Throughline makes no usual join table; in its place
/// its own is compared with the floor's usual one.
fn asked(kind: Kind, operation: Operation) -> Operation {
    match (kind, operation) {
        (Kind::Throughline(_), Operation::BulkLinkUsual) => Operation::BulkLink,
        _ => operation,
    }
}

/// A contestant in the game.
struct Seat {
    contestant: Contestant,
    built: Built,
    versions: String,
    /// `None` when it has ended.
    process: Option<Process>,
}

impl Seat {
    fn take(
        contestant: Contestant,
        built: Built,
        effort: Effort,
        databases: &mut Databases,
    ) -> Result<Self, String> {
        let url = databases.own(&contestant)?;
        let process = start(&built, &url, effort)?;
        Ok(Self {
            contestant,
            built,
            versions: process.versions.clone(),
            process: Some(process),
        })
    }

    /// One visit, whatever comes of it, into the cell.
    fn visit(
        &mut self,
        operation: Operation,
        round: u64,
        effort: Effort,
        cell: &mut Cell,
        databases: &mut Databases,
    ) {
        let slow = cell.rounds.iter().flatten().any(|&time| time > LONG);
        let enough = slow && round >= 3 && matches!(self.contestant.kind, Kind::Peer(_));
        if cell.trouble.is_some() || enough {
            cell.rounds.push(None);
            return;
        }
        let operation = asked(self.contestant.kind, operation);
        let answer = match self.process(effort, databases) {
            Ok(process) => process.visit(operation, effort.milliseconds, round),
            Err(why) => Answer::Ended(why),
        };
        let (time, trouble) = match answer {
            Answer::Done(time) => (Some(time), None),
            Answer::Unsupported => (None, Some(Trouble::Unsupported)),
            // What it has left half done would be in the way of what comes next.
            Answer::Failed(why) | Answer::Ended(why) => {
                self.process = None;
                (None, Some(Trouble::Failed(why)))
            }
        };
        cell.rounds.push(time);
        cell.trouble = trouble;
    }

    /// The program, started anew on a new database if it has ended.
    fn process(
        &mut self,
        effort: Effort,
        databases: &mut Databases,
    ) -> Result<&mut Process, String> {
        if self.process.is_none() {
            let url = databases.own(&self.contestant)?;
            self.process = Some(start(&self.built, &url, effort)?);
        }
        self.process
            .as_mut()
            .ok_or_else(|| "it has ended".to_owned())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::contestants::Style;

    #[test]
    fn every_round_has_everyone_once_and_another_first() {
        let firsts: Vec<usize> = (0..6).map(|round| order(3, round)[0]).collect();
        for first in 0..3 {
            assert_eq!(firsts.iter().filter(|&&at| at == first).count(), 2);
        }
        for round in 0..6 {
            let mut sorted = order(3, round);
            sorted.sort_unstable();
            assert_eq!(sorted, [0, 1, 2]);
        }
    }

    #[test]
    fn ours_is_asked_for_its_own_join_table_in_place_of_the_usual_one() {
        let ours = Kind::Throughline(Style::Async);
        assert_eq!(asked(ours, Operation::BulkLinkUsual), Operation::BulkLink);
        let floor = asked(Kind::Floor, Operation::BulkLinkUsual);
        assert_eq!(floor, Operation::BulkLinkUsual);
    }
}
