//! The way back, move by move.

use serde_json::Value as Json;

use super::forward::{Walk, detect};
use super::schema::{by_backend, expected_backend};
use super::{Checked, Report, rows, schema, state};
use crate::databases::Databases;

/// Walks back from where the way forward ended.
pub(super) fn replay(scenario: &Json, databases: &Databases, walk: Walk, report: &mut Report<'_>) {
    let moves = scenario["backward"]
        .as_array()
        .map_or(&[][..], Vec::as_slice);
    let steps = scenario["steps"].as_array().map_or(&[][..], Vec::as_slice);
    let mut walk = walk;
    for back in moves {
        let (Some(from), Some(to)) = (index(&back["from_step"]), index(&back["to_step"])) else {
            continue;
        };
        let outcome = back["outcome"][walk.backend].as_str().unwrap_or("skipped");
        if outcome == "skipped" || from >= walk.reached.len() {
            continue;
        }
        let result = go_back(&walk, &steps[to], back, to, outcome);
        let anew = result.is_err() || outcome != "ok";
        report.check(&format!("back from {from} to {to}"), result);
        if anew {
            walk = match forward_to(databases, &steps[..=to]) {
                Ok(walk) => walk,
                Err(cause) => return report.check(&format!("anew to {to}"), Err(cause)),
            };
        }
    }
}

fn index(json: &Json) -> Option<usize> {
    json.as_u64().and_then(|index| usize::try_from(index).ok())
}

/// One move.
fn go_back(walk: &Walk, step: &Json, back: &Json, to: usize, outcome: &str) -> Checked {
    let before = rows::everything(&walk.db)?;
    let gone = walk.go(walk.reached[to]);
    let expect = step["expect"][walk.backend].as_str().unwrap_or("apply");
    let backend = expected_backend(expect, walk.backend);
    let wanted = by_backend(&step["schema"], backend);
    match (gone, outcome) {
        (Err(_), outcome) if outcome != "ok" => {
            if rows::everything(&walk.db)? == before {
                return Ok(());
            }
            return Err("refused, and something has changed".to_owned());
        }
        (Err(cause), _) => return Err(cause),
        (Ok(()), _) => schema::compare(&rows::tables(&walk.db)?, &wanted)?,
    }
    if outcome != "ok" {
        // Further than Django came; there is nothing to compare the rows with.
        return Ok(());
    }
    let expected = match &back["rows"] {
        Json::Null => by_backend(&step["rows"], backend),
        rows => by_backend(rows, walk.backend),
    };
    rows::compare(&walk.db, &expected, &wanted)
}

/// A new database, forward by these steps, with all that they insert.
fn forward_to(databases: &Databases, steps: &[Json]) -> Checked<Walk> {
    let mut walk = Walk::begin(databases)?;
    let mut from = throughline::migrations::ProjectState::new();
    for (index, step) in steps.iter().enumerate() {
        let next = state::state(&step["state"])?;
        let previous = index.checked_sub(1).map(|index| &steps[index]);
        walk.add(detect(previous, step, &from, &next)?)?;
        walk.go(walk.files.len())?;
        walk.reached.push(walk.files.len());
        let expect = step["expect"][walk.backend].as_str().unwrap_or("apply");
        let schema = by_backend(&step["schema"], expected_backend(expect, walk.backend));
        rows::insert(&walk.db, &step["insert"], &schema, walk.backend)?;
        from = next;
    }
    Ok(walk)
}
