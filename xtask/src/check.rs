//! `check`: the rules of the house that no compiler knows.
//!
//! Each rule is a function from the workspace and its sources to what breaks it. What a rule
//! lets pass is listed in its own file, with the reason.

mod dependencies;
mod engines;
mod imports;
mod manifests;
mod named;
mod output;
mod size;
mod sql_text;
mod unsafe_code;

use std::path::Path;

use crate::source::{At, Source, load};
use crate::workspace::Workspace;
use crate::{Result, report};

/// Where a rule is broken, and how.
pub(crate) struct Violation {
    place: String,
    what: String,
}

impl Violation {
    fn new(place: impl Into<String>, what: impl Into<String>) -> Self {
        Violation {
            place: place.into(),
            what: what.into(),
        }
    }

    fn at(source: &Source, at: &At, what: impl Into<String>) -> Self {
        Violation::new(format!("{}:{}", source.path.display(), at.line), what)
    }
}

/// Checks every rule.
pub(crate) fn run() -> Result {
    let workspace = Workspace::load()?;
    let sources = load(&workspace)?;
    let contributing = workspace.read(Path::new("CONTRIBUTING.md"))?;
    let documents = named::DOCUMENTS.map(|name| Ok((name, workspace.read(Path::new(name))?)));
    let documents = documents.into_iter().collect::<Result<Vec<_>>>()?;
    let rules = [
        ("imports between our crates", imports::check(&workspace)),
        (
            "dependencies and their reasons",
            dependencies::check(&workspace, &contributing),
        ),
        (
            "one oldest Rust, and manifests",
            manifests::check(&workspace)?,
        ),
        (
            "SQL text in throughline-sql alone",
            sql_text::check(&sources),
        ),
        ("no decision by an engine's name", engines::check(&sources)),
        ("printing in few places", output::printing(&sources)),
        ("files and network in few places", output::files(&sources)),
        ("`unsafe` in one place", unsafe_code::check(&sources)),
        ("size of files", size::check(&sources)),
        (
            "tests that a document names",
            named::check(&sources, &documents),
        ),
    ];
    let mut count = 0;
    for (rule, violations) in &rules {
        report::line(format_args!(
            "{:<34} {}",
            rule,
            if violations.is_empty() {
                "ok"
            } else {
                "BROKEN"
            }
        ));
        for Violation { place, what } in violations {
            report::line(format_args!("  {place}: {what}"));
        }
        count += violations.len();
    }
    size::print(&sources);
    match count {
        0 => Ok(()),
        1 => Err("1 rule of the house is broken, see above".into()),
        _ => Err(format!("the rules of the house are broken in {count} places, see above").into()),
    }
}

/// Whether a file is in one of the places, each a file or the beginning of a path.
fn is_in(source: &Source, places: &[&str]) -> bool {
    places.iter().any(|place| source.path.starts_with(place))
}
