//! The bars: how much of the floor's time Throughline may take, as data.

use workload::Operation::{self, *};

use crate::contestants::{Kind, Style};
use crate::engine::Engine;
use crate::results::{Entrant, Row};

/// What a cell must hold.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) enum Bound {
    /// At most so much of the floor's time.
    AtMost(f64),
    /// Less time than these peers, by their titles.
    AheadOf(&'static [&'static str]),
}

use Bound::{AheadOf, AtMost};

/// The operations of one row of bars, and their bounds: SQLite blocking and async, PostgreSQL async and
/// blocking.
type Bars = (&'static [Operation], [Bound; 4]);

const BARS: &[Bars] = &[
    (
        &[GetOne, Insert1, AddExisting],
        [
            AtMost(1.15),
            AheadOf(&["sqlx", "seaorm"]),
            AtMost(1.05),
            AtMost(0.85),
        ],
    ),
    (
        &[
            AllForward, AllReverse, Filter, Enrolled, RemoveOne, Clear, AddOne, AddMany, UpsertHit,
            UpsertMiss,
        ],
        [AtMost(1.05), AtMost(2.0), AtMost(1.05), AtMost(0.9)],
    ),
    (
        &[Set],
        [AtMost(1.05), AtMost(1.2), AtMost(1.15), AtMost(1.15)],
    ),
    (
        &[Load100],
        [AtMost(1.02), AtMost(1.1), AtMost(1.02), AtMost(1.02)],
    ),
    (
        &[LoadAll],
        [AtMost(0.7), AtMost(0.75), AtMost(0.7), AtMost(0.7)],
    ),
    (&[Most], [AtMost(1.05); 4]),
    (
        &[BulkLink],
        [AtMost(1.05), AtMost(1.1), AtMost(1.05), AtMost(1.05)],
    ),
    // Ours links in its own join table, the floor in the usual one: see `turns::asked`.
    (
        &[BulkLinkUsual],
        [AtMost(0.75), AtMost(0.8), AtMost(0.75), AtMost(0.75)],
    ),
];

/// On MariaDB there is one for all.
const MARIADB: Bound = AtMost(1.1);

/// The bar of an operation, if it has one.
pub(crate) fn bar(engine: Engine, style: Style, operation: Operation) -> Option<Bound> {
    let column = match (engine, style) {
        (Engine::Sqlite, Style::Blocking) => 0,
        (Engine::Sqlite, Style::Async) => 1,
        (Engine::Postgres, Style::Async) => 2,
        (Engine::Postgres, Style::Blocking) => 3,
        (Engine::MariaDb, _) => return (operation != BulkLinkUsual).then_some(MARIADB),
    };
    BARS.iter()
        .find(|(operations, _)| operations.contains(&operation))
        .map(|(_, bounds)| bounds[column])
}

/// How much of the floor's memory loading everything may take.
pub(crate) const MEMORY: Bound = AtMost(1.0);

/// What came of a bar.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Verdict {
    Met,
    Missed,
    /// There is no time to judge by.
    Open,
}

impl Bound {
    /// How it stands in the table.
    pub(crate) fn text(self) -> String {
        match self {
            AtMost(ratio) => format!("≤ {ratio}"),
            AheadOf(peers) => format!("< {}", peers.join(", ")),
        }
    }

    /// Judges the cell of one of ours.
    pub(crate) fn judge(self, entrants: &[Entrant], row: &Row, ours: usize) -> Verdict {
        let holds: Vec<bool> = match self {
            AtMost(bound) => row
                .ratio(ours)
                .map(|ratio| within(ratio, bound))
                .into_iter()
                .collect(),
            AheadOf(peers) => entrants
                .iter()
                .zip(&row.cells)
                .filter(|(entrant, _)| peers.contains(&entrant.contestant.title()))
                .filter_map(|(_, peer)| row.cells[ours].ratio(peer))
                .map(|ratio| ratio < 1.0)
                .collect(),
        };
        match holds[..] {
            [] => Verdict::Open,
            _ if holds.contains(&false) => Verdict::Missed,
            _ => Verdict::Met,
        }
    }
}

/// As the table shows it: 1.054 is 1.05.
fn within(ratio: f64, bound: f64) -> bool {
    (ratio * 100.0).round() / 100.0 <= bound
}

/// Whether one of ours takes too much of the floor's memory.
pub(crate) fn memory_missed(kind: Kind, ratio: f64) -> bool {
    let AtMost(bound) = MEMORY else {
        return false;
    };
    matches!(kind, Kind::Throughline(_)) && !within(ratio, bound)
}

/// The verdict on an entrant's cell: ours that miss their bar, peers that are ahead. `None` where there is
/// no bar.
pub(crate) fn verdict(
    engine: Engine,
    entrants: &[Entrant],
    row: &Row,
    at: usize,
) -> Option<Verdict> {
    match entrants[at].contestant.kind {
        Kind::Floor => None,
        Kind::Throughline(style) if row.cells[at].failure().is_some() => {
            bar(engine, style, row.operation).map(|_| Verdict::Missed)
        }
        Kind::Throughline(style) => {
            bar(engine, style, row.operation).map(|bound| bound.judge(entrants, row, at))
        }
        Kind::Peer(_) => row.is_ahead(entrants, at).then_some(Verdict::Missed),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::results::tests::{cell, entrants};

    #[test]
    fn every_operation_has_one_bar_but_what_is_measured_beside_them() {
        for &operation in Operation::ALL {
            let rows = BARS.iter().filter(|(of, _)| of.contains(&operation));
            let beside = matches!(operation, Insert1000 | Stream) || operation.tells();
            let expected = usize::from(!beside);
            assert_eq!(rows.count(), expected, "{operation}");
        }
    }

    #[test]
    fn the_columns_are_not_mixed_up() {
        let get_one = |engine, style| bar(engine, style, GetOne).unwrap();
        assert_eq!(get_one(Engine::Sqlite, Style::Blocking), AtMost(1.15));
        assert_eq!(get_one(Engine::Postgres, Style::Async), AtMost(1.05));
        assert_eq!(get_one(Engine::Postgres, Style::Blocking), AtMost(0.85));
        assert_eq!(get_one(Engine::MariaDb, Style::Async), AtMost(1.1));
    }

    #[test]
    fn a_ratio_over_its_bar_misses_it_as_it_is_shown() {
        let entrants = entrants(&["raw-sqlite", "throughline-blocking-sqlite"]);
        let judge = |time| {
            let row = Row {
                operation: Set,
                cells: vec![cell(&[100.0]), cell(&[time])],
            };
            verdict(Engine::Sqlite, &entrants, &row, 1)
        };
        assert_eq!(judge(105.4), Some(Verdict::Met));
        assert_eq!(judge(105.6), Some(Verdict::Missed));
    }

    #[test]
    fn ahead_is_judged_by_the_peers_that_took_part() {
        let names = ["raw-sqlite", "throughline-async-sqlite", "sqlx-sqlite"];
        let row = |ours, sqlx| Row {
            operation: GetOne,
            cells: vec![cell(&[10.0]), cell(&[ours]), cell(&[sqlx])],
        };
        let judge = |row: &Row, names: &[&str]| {
            let at = verdict(Engine::Sqlite, &entrants(names), row, 1);
            at.unwrap()
        };
        assert_eq!(judge(&row(50.0, 60.0), &names), Verdict::Met);
        assert_eq!(judge(&row(70.0, 60.0), &names), Verdict::Missed);
        let mut alone = row(50.0, 0.0);
        alone.cells.pop();
        assert_eq!(judge(&alone, &names[..2]), Verdict::Open);
    }
}
