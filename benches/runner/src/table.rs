//! The table of an engine, as Markdown.

use crate::bars::{self, Verdict};
use crate::contestants::Kind;
use crate::results::{Cell, Results, Row, Trouble, time};

/// The table, with what needs saying below it.
pub(crate) fn markdown(results: &Results) -> String {
    let mut head = vec!["operation".to_owned()];
    for entrant in &results.entrants {
        head.push(entrant.contestant.title().to_owned());
        if entrant.contestant.is_ours() {
            head.push("bar".to_owned());
        }
    }
    let mut text = line(&head);
    let aligned = head.iter().enumerate();
    text += &line(
        &aligned
            .map(|(column, _)| if column == 0 { "---" } else { "---:" }.to_owned())
            .collect::<Vec<_>>(),
    );
    for row in &results.rows {
        text += &line(&cells(results, row));
    }
    if !results.memory.is_empty() {
        text += &line(&memory(results));
    }
    text += &below(results);
    text
}

fn line(cells: &[String]) -> String {
    format!("| {} |\n", cells.join(" | "))
}

fn cells(results: &Results, row: &Row) -> Vec<String> {
    let mut cells = vec![row.operation.title().to_owned()];
    for (at, entrant) in results.entrants.iter().enumerate() {
        let own = &row.cells[at];
        let verdict = bars::verdict(results.engine, &results.entrants, row, at);
        cells.push(match entrant.contestant.kind {
            Kind::Floor => floor(own),
            Kind::Throughline(_) => mark(&ratio(row, at), verdict == Some(Verdict::Missed), "✗"),
            Kind::Peer(_) => mark(&ratio(row, at), verdict == Some(Verdict::Missed), "▲"),
        });
        if let Kind::Throughline(style) = entrant.contestant.kind {
            let bar = bars::bar(results.engine, style, row.operation);
            cells.push(bar.map_or_else(|| "–".to_owned(), |bound| bound.text()));
        }
    }
    cells
}

/// The last row: memory in place of time.
fn memory(results: &Results) -> Vec<String> {
    let mut cells = vec!["memory of load all".to_owned()];
    for (at, entrant) in results.entrants.iter().enumerate() {
        cells.push(match (at, results.memory[at], results.memory_ratio(at)) {
            (0, Some(kib), _) => mebibytes(kib),
            (_, _, Some(ratio)) => {
                let missed = bars::memory_missed(entrant.contestant.kind, ratio);
                mark(&format!("{ratio:.2}"), missed, "✗")
            }
            _ => "–".to_owned(),
        });
        if entrant.contestant.is_ours() {
            cells.push(bars::MEMORY.text());
        }
    }
    cells
}

/// A size for people.
fn mebibytes(kib: u64) -> String {
    format!("{:.1} MiB", kib as f64 / 1024.0)
}

/// The floor's time, with its spread where the machine was not quiet.
fn floor(cell: &Cell) -> String {
    let Some(median) = cell.median() else {
        return trouble(cell);
    };
    let spread = cell.spread().filter(|spread| *spread >= 1.5);
    time(median) + &spread.map_or_else(String::new, |spread| format!(" (× {spread:.1})"))
}

fn ratio(row: &Row, at: usize) -> String {
    let cell = &row.cells[at];
    match row.ratio(at) {
        Some(ratio) if cell.failure().is_some() => format!("{ratio:.2} !"),
        Some(ratio) => format!("{ratio:.2}"),
        None => trouble(cell),
    }
}

fn trouble(cell: &Cell) -> String {
    match cell.trouble {
        Some(Trouble::Failed(_)) => "failed !".to_owned(),
        Some(Trouble::Unsupported) | None => "–".to_owned(),
    }
}

fn mark(text: &str, marked: bool, sign: &str) -> String {
    if marked {
        format!("**{text} {sign}**")
    } else {
        text.to_owned()
    }
}

