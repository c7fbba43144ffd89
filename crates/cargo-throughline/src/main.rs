//! `cargo throughline new` and `cargo throughline init`: a package that uses Throughline.
//!
//! What is to be written is a [`Plan`], made by `new` or `init` of what is there. All problems are
//! found while it is made, so that nothing is written where there is one. The files are those of
//! `templates/`, with a few words replaced.

mod arguments;
mod cargo_config;
mod dependency;
mod engine;
mod init;
mod manifest;
mod name;
mod new;
mod plan;
mod report;
mod sources;
mod templates;
mod workspace;

use std::process::ExitCode;

use clap::Parser;

use arguments::{Arguments, Command};
use plan::{Plan, Problem};

fn main() -> ExitCode {
    let arguments = Arguments::parse_from(arguments::words(std::env::args_os()));
    let planned = match &arguments.command {
        Command::New(options) => new::plan(options),
        Command::Init(options) => init::plan(options),
    };
    match planned.and_then(write) {
        Ok(plan) => {
            report::done(&plan);
            ExitCode::SUCCESS
        }
        Err(problems) => {
            report::problems(&problems);
            ExitCode::from(2)
        }
    }
}

/// Writes what is planned.
fn write(plan: Plan) -> Result<Plan, Vec<Problem>> {
    plan.write().map_err(|problem| vec![problem])?;
    Ok(plan)
}
