//! `test`: all tests, and what they ran on.
//!
//! A test that runs on an engine writes the engine's name and version to the file that
//! [`REPORT`] names. So the closing lines say what was run, not what should have been.

use std::fs;
use std::path::Path;

use crate::servers::Servers;
use crate::{Result, cargo, report, workspace};

/// The variable that names the file where tests say which engine they ran on.
const REPORT: &str = "THROUGHLINE_ENGINE_REPORT";

/// The engines that this release has connections to. Each must have run.
const ENGINES: &[&str] = &["SQLite", "PostgreSQL", "MariaDB"];

/// The variable that says on which server the tests of behaviour run, if not on SQLite.
const ENGINE: &str = "THROUGHLINE_TEST_ENGINE";

/// Runs all tests, or those that the arguments choose.
pub(crate) fn run(arguments: &[String]) -> Result {
    let servers = Servers::reach()?;
    let file = tempfile();
    let tested = all(arguments, &servers, &file);
    let ran = fs::read_to_string(&file).unwrap_or_default();
    fs::remove_file(&file).ok();
    // After a failure the failure is what counts, and it should be the last that is read.
    tested?;
    engines(&ran, arguments.is_empty())
}

/// The servers that [`EACH`] runs on after SQLite, by the words that choose them.
const SERVERS: &[(&str, &str)] = &[("PostgreSQL", "postgres"), ("MariaDB", "mariadb")];

/// The tests that run on the engine that is chosen. The others know by themselves which they are for.
const EACH: &str = "test --all-features --no-fail-fast --package throughline \
                    --test behaviour --test derive --test matrix";

/// Runs the tests, and then those of [`EACH`] once more on each server.
fn all(arguments: &[String], servers: &Servers, file: &Path) -> Result {
    let root = workspace::root();
    let command = |words: &[&str]| {
        let mut command = cargo::cargo(&root, words);
        command.env(REPORT, file);
        for (variable, url) in &servers.variables {
            command.env(variable, url);
        }
        command
    };
    let mut tests = command(&["test", "--all-features"]);
    tests.args(cargo::packages(arguments)).args(arguments);
    if !arguments.is_empty() {
        return cargo::run(&mut tests);
    }
    let mut tested = cargo::run(tests.arg("--no-fail-fast"));
    let words: Vec<_> = EACH.split_ascii_whitespace().collect();
    for (name, word) in SERVERS {
        report::line(format_args!("\nthe tests of each engine, on {name}"));
        tested = tested.and(cargo::run(command(&words).env(ENGINE, word)));
    }
    tested
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
        let all = "SQLite 3.50.4 (bundled)\nPostgreSQL 15.20\nMariaDB 10.11.19\n";
        assert!(engines(all, true).is_ok());
        assert!(engines("SQLite 3.50.4 (bundled)\n", true).is_err());
        assert!(engines("", true).is_err());
        assert!(engines("", false).is_ok());
    }
}
