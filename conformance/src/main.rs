//! Replays recorded behaviour of Django through Throughline's public API.
//!
//! `orm` replays conversations over one fixed schema, see `orm.rs`. Exits with 0 if all agrees, with 1
//! if a step differs, with 2 if the command itself is wrong.

mod arguments;
mod models;
mod orm;
mod output;

use std::process::ExitCode;

use clap::Parser;

use arguments::{Arguments, Command};
use output::Output;

fn main() -> ExitCode {
    let Command::Orm { folder, engine } = Arguments::parse().command;
    let mut output = Output::standard();
    match orm::replay(&folder, engine, &mut output) {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::from(1),
        Err(fault) => {
            output::problem(&fault);
            ExitCode::from(2)
        }
    }
}
