//! `test`: all tests, and what they ran on.
//!
//! A test that runs on an engine writes the engine's name and version to the file that
//! [`REPORT`] names. So the closing lines say what was run, not what should have been.

use std::fs;
use std::path::Path;

use crate::{Result, cargo, report, workspace};

/// The variable that names the file where tests say which engine they ran on.
const REPORT: &str = "THROUGHLINE_ENGINE_REPORT";

/// The engines that this release has connections to. Each must have run.
const ENGINES: &[&str] = &["SQLite"];

/// The engines whose statements are rendered and compared as text, without a connection.
const TEXT_ONLY: &str = "PostgreSQL, MariaDB: no connections in this release; \
                         their statements are tested as text only";

/// Runs all tests, or those that the arguments choose.
pub(crate) fn run(arguments: &[String]) -> Result {
    let root = workspace::root();
    let file = tempfile();
    let mut command = cargo::cargo(&root, &["test", "--all-features"]);
    command
        .args(cargo::packages(arguments))
        .args(arguments)
        .env(REPORT, &file);
    if arguments.is_empty() {
        command.arg("--no-fail-fast");
    }
    let tested = cargo::run(&mut command);
    let ran = fs::read_to_string(&file).unwrap_or_default();
    fs::remove_file(&file).ok();
    // After a failure the failure is what counts, and it should be the last that is read.
    tested?;
    engines(&ran, arguments.is_empty())
}

/// Prints which engines ran. That one did not is an error where all tests were asked for.
fn engines(ran: &str, all: bool) -> Result {
    report::line("");
    let mut skipped = Vec::new();
    for engine in ENGINES {
        let mut versions: Vec<_> = ran
            .lines()
            .filter(|line| line.starts_with(engine))
            .collect();
        versions.sort_unstable();
        versions.dedup();
        for version in &versions {
            report::line(format_args!("{version}: ran"));
        }
        if versions.is_empty() {
            let why = match all {
                true => "SKIPPED",
                false => "not among the chosen tests",
            };
            report::line(format_args!("{engine}: {why}"));
            skipped.push(*engine);
        }
    }
    report::line(TEXT_ONLY);
    if all && !skipped.is_empty() {
        return Err(format!("no test ran on {}", skipped.join(", ")).into());
    }
    Ok(())
}

/// A file of this process alone.
fn tempfile() -> std::path::PathBuf {
    let folder = std::env::temp_dir();
    let file = Path::new(&folder).join(format!("throughline-engines-{}", std::process::id()));
    fs::remove_file(&file).ok();
    file
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_engine_without_a_test_is_an_error_only_if_all_tests_were_asked_for() {
        assert!(engines("SQLite 3.50.4 (bundled)\n", true).is_ok());
        assert!(engines("", true).is_err());
        assert!(engines("", false).is_ok());
    }
}
