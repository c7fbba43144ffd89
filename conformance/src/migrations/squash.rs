//! All steps of a scenario as one migration, on an empty database: the schema is that of the last
//! step. Once with all their operations, once with those that the optimizer leaves, which is what
//! `squashmigrations` writes. Also where Django's own squashed migration cannot be applied.

use serde_json::Value as Json;
use throughline::migrations::{self, MigrationOperation, ProjectState};

use super::forward::{Walk, detect};
use super::schema::{by_backend, expected_backend};
use super::{Checked, Report, rows, schema, state};
use crate::databases::Databases;

/// Replays the steps that were applied.
pub(super) fn replay(
    scenario: &Json,
    databases: &Databases,
    steps: &[Json],
    report: &mut Report<'_>,
) {
    let Some(last) = steps.last() else {
        return;
    };
    let operations = match operations(steps, databases.recorded()) {
        Ok(operations) => operations,
        Err(cause) => return report.check("all steps", Err(cause)),
    };
    if scenario["squash"].is_object() {
        let all = at_once(databases, last, operations.clone());
        report.check("all steps as one migration", all);
    }
    let optimized = migrations::optimize(&ProjectState::new(), operations);
    report.check("all steps, optimized", at_once(databases, last, optimized));
}

fn operations(steps: &[Json], backend: &str) -> Checked<Vec<MigrationOperation>> {
    let mut state = ProjectState::new();
    let mut all = Vec::new();
    for (index, step) in steps.iter().enumerate() {
        let next = state::state(&step["state"], backend)?;
        let previous = index.checked_sub(1).map(|index| &steps[index]);
        all.extend(detect(previous, step, &state, &next)?);
        state = next;
    }
    Ok(all)
}

/// These operations as one migration; then the schema is that of the step.
fn at_once(databases: &Databases, last: &Json, operations: Vec<MigrationOperation>) -> Checked {
    let mut walk = Walk::begin(databases)?;
    walk.add(operations)?;
    walk.go(walk.files.len())?;
    let expect = last["expect"][walk.backend].as_str().unwrap_or("apply");
    let wanted = by_backend(&last["schema"], expected_backend(expect, walk.backend));
    schema::compare(&rows::tables(&walk.db)?, &wanted)
}
