//! A chain of steps: forwards, comparing after each.

use serde_json::{Map, Value as Json};
use throughline::blocking::Db;
use throughline::migrations::{
    self, Graph, Migration, MigrationFile, MigrationOperation, NoAnswers, ProjectState, Target,
};

use super::decisions::Decisions;
use super::schema::{by_backend, expected_backend};
use super::{Checked, Report, backward, probes, rows, schema, state};
use crate::databases::{Databases, Fresh};

/// A database on its way through a scenario.
pub(super) struct Walk {
    pub(super) db: Db,
    /// Goes with it.
    _fresh: Fresh,
    /// The backend of Django whose results are expected.
    pub(super) backend: &'static str,
    /// The migrations so far.
    pub(super) files: Vec<MigrationFile>,
    /// For each step, how many migrations lead to it.
    pub(super) reached: Vec<usize>,
}

impl Walk {
    /// An empty database.
    pub(super) fn begin(databases: &Databases) -> Checked<Walk> {
        let fresh = databases.fresh().map_err(|error| error.to_string())?;
        Ok(Walk {
            db: fresh.db.clone(),
            _fresh: fresh,
            backend: databases.recorded(),
            files: Vec::new(),
            reached: Vec::new(),
        })
    }

    /// Adds a migration with these operations behind the others, if there are any, as it would be
    /// read from a file.
    pub(super) fn add(&mut self, operations: Vec<MigrationOperation>) -> Checked {
        if operations.is_empty() {
            return Ok(());
        }
        let migration = Migration {
            name: format!("{:04}_step", self.files.len() + 1),
            depends: self
                .files
                .last()
                .map(|file| file.name().to_owned())
                .into_iter()
                .collect(),
            operations,
        };
        let path = format!("{}.toml", migration.name);
        let file = migrations::read(&migration.name, &path, &migrations::write(&migration));
        let file = file.map_err(|error| error.to_string())?;
        if file.migration != migration {
            return Err("the file reads back as another migration".to_owned());
        }
        self.files.push(file);
        Ok(())
    }

    /// Brings the database behind so many of the migrations.
    pub(super) fn go(&self, count: usize) -> Checked {
        let graph = Graph::new(self.files.clone()).map_err(|error| error.to_string())?;
        let target = match count.checked_sub(1).and_then(|last| self.files.get(last)) {
            Some(file) => Target::Migration(file.name().to_owned()),
            None => Target::Zero,
        };
        let done = migrations::migrate(&self.db, graph, target);
        done.map(drop).map_err(|error| {
            let cause = std::error::Error::source(&error).map(ToString::to_string);
            format!("{error}\n{}", cause.unwrap_or_default())
        })
    }
}

/// Replays a scenario of `kind: linear`.
pub(super) fn replay(scenario: &Json, databases: &Databases, report: &mut Report<'_>) {
    let steps = scenario["steps"].as_array().map_or(&[][..], Vec::as_slice);
    let mut walk = match Walk::begin(databases) {
        Ok(walk) => walk,
        Err(cause) => return report.check("begin", Err(cause)),
    };
    let mut state = ProjectState::new();
    for (index, step) in steps.iter().enumerate() {
        if step["beyond_django"] == true {
            report.beyond_django();
        }
        let previous = index.checked_sub(1).map(|index| &steps[index]);
        let result = take(&mut walk, &mut state, previous, step);
        let goes_on = matches!(result, Ok(true));
        report.check(
            &format!("step {index}: {}", step["title"]),
            result.map(drop),
        );
        if !goes_on {
            break;
        }
    }
    let last = walk.reached.len();
    backward::replay(scenario, databases, walk, report);
    if last > 0 && scenario["squash"].is_object() {
        report.check(
            "all steps as one migration",
            at_once(databases, &steps[..last]),
        );
    }
}

