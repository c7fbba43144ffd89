//! `growing`: the same operations on SQLite while the tables grow, hand-written and by Throughline. What
//! touches one owner should be flat; loading should cost the same for each link.

use workload::{Operation, Size};

use crate::contestants;
use crate::database::Places;
use crate::engine::Engine;
use crate::program::Folders;
use crate::results::{Results, time};
use crate::turns::{Effort, Turns};

/// What touches one owner, or a hundred.
const OF_ONE: &[Operation] = &[
    Operation::AddOne,
    Operation::AllForward,
    Operation::Set,
    Operation::Load100,
];

/// Numbers of students; there are ten times as many links.
const STUDENTS: &[i64] = &[1_000, 10_000, 100_000];
const HUGE: i64 = 1_000_000;

/// Measures at each size and gives the tables, as Markdown.
pub(crate) fn tables(
    huge: bool,
    rounds: u64,
    milliseconds: u64,
    places: &Places,
    folders: &Folders,
) -> Result<String, String> {
    let contestants = contestants::ours_and_floor(Engine::Sqlite);
    let mut operations = OF_ONE.to_vec();
    operations.extend([Operation::LoadAll, Operation::Stream]);
    let mut sizes = Vec::new();
    for &students in STUDENTS.iter().chain(huge.then_some(&HUGE)) {
        let effort = Effort {
            rounds,
            milliseconds,
            students,
            list: Size::of(students).list,
        };
        let turns = Turns::open(Engine::Sqlite, &contestants, effort, places, folders)?;
        sizes.push((students * 10, turns.play(&operations)));
    }
    Ok(format!("{}\n{}", times(&sizes), legend()))
}

/// The results at a number of links.
pub(crate) type Sized = (i64, Results);

fn times(sizes: &[Sized]) -> String {
    let mut text = "| operation | |".to_owned();
    for (links, _) in sizes {
        text += &format!(" {} links |", grouped(*links));
    }
    text += " last by first |\n| --- | --- |";
    text += &" ---: |".repeat(sizes.len() + 1);
    text.push('\n');
    let Some((_, first)) = sizes.first() else {
        return text;
    };
    for (number, row) in first.rows.iter().enumerate() {
        let (title, per) = match row.operation {
            Operation::LoadAll => ("load all courses with students, for each link", 1.0),
            // There are ten links for each of them.
            Operation::Stream => ("all students, one after the other, for each", 10.0),
            operation => (operation.title(), 0.0),
        };
        let value = |(links, results): &Sized, at: usize| {
            let cell = results.rows.get(number)?.cells.get(at)?;
            let share = if per > 0.0 { *links as f64 / per } else { 1.0 };
            Some(cell.median()? / share)
        };
        text += &lines(sizes, title, value, time);
    }
    let memory = |(links, results): &Sized, at: usize| {
        let kib = (*results.memory.get(at)?)?;
        Some(kib as f64 * 1024.0 / *links as f64)
    };
    let title = "memory of load all, for each link";
    text += &lines(sizes, title, memory, |bytes| format!("{bytes:.0} B"));
    let streaming =
        |(_, results): &Sized, at: usize| (*results.streaming.get(at)?).map(|kib| kib as f64);
    let title = "memory of all students, one after the other";
    text + &lines(sizes, title, streaming, |kib| {
        format!("{:.1} MiB", kib / 1024.0)
    })
}

/// A line for each contestant.
pub(crate) fn lines(
    sizes: &[Sized],
    title: &str,
    value: impl Fn(&Sized, usize) -> Option<f64>,
    show: impl Fn(f64) -> String,
) -> String {
    let mut text = String::new();
    let entrants = sizes.first().map_or(&[][..], |(_, first)| &first.entrants);
    for (at, entrant) in entrants.iter().enumerate() {
        let values: Vec<Option<f64>> = sizes.iter().map(|size| value(size, at)).collect();
        let cells = values
            .iter()
            .map(|value| value.map_or_else(|| "–".to_owned(), &show));
        let growth = values
            .first()
            .zip(values.last())
            .and_then(|(first, last)| Some((*last)? / (*first)?))
            .map_or_else(|| "–".to_owned(), |growth| format!("{growth:.2}"));
        text += &format!(
            "| {} | {} | {} | {growth} |\n",
            if at == 0 { title } else { "" },
            entrant.contestant.title(),
            cells.collect::<Vec<_>>().join(" | ")
        );
    }
    text
}

fn legend() -> &'static str {
    "Each owner has about 100 links at every size; what grows is the table around them. \"Last by first\" is \
     how many times as long it takes in the largest table as in the smallest: near 1 is flat. What grows for \
     hand-written code too is SQLite's own: its cache of pages holds 2 MB. Memory is by how much a fresh program grows \
     while it loads everything.\n"
}

/// `1,000,000`.
pub(crate) fn grouped(number: i64) -> String {
    let digits = number.to_string();
    let mut text = String::new();
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::results::tests::{cell, entrants};
    use crate::results::{Cell, Row};

    fn size(links: i64, add: f64, load: f64, kib: u64) -> Sized {
        let row = |operation, cells: [Cell; 2]| Row {
            operation,
            cells: cells.to_vec(),
        };
        let results = Results {
            engine: Engine::Sqlite,
            entrants: entrants(&["raw-sqlite", "throughline-blocking-sqlite"]),
            rows: vec![
                row(Operation::AddOne, [cell(&[add]), cell(&[add * 2.0])]),
                row(Operation::LoadAll, [cell(&[load]), Cell::default()]),
            ],
            memory: vec![Some(kib), Some(kib)],
            streaming: vec![Some(1024), None],
            left_out: Vec::new(),
        };
        (links, results)
    }

    #[test]
    fn times_stand_by_size_and_loading_is_told_for_each_link() {
        let sizes = [
            size(10_000, 1_000.0, 5e6, 1000),
            size(100_000, 1_500.0, 5e7, 10_000),
        ];
        let expected = "\
| operation | | 10,000 links | 100,000 links | last by first |
| --- | --- | ---: | ---: | ---: |
| add one, new | raw | 1.00 µs | 1.50 µs | 1.50 |
|  | throughline-blocking | 2.00 µs | 3.00 µs | 1.50 |
| load all courses with students, for each link | raw | 500 ns | 500 ns | 1.00 |
|  | throughline-blocking | – | – | – |
| memory of load all, for each link | raw | 102 B | 102 B | 1.00 |
|  | throughline-blocking | 102 B | 102 B | 1.00 |
| memory of all students, one after the other | raw | 1.0 MiB | 1.0 MiB | 1.00 |
|  | throughline-blocking | – | – | – |
";
        assert_eq!(times(&sizes), expected);
    }

    #[test]
    fn numbers_have_their_commas() {
        let numbers = [1, 1_000, 100_000, 10_000_000].map(grouped);
        assert_eq!(numbers, ["1", "1,000", "100,000", "10,000,000"]);
    }
}