/// What failed, who was left out, and what everyone is made of.
fn below(results: &Results) -> String {
    let mut text = String::new();
    for row in &results.rows {
        for (entrant, cell) in results.entrants.iter().zip(&row.cells) {
            if let Some(failure) = cell.failure() {
                let name = entrant.contestant.title();
                text += &format!("- ! {name}, {}: {failure}\n", row.operation);
            }
        }
    }
    for (contestant, why) in &results.left_out {
        text += &format!("- {} was left out: {why}\n", contestant.title());
    }
    for entrant in &results.entrants {
        let name = entrant.contestant.title();
        text += &format!("- {name}: {}\n", entrant.versions);
    }
    format!("\n{text}")
}

/// How many bars are missed, with peers that are ahead.
pub(crate) fn missed(results: &Results) -> usize {
    let cells = results
        .rows
        .iter()
        .flat_map(|row| (0..row.cells.len()).map(move |at| (row, at)));
    let times = cells.filter(|(row, at)| {
        let verdict = bars::verdict(results.engine, &results.entrants, row, *at);
        verdict == Some(Verdict::Missed)
    });
    let entrants = results.entrants.iter().enumerate();
    let memory = entrants.filter(|(at, entrant)| {
        let ratio = results.memory_ratio(*at);
        ratio.is_some_and(|ratio| bars::memory_missed(entrant.contestant.kind, ratio))
    });
    times.count() + memory.count()
}

/// What the signs mean.
pub(crate) const LEGEND: &str = "\
The first column of times is the floor's: the median of its rounds, and where they differ by more than half the \
slowest by the fastest. The others are ratios to it, the median of the rounds' ratios: below 1 is faster \
than hand-written code. **✗** misses its bar, **▲** is a peer ahead of Throughline called alike, beyond \
noise, – cannot be done by the library, ! failed.";

#[cfg(test)]
mod tests {
    use workload::Operation;

    use super::*;
    use crate::contestants::CONTESTANTS;
    use crate::engine::Engine;
    use crate::results::tests::{cell, entrants};

    fn results() -> Results {
        let names = [
            "raw-sqlite",
            "throughline-blocking-sqlite",
            "diesel-sqlite",
            "django-sqlite",
        ];
        let failed = |text: &str| Cell {
            rounds: vec![None],
            trouble: Some(Trouble::Failed(text.to_owned())),
        };
        let unsupported = Cell {
            rounds: vec![None],
            trouble: Some(Trouble::Unsupported),
        };
        let row = |operation, cells: [Cell; 4]| Row {
            operation,
            cells: cells.to_vec(),
        };
        let rows = vec![
            row(
                Operation::GetOne,
                [2_000.0, 2_200.0, 2_100.0, 4_000.0].map(|time| cell(&[time])),
            ),
            row(
                Operation::Most,
                [
                    cell(&[1e6, 2e6]),
                    cell(&[1.5e6, 3e6]),
                    failed("no such column"),
                    unsupported,
                ],
            ),
        ];
        let left_out = CONTESTANTS.iter().find(|c| c.name == "sqlx-sqlite");
        Results {
            engine: Engine::Sqlite,
            entrants: entrants(&names),
            rows,
            memory: vec![Some(2048), Some(3072), Some(4096), None],
            streaming: Vec::new(),
            left_out: vec![(*left_out.unwrap(), "does not build".to_owned())],
        }
    }

    #[test]
    fn the_table_shows_times_ratios_bars_and_what_went_wrong() {
        let expected = "\
| operation | raw | throughline-blocking | bar | diesel | django |
| --- | ---: | ---: | ---: | ---: | ---: |
| get one by key | 2.00 µs | 1.10 | ≤ 1.15 | **1.05 ▲** | 2.00 |
| ten courses with most students | 1.50 ms (× 2.0) | **1.50 ✗** | ≤ 1.05 | failed ! | – |
| memory of load all | 2.0 MiB | **1.50 ✗** | ≤ 1 | 2.00 | – |

- ! diesel, most: no such column
- sqlx was left out: does not build
- raw: raw 1.0
- throughline-blocking: throughline-blocking 1.0
- diesel: diesel 1.0
- django: django 1.0
";
        assert_eq!(markdown(&results()), expected);
    }

    #[test]
    fn bars_and_peers_ahead_are_counted() {
        assert_eq!(missed(&results()), 3);
    }
}
