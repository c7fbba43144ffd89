//! What was measured, and the ratios in it.

use workload::Operation;

use crate::contestants::{Contestant, Kind};
use crate::engine::Engine;

/// All that was measured on an engine.
#[derive(Debug)]
pub(crate) struct Results {
    pub(crate) engine: Engine,
    /// The floor first.
    pub(crate) entrants: Vec<Entrant>,
    pub(crate) rows: Vec<Row>,
    /// By how many KiB each entrant's memory grows while it loads everything; empty if that was not asked for.
    pub(crate) memory: Vec<Option<u64>>,
    /// The same while it reads all students one after the other.
    pub(crate) streaming: Vec<Option<u64>>,
    /// Contestants that did not take part, and why.
    pub(crate) left_out: Vec<(Contestant, String)>,
}

/// A contestant that took part.
#[derive(Debug, Clone)]
pub(crate) struct Entrant {
    pub(crate) contestant: Contestant,
    /// What it says that it is made of.
    pub(crate) versions: String,
}

/// An operation, with a cell for each entrant, in their order.
#[derive(Debug)]
pub(crate) struct Row {
    pub(crate) operation: Operation,
    pub(crate) cells: Vec<Cell>,
}

/// The visits to one contestant for one operation.
#[derive(Debug, Clone, Default, PartialEq)]
pub(crate) struct Cell {
    /// The median of each round in nanoseconds, where there is one.
    pub(crate) rounds: Vec<Option<f64>>,
    /// Why there is none, or why one round has none.
    pub(crate) trouble: Option<Trouble>,
}

/// Why there is no time.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Trouble {
    /// The library has no way to do it.
    Unsupported,
    /// What the contestant said, or how it ended.
    Failed(String),
}

impl Results {
    /// The memory of an entrant by the floor's.
    pub(crate) fn memory_ratio(&self, entrant: usize) -> Option<f64> {
        let of = |at: usize| self.memory.get(at).copied().flatten();
        Some(of(entrant)? as f64 / of(0).filter(|floor| *floor > 0)? as f64)
    }
}

impl Cell {
    /// The median of the rounds.
    pub(crate) fn median(&self) -> Option<f64> {
        median(self.rounds.iter().flatten().copied().collect())
    }

    /// The slowest round by the fastest: how quiet the machine was.
    pub(crate) fn spread(&self) -> Option<f64> {
        let times = || self.rounds.iter().flatten().copied();
        let (slowest, fastest) = (times().reduce(f64::max)?, times().reduce(f64::min)?);
        Some(slowest / fastest)
    }

    /// The median over the rounds of this one's time by the other's of the same round. Both were taken
    /// within moments, so that a machine which is slow for a minute is slow for both.
    pub(crate) fn ratio(&self, other: &Self) -> Option<f64> {
        median(self.ratios(other))
    }

    /// This one's time by the other's in each round that has both.
    fn ratios(&self, other: &Self) -> Vec<f64> {
        let pairs = self.rounds.iter().zip(&other.rounds);
        pairs
            .filter_map(|(own, other)| Some((*own)? / (*other)?))
            .collect()
    }

    /// Whether this one takes less time than the other, beyond noise: by three percent or more, and in so
    /// many rounds that two which are equal would come to it less than once in twenty times.
    fn is_ahead_of(&self, other: &Self) -> bool {
        let ratios = self.ratios(other);
        let ahead = ratios.iter().filter(|ratio| **ratio < 1.0).count();
        is_no_chance(ahead, ratios.len()) && median(ratios).is_some_and(|ratio| ratio < 0.97)
    }

    /// Whether it failed in any round.
    pub(crate) fn failure(&self) -> Option<&str> {
        match &self.trouble {
            Some(Trouble::Failed(text)) => Some(text),
            _ => None,
        }
    }
}

impl Row {
    /// The time of an entrant by the floor's.
    pub(crate) fn ratio(&self, entrant: usize) -> Option<f64> {
        self.cells[entrant].ratio(&self.cells[0])
    }

    /// Whether a peer is ahead of ours that is called alike: of the blocking one if it blocks, else of the
    /// asynchronous one.
    pub(crate) fn is_ahead(&self, entrants: &[Entrant], peer: usize) -> bool {
        let Kind::Peer(style) = entrants[peer].contestant.kind else {
            return false;
        };
        let ours = entrants
            .iter()
            .position(|entrant| entrant.contestant.kind == Kind::Throughline(style));
        ours.is_some_and(|ours| self.cells[peer].is_ahead_of(&self.cells[ours]))
    }
}

/// Whether a coin falls on one side so often, or oftener, less than once in twenty times: the sign test. Of
/// fewer than five rounds no result is so rare; there it is all of them.
fn is_no_chance(wins: usize, rounds: usize) -> bool {
    let (mut ways, mut tail, mut all) = (1.0, 0.0, 0.0);
    for heads in 0..=rounds {
        all += ways;
        if heads >= wins {
            tail += ways;
        }
        ways *= (rounds - heads) as f64 / (heads + 1) as f64;
    }
    wins > 0 && (wins == rounds || tail / all < 0.05)
}

