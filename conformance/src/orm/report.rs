//! What is said about a replay: failures at once, the counts at the end.

use std::collections::BTreeMap;
use std::fmt::Display;

use super::answer::RuledOut;
use super::differences::Tally;
use crate::output::Output;

/// The counts, and where lines go.
pub(crate) struct Report<'a> {
    output: &'a mut Output,
    pub(crate) passed: usize,
    failed: usize,
    ruled_out: BTreeMap<RuledOut, usize>,
    pub(crate) differences: Tally,
}

impl<'a> Report<'a> {
    pub(crate) fn new(output: &'a mut Output) -> Self {
        Report {
            output,
            passed: 0,
            failed: 0,
            ruled_out: BTreeMap::new(),
            differences: Tally::default(),
        }
    }

    /// A step that cannot be written down.
    pub(crate) fn ruled_out(&mut self, reason: RuledOut) {
        *self.ruled_out.entry(reason).or_default() += 1;
    }

    /// A step that failed. Steps count from 1, and stand one a line, after the first.
    pub(crate) fn failed(&mut self, file: &str, step: usize, request: &str, lines: &[String]) {
        self.failed += 1;
        self.output
            .line(format_args!("{file} step {step} (line {})", step + 1));
        self.output.line(format_args!("  do        {request}"));
        for line in lines {
            self.output.line(format_args!("  {line}"));
        }
    }

    /// The steps of a file that are not replayed, as the database is not what it was.
    pub(crate) fn given_up(&mut self, file: &str, steps: usize) {
        self.failed += steps;
        let what = "steps after it count as failed: the database is not what it was";
        self.output.line(format_args!("{file} {steps} {what}"));
    }

    /// What is wrong with a file as a whole.
    pub(crate) fn problem(&mut self, file: &str, what: impl Display) {
        self.failed += 1;
        self.output.line(format_args!("{file} {what}"));
    }

    /// The closing lines. Gives whether nothing failed.
    pub(crate) fn close(self) -> bool {
        let Report {
            output,
            passed,
            failed,
            ruled_out,
            differences,
        } = self;
        output.line("deliberate differences");
        for (count, difference) in differences.shown() {
            let (name, reason) = (difference.name, difference.reason);
            output.line(format_args!("{count:>6}  {name}: {reason}"));
        }
        let all: usize = ruled_out.values().sum();
        output.line(format_args!("{all} ruled out by types"));
        for (reason, count) in ruled_out {
            output.line(format_args!("{count:>6}  {reason}"));
        }
        output.line(format_args!("{passed} passed, {failed} failed"));
        failed == 0
    }
}
