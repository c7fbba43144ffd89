//! What the data is for: some questions, each with the code that asks it and the time that it took.

use std::cmp::Reverse;
use std::collections::HashMap;
use std::time::Instant;

use debian::{Dependency, Kind, Package};
use throughline::FieldType;
use throughline::blocking::Db;
use throughline::prelude::*;

use crate::failure::Failure;
use crate::report::{Report, grouped};

/// So many packages are at the top.
const TOP: usize = 10;

/// Prints the expression, evaluates it, and gives its value and how long that took.
macro_rules! ask {
    ($report:ident, $expression:expr) => {{
        $report.code(stringify!($expression))?;
        let start = Instant::now();
        let value = $expression;
        (value, start.elapsed())
    }};
}

/// Asks all questions. An index without one of these packages is asked less.
pub(crate) fn ask(db: &Db, report: &mut Report) -> Result<(), Failure> {
    if let Some(libc6) = named(db, "libc6")? {
        backwards(db, report, &libc6)?;
    }
    if let Some(gnuchess) = named(db, "gnuchess")? {
        forwards(db, report, &gnuchess)?;
    }
    across(db, report)?;
    top(db, report)
}

fn named(db: &Db, name: &str) -> throughline::Result<Option<Package>> {
    Package::objects().filter(|p| p.name().eq(name)).first(db)
}

fn backwards(db: &Db, report: &mut Report, libc6: &Package) -> Result<(), Failure> {
    report.question("How many packages need libc6?")?;
    let (count, taken) = ask!(report, libc6.dependents().count(db)?);
    report.answer(count, "packages", taken)
}

fn forwards(db: &Db, report: &mut Report, gnuchess: &Package) -> Result<(), Failure> {
    report.question("What does gnuchess need, and how much?")?;
    let (needed, taken) = ask!(report, gnuchess.dependencies().with_link().all(db)?);
    report.answer(needed.len() as u64, "packages", taken)?;
    for (package, dependency) in &needed {
        let kind = Kind::CHOICES[dependency.kind as usize];
        let version = dependency.version.as_deref().unwrap_or("any version");
        report.line(format_args!("{:<16}{kind:<14}{version}", package.name))?;
    }
    report.question("What is gnuchess about?")?;
    let (tags, taken) = ask!(report, gnuchess.tags().all(db)?);
    report.answer(tags.len() as u64, "tags", taken)?;
    report.names(tags.iter().map(|tag| tag.name.as_str()))
}

fn across(db: &Db, report: &mut Report) -> Result<(), Failure> {
    report.question("Which packages are strategy games?")?;
    let (games, taken) = ask!(
        report,
        Package::objects()
            .filter(|p| p.tags().name().eq("game::strategy"))
            .all(db)?
    );
    report.answer(games.len() as u64, "packages", taken)?;
    report.names(games.iter().map(|game| game.name.as_str()))?;
    report.question("Which of them need python3?")?;
    let strategy = Package::objects().filter(|p| p.tags().name().eq("game::strategy"));
    let (games, taken) = ask!(
        report,
        strategy
            .filter(|p| p.dependencies().name().eq("python3"))
            .all(db)?
    );
    report.answer(games.len() as u64, "packages", taken)?;
    report.names(games.iter().map(|game| game.name.as_str()))
}

/// No query counts by groups: the program does.
fn top(db: &Db, report: &mut Report) -> Result<(), Failure> {
    report.question("Which packages are needed by most others? All are read, and counted here.")?;
    let (all, taken) = ask!(report, Dependency::objects().all(db)?);
    report.answer(all.len() as u64, "dependencies", taken)?;
    let mut counts: HashMap<i64, u64> = HashMap::new();
    for dependency in &all {
        *counts.entry(*dependency.depends_on.key()).or_default() += 1;
    }
    let mut top: Vec<_> = counts.into_iter().collect();
    top.sort_by_key(|&(id, count)| (Reverse(count), id));
    top.truncate(TOP);
    let ids = top.iter().map(|&(id, _)| id);
    let (packages, taken) = ask!(
        report,
        Package::objects().filter(|p| p.id().is_in(ids)).all(db)?
    );
    report.answer(packages.len() as u64, "packages", taken)?;
    for (id, count) in top {
        if let Some(package) = packages.iter().find(|package| package.id == id) {
            report.line(format_args!("{:>9}  {}", grouped(count), package.name))?;
        }
    }
    Ok(())
}
