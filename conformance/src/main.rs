//! Replays recorded behaviour of Django through Throughline's public API.
//!
//! `orm` replays conversations over one fixed schema, see `orm.rs`; `migrations` replays states of
//! models that change, see `migrations.rs`. Exits with 0 if all agrees, with 1
//! if a step differs, with 2 if the command itself is wrong.

mod arguments;
mod databases;
mod files;
mod migrations;
mod models;
mod orm;
mod output;

use std::process::ExitCode;

use clap::Parser;

use arguments::{Arguments, Command, Engine};
use databases::Databases;
use output::Output;

fn main() -> ExitCode {
    let mut output = Output::standard();
    let replayed = match Arguments::parse().command {
        Command::Orm {
            folder,
            engine,
            database,
        } => open(engine, database)
            .and_then(|databases| orm::replay(&folder, &databases, &mut output)),
        Command::Migrations {
            folder,
            engine,
            database,
        } => open(engine, database)
            .and_then(|databases| migrations::replay(&folder, &databases, &mut output)),
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

fn open(engine: Engine, url: Option<String>) -> Result<Databases, String> {
    Databases::of(engine, url).map_err(|error| format!("{error:?}"))
}
