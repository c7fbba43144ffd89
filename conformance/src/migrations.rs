//! `conformance migrations`: replays recorded migrations of Django.
//!
//! A file is a scenario: states of an app's models, one after the other, with the rows that were
//! there. Each step is detected by our own autodetector, written as a migration file, read back and
//! applied; then the schema is read from the database and compared, and all rows. Then the way
//! back. The format is that of `FORMAT.md` beside the recorded scenarios.

mod backward;
mod branches;
mod decisions;
mod forward;
mod probes;
mod rows;
mod schema;
mod state;
mod values;

use std::fs;
use std::path::Path;

use serde_json::Value;

use crate::databases::Databases;
use crate::output::Output;

/// What is wrong, as a sentence.
type Checked<T = ()> = Result<T, String>;

/// Replays every `*.json` of a folder. Gives whether nothing failed.
///
/// # Errors
///
/// A sentence, if the folder cannot be read or has no scenario.
pub(crate) fn replay(folder: &Path, databases: &Databases, output: &mut Output) -> Checked<bool> {
    let files = crate::files::json(folder)?;
    let mut report = Report {
        output,
        scenario: String::new(),
        passed: 0,
        failed: 0,
        beyond: 0,
    };
    for file in &files {
        let name = file.file_stem().unwrap_or_default().to_string_lossy();
        report.scenario = name.into_owned();
        let text = fs::read_to_string(file).map_err(|cause| cause.to_string());
        let scenario = text.and_then(|text| {
            serde_json::from_str::<Value>(&text).map_err(|cause| cause.to_string())
        });
        match scenario {
            Err(cause) => report.check("file", Err(cause)),
            Ok(scenario) if scenario["format"] != 1 => {
                report.check("file", Err("its format is not 1".to_owned()));
            }
            Ok(scenario) if scenario["kind"] == "branches" => {
                branches::replay(&scenario, databases, &mut report);
            }
            Ok(scenario) => forward::replay(&scenario, databases, &mut report),
        }
    }
    Ok(report.close())
}

/// The counts, and where lines go.
struct Report<'a> {
    output: &'a mut Output,
    scenario: String,
    passed: usize,
    failed: usize,
    beyond: usize,
}

impl Report<'_> {
    /// Counts what was checked, and tells what is wrong.
    fn check(&mut self, what: &str, result: Checked) {
        match result {
            Ok(()) => self.passed += 1,
            Err(cause) => {
                self.failed += 1;
                let name = &self.scenario;
                self.output.line(format_args!("{name} {what}"));
                for line in cause.lines() {
                    self.output.line(format_args!("  {line}"));
                }
            }
        }
    }

    /// Notes a step whose result Django itself does not reach.
    fn beyond_django(&mut self) {
        self.beyond += 1;
    }

    fn close(self) -> bool {
        let Report {
            output,
            passed,
            failed,
            beyond,
            ..
        } = self;
        output.line(format_args!(
            "{beyond} steps that Django refuses or loses data in"
        ));
        output.line(format_args!("{passed} passed, {failed} failed"));
        failed == 0
    }
}
