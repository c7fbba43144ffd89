//! Two branches of migrations, applied to one database in one order and in the other.

use std::collections::BTreeMap;

use serde_json::Value as Json;
use throughline::migrations::{MigrationOperation, ProjectState};

use super::forward::{Walk, detect};
use super::schema::by_backend;
use super::{Checked, Report, rows, schema, state};
use crate::databases::Databases;

/// The operations of each step, against the state behind its ancestors.
type Operations<'j> = BTreeMap<&'j str, Vec<MigrationOperation>>;

/// Replays a scenario of `kind: branches`.
pub(super) fn replay(scenario: &Json, databases: &Databases, report: &mut Report<'_>) {
    let steps = scenario["steps"].as_array().map_or(&[][..], Vec::as_slice);
    let operations = match operations(steps) {
        Ok(operations) => operations,
        Err(cause) => return report.check("detection", Err(cause)),
    };
    report.check("detection", Ok(()));
    for run in scenario["runs"].as_array().into_iter().flatten() {
        let name = format!("order {}", run["order"]);
        report.check(&name, order(databases, steps, &operations, run));
    }
}

/// What each step does to the state that its author saw.
fn operations(steps: &[Json]) -> Checked<Operations<'_>> {
    let mut operations: Operations<'_> = BTreeMap::new();
    for step in steps {
        let mut seen = ProjectState::new();
        for ancestor in ancestors(steps, step) {
            for operation in operations.get(ancestor).into_iter().flatten() {
                operation
                    .state_forwards(&mut seen)
                    .map_err(|error| error.to_string())?;
            }
        }
        let next = state::state(&step["state"])?;
        let parent = parents(step).first().copied();
        let parent = steps.iter().find(|step| Some(id(step)) == parent);
        operations.insert(id(step), detect(parent, step, &seen, &next)?);
    }
    Ok(operations)
}

/// The steps that one stands on, in their order.
fn ancestors<'j>(steps: &'j [Json], step: &Json) -> Vec<&'j str> {
    let mut wanted: Vec<&str> = parents(step);
    let mut found = Vec::new();
    for other in steps.iter().rev() {
        if wanted.contains(&id(other)) {
            wanted.extend(parents(other));
            found.push(id(other));
        }
    }
    found.reverse();
    found
}

fn parents(step: &Json) -> Vec<&str> {
    let parents = step["parents"].as_array().into_iter().flatten();
    parents.filter_map(Json::as_str).collect()
}

fn id(step: &Json) -> &str {
    step["id"].as_str().unwrap_or_default()
}

/// One order, forwards and back.
fn order(
    databases: &Databases,
    steps: &[Json],
    operations: &Operations<'_>,
    run: &Json,
) -> Checked {
    let mut walk = Walk::begin(databases)?;
    let mut names = Vec::new();
    for after in run["after"].as_array().into_iter().flatten() {
        let name = after["step"].as_str().unwrap_or_default();
        walk.add(operations.get(name).cloned().unwrap_or_default())?;
        let gone = walk.go(walk.files.len());
        if after["outcome"][walk.backend] != "ok" {
            return Ok(());
        }
        gone.map_err(|cause| format!("at {name}: {cause}"))?;
        walk.reached.push(walk.files.len());
        names.push(name);
        let wanted = by_backend(&after["schema"], walk.backend);
        schema::compare(&rows::tables(&walk.db)?, &wanted)
            .map_err(|cause| format!("at {name}: {cause}"))?;
        let step = steps.iter().find(|step| id(step) == name);
        rows::insert(
            &walk.db,
            step.map_or(&Json::Null, |step| &step["insert"]),
            &wanted,
            walk.backend,
        )?;
        rows::compare(&walk.db, &by_backend(&after["rows"], walk.backend), &wanted)
            .map_err(|cause| format!("at {name}: {cause}"))?;
    }
    for back in run["backward"].as_array().into_iter().flatten() {
        if back["outcome"][walk.backend] != "ok" {
            return Ok(());
        }
        let to = names.iter().position(|name| back["to_step"] == *name);
        let to = to.ok_or("a move to no step of this order")?;
        walk.go(walk.reached[to])
            .map_err(|cause| format!("back to {}: {cause}", names[to]))?;
        let wanted = by_backend(&run["after"][to]["schema"], walk.backend);
        schema::compare(&rows::tables(&walk.db)?, &wanted)?;
        if back["rows"].is_object() {
            rows::compare(&walk.db, &by_backend(&back["rows"], walk.backend), &wanted)?;
        }
    }
    Ok(())
}
