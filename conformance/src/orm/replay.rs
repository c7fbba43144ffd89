//! Replays one conversation: every step, and the whole database after every step.

use std::fmt::Display;
use std::path::Path;

use serde_json::{Value, json};
use throughline::blocking::Db;

use super::answer::{Fault, RuledOut, means};
use super::compare::{self, Chosen, same};
use super::perform::{self, Performed};
use super::report::Report;
use super::request::Request;
use super::state::State;
use super::trace::{self, Step};
use crate::databases::{Databases, Fresh};
use crate::models;

/// Why a step failed.
struct Failure {
    expected: String,
    came: String,
    /// What is in the database and should not be, and the other way round.
    database: Vec<String>,
}

impl Failure {
    fn new(expected: impl Display, came: impl Display) -> Self {
        Failure {
            expected: expected.to_string(),
            came: came.to_string(),
            database: Vec::new(),
        }
    }
}

impl From<Fault> for Failure {
    fn from(fault: Fault) -> Self {
        Failure::new("a step that is understood", fault)
    }
}

impl From<throughline::Error> for Failure {
    fn from(error: throughline::Error) -> Self {
        Failure::new("a database that can be read", error)
    }
}

/// How a step went that did not fail.
enum Verdict {
    /// As it was recorded.
    Passed,
    /// Not as it was recorded, on purpose.
    Different(&'static str),
    /// The types leave no way to write it.
    RuledOut(RuledOut),
}

/// Replays a file.
pub(crate) fn file(file: &Path, databases: &Databases, report: &mut Report<'_>) {
    let name = file.file_name().unwrap_or_default().to_string_lossy();
    let trace = match trace::read(file) {
        Ok(trace) => trace,
        Err(fault) => return report.problem(&name, format_args!("{fault}")),
    };
    let fresh = match open(databases) {
        Ok(fresh) => fresh,
        Err(error) => return report.problem(&name, format_args!("no database: {error}")),
    };
    let mut replay = Replay {
        db: fresh.db.clone(),
        state: State::default(),
    };
    for (at, step) in trace.steps.iter().enumerate() {
        let Err(failure) = replay.step(step, report) else {
            continue;
        };
        let at_once = failure.database.is_empty();
        report.failed(&name, at + 1, &step.text(), &failure.lines());
        if !at_once {
            // Nothing that follows would be what was recorded.
            let left = trace.steps.len() - at - 1;
            return report.given_up(&name, left);
        }
    }
    match State::of(&replay.db) {
        Ok(state) if state == trace.end => {}
        Ok(state) => report.problem(
            &name,
            format_args!(
                "the end differs:\n    {}",
                state.differences(&trace.end).join("\n    ")
            ),
        ),
        Err(error) => report.problem(&name, format_args!("the end cannot be read: {error}")),
    }
}

impl Failure {
    fn lines(&self) -> Vec<String> {
        let mut lines = vec![
            format!("expected  {}", self.expected),
            format!("came      {}", self.came),
        ];
        lines.extend(self.database.iter().map(|line| format!("database  {line}")));
        lines
    }
}

/// Empty tables.
fn open(databases: &Databases) -> throughline::Result<Fresh> {
    let fresh = databases.fresh()?;
    throughline::create_tables(&fresh.db, models::ALL)?;
    Ok(fresh)
}

/// A conversation that goes on.
struct Replay {
    db: Db,
    /// What the tables hold, if all went as recorded.
    state: State,
}

impl Replay {
    fn step(&mut self, step: &Step, report: &mut Report<'_>) -> Result<(), Failure> {
        let request = step.request()?;
        let (expect, of_postgresql) = step.expected()?;
        let Chosen {
            answer: expected,
            mut differences,
        } = compare::choose(expect)?;
        if of_postgresql {
            differences.push("backend_specific");
        }
        let whole = expected.get("annotations_by_pk").is_some();
        let performed = perform::step(&self.db, request, whole);
        differences.extend(performed.differences.iter());
        let verdict = self.judge(request, expected, performed);
        if perform::writes(request) {
            // An error has neither rows nor links: it changes nothing.
            self.state.change(expected)?;
        }
        self.compare_database(&verdict)?;
        let verdict = verdict?;
        if let Verdict::Different(name) = verdict {
            differences.push(name);
        }
        for name in differences {
            if !report.differences.count(name) {
                let what = format!("`{name}` is no known difference");
                return Err(Fault::Unknown(what).into());
            }
        }
        match verdict {
            Verdict::Passed | Verdict::Different(_) => report.passed += 1,
            Verdict::RuledOut(reason) => report.ruled_out(reason),
        }
        Ok(())
    }

    /// Whether the answer is the one that was expected.
    fn judge(
        &self,
        request: Request<'_>,
        expected: Request<'_>,
        performed: Performed,
    ) -> Result<Verdict, Failure> {
        let text = || Value::Object(expected.0.clone());
        let error = expected.get("error").and_then(Value::as_str);
        match performed.answer {
            Err(Fault::RuledOut(reason)) => {
                if error.is_some() || expected.get("contains") == Some(&json!(false)) {
                    return Ok(Verdict::RuledOut(reason));
                }
                Err(Failure::new(text(), Fault::RuledOut(reason)))
            }
            Err(Fault::Library(came)) => {
                let kind = expected.get("kind").and_then(Value::as_str);
                let class = error.unwrap_or_default();
                match means(came.kind(), class, kind) {
                    Some(true) => Ok(Verdict::Passed),
                    _ => Err(Failure::new(text(), Fault::Library(came))),
                }
            }
            Err(Fault::Allowed(difference)) if error.is_some() => {
                Ok(Verdict::Different(difference))
            }
            Err(fault @ (Fault::Unknown(_) | Fault::Allowed(_))) => {
                Err(Failure::new(text(), fault))
            }
            Ok(own) => {
                if error.is_some() {
                    return Err(Failure::new(text(), own));
                }
                let (own, wanted) = perform::to_compare(request, own, expected)?;
                if !same(&own, &wanted) {
                    return Err(Failure::new(wanted, own));
                }
                perform::bounded(request, expected, performed.statements)
                    .map_err(|(most, sent)| Failure::new(most, sent))?;
                Ok(Verdict::Passed)
            }
        }
    }

    /// Compares all tables with what they should hold: a step that fails changes nothing.
    fn compare_database<T>(&self, verdict: &Result<T, Failure>) -> Result<(), Failure> {
        let state = State::of(&self.db)?;
        let database = state.differences(&self.state);
        if database.is_empty() && state == self.state {
            return Ok(());
        }
        let (expected, came) = match verdict {
            Ok(_) => ("this database after it", "another"),
            Err(failure) => (failure.expected.as_str(), failure.came.as_str()),
        };
        Err(Failure {
            database,
            ..Failure::new(expected, came)
        })
    }
}
