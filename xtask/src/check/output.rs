//! Who may print, and who may touch files, the network and other processes.

use super::Violation;
use crate::source::Source;

const PRINTS: &[&str] = &["print", "println", "eprint", "eprintln", "dbg"];

/// Programs may print; of the libraries only `manage`.
const PRINTING: &[&str] = &[
    "crates/throughline-manage",
    "crates/cargo-throughline",
    "conformance",
    "examples",
    "guide/render",
    "xtask",
];

/// Those that may do input and output.
const FILES: &[&str] = &[
    "crates/throughline-backend",
    "crates/throughline-manage",
    "crates/cargo-throughline",
    "crates/throughline-migrate/src/loader.rs",
    // `migrations!()` reads the folder when the program is compiled.
    "crates/throughline-macros/src/migrations.rs",
    "conformance",
    "examples",
    // Compares the blocks of the chapters, or writes them.
    "guide/src/shown.rs",
    "guide/render",
    "xtask",
];

pub(super) fn printing(sources: &[Source]) -> Vec<Violation> {
    let mut violations = Vec::new();
    for source in sources
        .iter()
        .filter(|source| !super::is_in(source, PRINTING))
    {
        let calls = source
            .facts
            .macros
            .iter()
            .filter(|at| PRINTS.contains(&at.text.as_str()));
        violations.extend(calls.map(|at| Violation::at(source, at, format!("`{}!`", at.text))));
    }
    violations
}

pub(super) fn files(sources: &[Source]) -> Vec<Violation> {
    let mut violations = Vec::new();
    for source in sources.iter().filter(|source| !super::is_in(source, FILES)) {
        let uses = source.facts.io.iter();
        violations.extend(uses.map(|at| Violation::at(source, at, format!("`{}`", at.text))));
    }
    violations
}
