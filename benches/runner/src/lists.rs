//! `lists`: what many links at once take, in lists that become longer, hand-written and by Throughline. What one link
//! takes should stay: nothing may take the square of a list's length.

use workload::Operation;

use crate::contestants;
use crate::database::Places;
use crate::engine::Engine;
use crate::growing::{Sized, grouped, lines};
use crate::program::Folders;
use crate::results::time;
use crate::turns::{Effort, Turns};

/// What takes a list, or gives one back.
const OPERATIONS: &[Operation] = &[
    Operation::AddMany,
    Operation::AddTelling,
    Operation::Set,
    Operation::ClearTelling,
];

/// How long the lists are.
const LISTS: &[i64] = &[100, 1_000, 10_000];

/// Twice as many students as the longest list has, as half of them stay in a `set`.
const STUDENTS: i64 = 20_000;

/// Measures at each length and gives the table, as Markdown.
pub(crate) fn table(
    engines: &[Engine],
    rounds: u64,
    milliseconds: u64,
    places: &Places,
    folders: &Folders,
) -> Result<String, String> {
    let mut text = "| for each link | |".to_owned();
    for list in LISTS {
        text += &format!(" {} links |", grouped(*list));
    }
    text += &format!(
        " last by first |\n| --- | --- |{}\n",
        " ---: |".repeat(LISTS.len() + 1)
    );
    for &engine in Engine::ALL {
        if !engines.is_empty() && !engines.contains(&engine) {
            continue;
        }
        let contestants = contestants::ours_and_floor(engine);
        let mut sizes = Vec::new();
        for &list in LISTS {
            let effort = Effort {
                rounds,
                milliseconds,
                students: STUDENTS,
                list,
            };
            match Turns::open(engine, &contestants, effort, places, folders) {
                Ok(turns) => sizes.push((list, turns.play(OPERATIONS))),
                Err(why) => {
                    eprintln!("{} is left out: {why}", engine.title());
                    break;
                }
            }
        }
        text += &rows(engine, &sizes);
    }
    Ok(format!("{text}\n{}\n", legend()))
}

fn rows(engine: Engine, sizes: &[Sized]) -> String {
    let mut text = String::new();
    let operations = sizes.first().map_or(&[][..], |(_, first)| &first.rows);
    for (number, row) in operations.iter().enumerate() {
        let value = |(list, results): &Sized, at: usize| {
            let cell = results.rows.get(number)?.cells.get(at)?;
            Some(cell.median()? / *list as f64)
        };
        let title = format!("{}: {}", engine.title(), title(row.operation));
        text += &lines(sizes, &title, value, time);
    }
    text
}

fn title(operation: Operation) -> &'static str {
    match operation {
        Operation::AddMany => "add",
        Operation::AddTelling => "add, telling which",
        Operation::Set => "set, of which half stay",
        Operation::ClearTelling => "clear, telling which",
        other => other.title(),
    }
}

fn legend() -> &'static str {
    "Beside 200,000 links of 20,000 students. \"Last by first\" is how many times as long a link of the longest list \
     takes as one of the shortest: near 1 or below, where nothing takes the square of the list's length. The hand-written \
     `set` on PostgreSQL compares each link with all of the list."
}
