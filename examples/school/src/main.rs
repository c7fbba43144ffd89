//! The lecture on many-to-many relationships, as a program.
//!
//! It brings a database up to the models, loads the files of a school, and goes through the
//! lecture point by point. It can be run again and again: each run shows the same.

mod csv_file;
mod failure;
mod layout;
mod lecture;
mod load;
mod report;

use std::io;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::Parser;
use throughline::Db;

use failure::Failure;
use report::Report;

/// The lecture on many-to-many relationships, as a program.
#[derive(Debug, Parser)]
struct Arguments {
    /// The database: a file of SQLite, or a URL
    #[arg(long, value_name = "URL", default_value = "school.db")]
    database: String,

    /// The folder with students.csv, courses.csv and enrollments.csv
    #[arg(long, value_name = "FOLDER", default_value = concat!(env!("CARGO_MANIFEST_DIR"), "/data"))]
    data: PathBuf,
}

#[tokio::main]
async fn main() -> ExitCode {
    match run(&Arguments::parse()).await {
        Ok(()) => ExitCode::SUCCESS,
        // Whoever reads the output has seen enough: `cargo run -p school | head`.
        Err(Failure::Output(cause)) if cause.kind() == io::ErrorKind::BrokenPipe => {
            ExitCode::SUCCESS
        }
        Err(failure) => {
            report::failure(&failure);
            ExitCode::from(failure.exit_code())
        }
    }
}

async fn run(Arguments { database, data }: &Arguments) -> Result<(), Failure> {
    let data = from_here(data);
    // Without async the same calls are `throughline::blocking::Db`'s, less the `.await`.
    let db = Db::connect(&url(database)).await?;
    let mut report = Report::new(&db);
    report.title("Many-to-many relationships: the lecture as a program")?;
    report.fact("database", without_password(database))?;
    let applied = db.migrate(school::MIGRATIONS).await?.migrations;
    let applied = if applied.is_empty() {
        "none to apply".to_owned()
    } else {
        format!("{} applied", applied.join(", "))
    };
    report.fact("migrations", applied)?;
    report.fact("data", data.display())?;
    report.fact("  students", load::students(&db, data).await?)?;
    report.fact("  courses", load::courses(&db, data).await?)?;
    let forgotten = lecture::forget(&db).await?;
    report.fact("  enrollments", load::enrollments(&db, data).await?)?;
    let attendance = load::attendance(&db).await?;
    report.fact(
        "  attendance",
        format_args!("{attendance}, set from the enrollments"),
    )?;
    if forgotten > 0 {
        report.fact(
            "last lecture",
            format_args!("its {forgotten} enrollments taken away"),
        )?;
    }
    lecture::lecture(db, &mut report).await
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