/// One step. Gives whether there may be another one.
fn take(
    walk: &mut Walk,
    state: &mut ProjectState,
    previous: Option<&Json>,
    step: &Json,
) -> Checked<bool> {
    let expect = step["expect"][walk.backend].as_str().unwrap_or("apply");
    let backend = expected_backend(expect, walk.backend);
    let next = state::state(&step["state"])?;
    let before = rows::everything(&walk.db)?;
    let files = walk.files.clone();
    let applied = detect(previous, step, state, &next).and_then(|operations| {
        walk.add(operations)?;
        let recorder = walk.db.record();
        walk.go(walk.files.len())?;
        let sent = recorder.statements().into_iter();
        // What is asked and noted of migrations themselves.
        let sent = sent.filter(|sql| !sql.contains("throughline"));
        Ok(sent.collect::<Vec<_>>())
    });
    let statements = match (applied, expect) {
        (Ok(_), "refuse") => return Err("applied, and should have been refused".to_owned()),
        (Err(_), "refuse" | "either") => {
            walk.files = files;
            if rows::everything(&walk.db)? != before {
                return Err("refused, and something has changed".to_owned());
            }
            return Ok(false);
        }
        (Err(cause), _) => return Err(cause),
        (Ok(statements), _) => statements,
    };
    if step["touches_database"][backend] == false
        && !statements.is_empty()
        && !actions_change(previous, step, walk.backend)
    {
        return Err(format!(
            "touched, and is not to be:\n{}",
            statements.join("\n")
        ));
    }
    *state = next;
    walk.reached.push(walk.files.len());
    let wanted = by_backend(&step["schema"], backend);
    schema::compare(&rows::tables(&walk.db)?, &wanted)?;
    if step["rows_migrated"].is_object() {
        rows::compare(
            &walk.db,
            &by_backend(&step["rows_migrated"], backend),
            &wanted,
        )?;
    } else if step["insert"].is_null() {
        rows::compare(&walk.db, &by_backend(&step["rows"], backend), &wanted)?;
    }
    rows::insert(&walk.db, &step["insert"], &wanted, walk.backend)?;
    rows::compare(&walk.db, &by_backend(&step["rows"], backend), &wanted)?;
    probes::run(&walk.db, step, &next_tables(step), &wanted)?;
    Ok(true)
}

/// The operations of a step; then nothing is left to be detected.
pub(super) fn detect(
    previous: Option<&Json>,
    step: &Json,
    from: &ProjectState,
    to: &ProjectState,
) -> Checked<Vec<MigrationOperation>> {
    let decisions = || Decisions {
        given: &step["decisions"],
        state: &step["state"],
        previous: previous.map_or(&Json::Null, |previous| &previous["state"]),
        beyond: step["beyond_django"] == true,
    };
    let changes = migrations::detect(from, to, &decisions(), &mut decisions());
    let changes = changes.map_err(|error| error.to_string())?;
    if !changes.questions.is_empty() {
        return Err(format!(
            "questions without an answer: {:?}",
            changes.questions
        ));
    }
    let again = migrations::detect(to, to, &decisions(), &mut NoAnswers);
    match again {
        Ok(again) if again.operations.is_empty() && again.questions.is_empty() => {
            Ok(changes.operations)
        }
        _ => Err("a second detection finds changes".to_owned()),
    }
}

/// The tables of the models of a step.
fn next_tables(step: &Json) -> Map<String, Json> {
    let models = step["state"]["models"].as_array().into_iter().flatten();
    let named = models.filter_map(|model| {
        let name = model["name"].as_str()?;
        Some((name.to_owned(), Json::from(state::table(model))))
    });
    named.collect()
}

/// Whether a foreign key declares another action than before: ours are the database's.
fn actions_change(previous: Option<&Json>, step: &Json, backend: &str) -> bool {
    let actions = |step: &Json| -> Map<String, Json> {
        let tables = by_backend(&step["schema"], backend).into_iter();
        tables
            .map(|(name, table)| (name, table["fk_actions"].clone()))
            .collect()
    };
    previous.is_some_and(|previous| actions(previous) != actions(step))
}

/// The operations of all steps as one migration, on an empty database.
fn at_once(databases: &Databases, steps: &[Json]) -> Checked {
    let mut walk = Walk::begin(databases)?;
    let mut state = ProjectState::new();
    let mut all = Vec::new();
    for (index, step) in steps.iter().enumerate() {
        let next = state::state(&step["state"])?;
        let previous = index.checked_sub(1).map(|index| &steps[index]);
        all.extend(detect(previous, step, &state, &next)?);
        state = next;
    }
    walk.add(all)?;
    walk.go(walk.files.len())?;
    let Some(last) = steps.last() else {
        return Ok(());
    };
    let expect = last["expect"][walk.backend].as_str().unwrap_or("apply");
    let wanted = by_backend(&last["schema"], expected_backend(expect, walk.backend));
    schema::compare(&rows::tables(&walk.db)?, &wanted)
}
