//! Replays recorded behaviour of Django through Throughline's public API.
//!
//! `orm` replays conversations over one fixed schema, see `orm.rs`; `migrations` replays states of
//! models that change, see `migrations.rs`. Exits with 0 if all agrees, with 1
//! if a step differs, with 2 if the command itself is wrong.

mod arguments;
mod database;
mod files;
mod migrations;
mod models;
mod orm;
mod output;

use std::process::ExitCode;

use clap::Parser;

use arguments::{Arguments, Command};
use output::Output;

fn main() -> ExitCode {
    let mut output = Output::standard();
    let replayed = match Arguments::parse().command {
        Command::Orm { folder, place } => orm::replay(&folder, &place, &mut output),
        Command::Migrations { folder, place } => migrations::replay(&folder, &place, &mut output),
    };
    match replayed {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::from(1),
        Err(fault) => {
            output::problem(&fault);
            ExitCode::from(2)
        }
    }
}
