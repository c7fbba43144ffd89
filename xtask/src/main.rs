//! The tasks of this repository: `cargo xtask test | check | bless | docs | bench`.
//!
//! A task is what a person and the continuous integration both run, so that neither knows a flag
//! that the other does not. It needs nothing but Rust and what the workspace itself depends on.

mod bench;
mod bless;
mod book;
mod cargo;
mod check;
mod docs;
mod markdown;
mod reference;
mod report;
mod servers;
mod source;
mod test;
mod workspace;

use std::ffi::OsString;
use std::process::ExitCode;

use clap::{Parser, Subcommand};

/// The result of a task. The error is a sentence for a person.
pub(crate) type Result<T = ()> = std::result::Result<T, Box<dyn std::error::Error>>;

#[derive(Parser)]
#[command(name = "cargo xtask", about = "The tasks of Throughline's repository")]
struct Arguments {
    #[command(subcommand)]
    task: Task,
}

#[derive(Subcommand)]
enum Task {
    /// Run all tests of the workspace, documentation and examples included, and say which
    /// engines they ran on
    Test {
        /// Passed on to `cargo test`: a name, `-p PACKAGE`, `-- --nocapture`
        #[arg(trailing_var_arg = true, allow_hyphen_values = true)]
        arguments: Vec<String>,
    },
    /// Check the rules of the house: who imports whom, where SQL text, printing, input and
    /// output may stand, how large files are
    Check,
    /// Write the expected output of compile-fail tests and snapshots anew, to be reviewed
    Bless {
        /// Passed on to `cargo test`
        #[arg(trailing_var_arg = true, allow_hyphen_values = true)]
        arguments: Vec<String>,
    },
    /// Build the documentation with every warning an error, render the guide, and check the links of
    /// all *.md
    Docs,
    /// Measure Throughline beside hand-written code and other ORMs. See benches/README.md
    /// Measure Throughline beside hand-written code and other ORMs; `--help` is the runner's own
    #[command(disable_help_flag = true)]
    Bench {
        /// Passed on to the runner, which lists them by `--help`
        #[arg(trailing_var_arg = true, allow_hyphen_values = true)]
        arguments: Vec<String>,
    },
}

fn main() -> ExitCode {
    let arguments = Arguments::parse_from(with_separator_kept(std::env::args_os().collect()));
    let done = match arguments.task {
        Task::Test { arguments } => test::run(&arguments),
        Task::Check => check::run(),
        Task::Bless { arguments } => bless::run(&arguments),
        Task::Docs => docs::run(),
        Task::Bench { arguments } => bench::run(&arguments),
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            report::problem(format_args!("error: {error}"));
            ExitCode::FAILURE
        }
    }
}

/// clap takes a leading `--` for its own; in `cargo xtask test -- --nocapture` it is cargo's.
fn with_separator_kept(mut arguments: Vec<OsString>) -> Vec<OsString> {
    let passes_on = arguments
        .get(1)
        .is_some_and(|task| task == "test" || task == "bless");
    if passes_on && arguments.get(2).is_some_and(|first| first == "--") {
        arguments.insert(2, "--".into());
    }
    arguments
}