/// The value in the middle; of an even number the mean of both.
pub(crate) fn median(mut values: Vec<f64>) -> Option<f64> {
    values.sort_by(f64::total_cmp);
    let middle = values.len() / 2;
    let upper = *values.get(middle)?;
    if values.len() % 2 == 1 {
        return Some(upper);
    }
    Some(f64::midpoint(values[middle - 1], upper))
}

/// A time of nanoseconds for people: three digits and a unit.
pub(crate) fn time(nanoseconds: f64) -> String {
    let units = [(1e9, "s"), (1e6, "ms"), (1e3, "µs"), (1.0, "ns")];
    let &(unit, name) = units
        .iter()
        .find(|(unit, _)| nanoseconds >= *unit)
        .unwrap_or(&units[3]);
    let value = nanoseconds / unit;
    let decimals = match value {
        ..10.0 => 2,
        10.0..100.0 => 1,
        _ => 0,
    };
    format!("{value:.decimals$} {name}")
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;
    use crate::contestants::CONTESTANTS;

    pub(crate) fn cell(rounds: &[f64]) -> Cell {
        Cell {
            rounds: rounds.iter().map(|&round| Some(round)).collect(),
            trouble: None,
        }
    }

    /// Of SQLite's contestants, those of these names.
    pub(crate) fn entrants(names: &[&str]) -> Vec<Entrant> {
        let named = |name: &&str| CONTESTANTS.iter().find(|c| c.name == *name).unwrap();
        let entrant = |contestant: &Contestant| Entrant {
            contestant: *contestant,
            versions: format!("{} 1.0", contestant.title()),
        };
        names.iter().map(named).map(entrant).collect()
    }

    #[test]
    fn the_median_is_in_the_middle() {
        assert_eq!(median(vec![]), None);
        assert_eq!(median(vec![3.0, 1.0, 2.0]), Some(2.0));
        assert_eq!(median(vec![4.0, 1.0, 2.0, 3.0]), Some(2.5));
    }

    #[test]
    fn a_ratio_is_taken_within_each_round() {
        // The machine was half as fast in the second round; the medians alone would say 10 / 10.
        let (floor, other) = (cell(&[10.0, 20.0, 10.0]), cell(&[12.0, 24.0, 9.0]));
        assert_eq!(other.ratio(&floor), Some(1.2));
    }

    #[test]
    fn a_round_without_a_time_has_no_ratio() {
        let mut other = cell(&[30.0, 50.0]);
        other.rounds[0] = None;
        assert_eq!(other.ratio(&cell(&[10.0, 10.0])), Some(5.0));
        assert_eq!(Cell::default().ratio(&cell(&[10.0])), None);
    }

    #[test]
    fn the_spread_is_the_slowest_by_the_fastest() {
        assert_eq!(cell(&[10.0, 15.0, 12.0]).spread(), Some(1.5));
    }

    #[test]
    fn a_peer_is_compared_with_ours_that_is_called_alike() {
        let entrants = entrants(&[
            "raw-sqlite",
            "throughline-blocking-sqlite",
            "throughline-async-sqlite",
            "diesel-sqlite",
            "sqlx-sqlite",
        ]);
        let row = |diesel: f64, sqlx: f64| Row {
            operation: Operation::GetOne,
            cells: [10.0, 11.0, 20.0, diesel, sqlx]
                .map(|time| cell(&[time]))
                .to_vec(),
        };
        assert!(row(10.0, 30.0).is_ahead(&entrants, 3));
        assert!(!row(15.0, 30.0).is_ahead(&entrants, 3));
        assert!(row(15.0, 19.0).is_ahead(&entrants, 4));
        assert!(!row(15.0, 19.5).is_ahead(&entrants, 4), "noise");
        assert!(!row(15.0, 19.0).is_ahead(&entrants, 1), "ours is no peer");
    }

    #[test]
    fn a_peer_that_is_ahead_now_and_then_is_not_ahead() {
        let ours = cell(&[10.0; 15]);
        let peer = |ahead: usize| {
            let mut rounds = [11.0; 15];
            rounds[..ahead].fill(9.0);
            cell(&rounds)
        };
        // The median says 0.9 of both; 11 of 15 tosses come to one side in 6 % of all series, 12 in 2 %.
        assert!(!peer(11).is_ahead_of(&ours));
        assert!(peer(12).is_ahead_of(&ours));
        assert!(
            !cell(&[9.9; 15]).is_ahead_of(&ours),
            "always, but by a hair"
        );
    }

    #[test]
    fn of_a_few_rounds_all_have_to_be_won() {
        let won = |rounds| (1..=rounds).find(|&wins| is_no_chance(wins, rounds));
        assert_eq!([1, 2, 3, 4, 5, 6].map(won), [1, 2, 3, 4, 5, 6].map(Some));
        assert_eq!([7, 10, 15, 30].map(won), [7, 9, 12, 20].map(Some));
        assert!(!is_no_chance(0, 0));
    }

    #[test]
    fn times_have_three_digits() {
        let times = [950.0, 1_931.0, 35_700.0, 2_910_000.0, 235_990_000.0, 1.04e9];
        assert_eq!(
            times.map(time),
            [
                "950 ns", "1.93 µs", "35.7 µs", "2.91 ms", "236 ms", "1.04 s"
            ]
        );
    }
}
