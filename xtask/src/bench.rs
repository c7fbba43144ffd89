//! `bench`: the runner of `benches`, which is a workspace of its own, with what was asked of it.
//!
//! It is no test: what it measures depends on the machine, and neither `test` nor the continuous
//! integration runs it.

use crate::{Result, cargo, workspace};

/// Builds and runs the runner.
pub(crate) fn run(arguments: &[String]) -> Result {
    let words = "run --quiet --release --manifest-path benches/Cargo.toml --package runner --";
    let words: Vec<_> = words.split_ascii_whitespace().collect();
    let mut command = cargo::cargo(&workspace::root(), &words);
    // The variables that cargo sets for this program are not that one's.
    command.env_remove("CARGO_MANIFEST_DIR");
    cargo::run(command.args(arguments))
}
