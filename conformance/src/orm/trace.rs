//! The files: one conversation each.

use std::path::Path;
use std::{fs, io};

use serde_json::Value;

use super::answer::Fault;
use super::fields::Columns;
use super::request::Request;
use super::state::State;

/// A conversation that starts with empty tables.
pub(crate) struct Trace {
    /// What is done, and what came of it.
    pub(crate) steps: Vec<Step>,
    /// What the tables hold after it.
    pub(crate) end: State,
}

/// One request and its answer.
pub(crate) struct Step(Columns);

impl Step {
    /// What is done.
    pub(crate) fn request(&self) -> Result<Request<'_>, Fault> {
        let step = Request(&self.0);
        step.only(&[&["do", "expect", "backend_specific", "note"]])?;
        step.columns("do").map(Request)
    }

    /// What is done, as it stands in the file.
    pub(crate) fn text(&self) -> String {
        self.0.get("do").map(Value::to_string).unwrap_or_default()
    }

    /// What came of it. Where the engines of Django differ: PostgreSQL's answer, and true.
    pub(crate) fn expected(&self) -> Result<(Request<'_>, bool), Fault> {
        let step = Request(&self.0);
        match (step.get("expect"), step.get("backend_specific")) {
            (Some(_), None) => Ok((Request(step.columns("expect")?), false)),
            (None, Some(_)) => {
                let engines = Request(step.columns("backend_specific")?);
                engines.only(&[&["sqlite", "postgresql"]])?;
                Ok((Request(engines.columns("postgresql")?), true))
            }
            _ => Err(Fault::Unknown(
                "either `expect` or `backend_specific` is given".to_owned(),
            )),
        }
    }
}

/// Reads a file.
pub(crate) fn read(file: &Path) -> Result<Trace, Fault> {
    let unreadable = |cause: io::Error| Fault::Unknown(format!("cannot be read: {cause}"));
    let text = fs::read_to_string(file).map_err(unreadable)?;
    let trace: Value = serde_json::from_str(&text)
        .map_err(|cause| Fault::Unknown(format!("is no JSON: {cause}")))?;
    let trace = Request::of(&trace)?;
    trace.only(&[&["name", "seed", "django", "steps", "final"]])?;
    let steps = trace.list("steps")?.iter();
    let steps = steps.map(|step| Ok(Step(Request::of(step)?.0.clone())));
    Ok(Trace {
        steps: steps.collect::<Result<_, Fault>>()?,
        end: State::from_trace(trace.need("final")?)?,
    })
}
