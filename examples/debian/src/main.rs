//! The packages of Debian 12, loaded into a database and asked about.
//!
//! It brings a database up to the models, loads the package index by bulk calls, and says how fast
//! that was. It can be run again and again: each run loads the index anew.

mod csv_file;
mod export;
mod failure;
mod index;
mod load;
mod questions;
mod report;

use std::io;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::time::Instant;

use clap::Parser;
use debian::{Dependency, Package, Tag};
use throughline::blocking::Db;
use throughline::prelude::*;

use failure::Failure;
use index::Index;
use report::{Report, grouped};

/// The packages of Debian 12, loaded into a database and asked about.
#[derive(Debug, Parser)]
struct Arguments {
    /// The database: a file of SQLite, or a URL. Packages and tags that it has are replaced
    #[arg(long, value_name = "URL", default_value = "debian.db")]
    database: String,

    /// The folder with packages.csv.gz, package_tags.csv.gz and dependencies.csv.gz
    #[arg(long, value_name = "FOLDER", default_value = concat!(env!("CARGO_MANIFEST_DIR"), "/data"))]
    data: PathBuf,

    /// A file to write the packages to, with their tags, as CSV
    #[arg(long, value_name = "FILE")]
    export: Option<PathBuf>,
}

fn main() -> ExitCode {
    match run(&Arguments::parse()) {
        Ok(()) => ExitCode::SUCCESS,
        // Whoever reads the output has seen enough: `cargo run -p debian | head`.
        Err(Failure::Output(cause)) if cause.kind() == io::ErrorKind::BrokenPipe => {
            ExitCode::SUCCESS
        }
        Err(failure) => {
            report::failure(&failure);
            ExitCode::from(failure.exit_code())
        }
    }
}

fn run(arguments: &Arguments) -> Result<(), Failure> {
    let Arguments {
        database,
        data,
        export,
    } = arguments;
    let start = Instant::now();
    let data = from_here(data);
    // A program of its own needs no async: the work is done in this thread.
    let db = Db::connect(&url(database))?;
    let mut report = Report::new();
    report.title("The packages of Debian 12, their tags and their dependencies")?;
    report.fact("database", without_password(database))?;
    let applied = db.migrate(debian::MIGRATIONS)?.migrations;
    let applied = if applied.is_empty() {
        "none to apply".to_owned()
    } else {
        format!("{} applied", applied.join(", "))
    };
    report.fact("migrations", applied)?;
    report.fact("data", data.display())?;

    report.steps()?;
    let index = report.step("files read", 0, |_| Index::read(data))?;
    load::load(&db, &index, &mut report)?;
    report.done("all together", 0, start.elapsed())?;

    report.text("Read back from the database")?;
    report.fact("packages", grouped(Package::objects().count(&db)?))?;
    report.fact("package tags", grouped(links(&db)?))?;
    report.fact("dependencies", grouped(Dependency::objects().count(&db)?))?;
    questions::ask(&db, &mut report)?;
    match export {
        Some(path) => export::export(&db, path, &mut report),
        None => Ok(()),
    }
}

/// How many links there are between packages and tags.
fn links(db: &Db) -> throughline::Result<u64> {
    let links = Tag::objects().aggregate(db, |tag| tag.packages().count())?;
    Ok(links.unsigned_abs())
}

/// The URL of a database: given as such, or as the path of a file.
fn url(database: &str) -> String {
    if database.starts_with("sqlite:") || database.contains("://") {
        return database.to_owned();
    }
    format!("sqlite://{database}")
}

/// The database as it may be shown: a password in its URL stays out.
fn without_password(database: &str) -> String {
    let shown = database.split_once("://").and_then(|(engine, rest)| {
        let (user, place) = rest.rsplit_once('@')?;
        let (name, _) = user.split_once(':')?;
        Some(format!("{engine}://{name}@{place}"))
    });
    shown.unwrap_or_else(|| database.to_owned())
}

/// The path as one would type it here: without the current directory before it.
fn from_here(path: &Path) -> &Path {
    let here = std::env::current_dir();
    here.ok()
        .and_then(|here| path.strip_prefix(here).ok())
        .unwrap_or(path)
}
