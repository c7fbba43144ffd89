//! What the data is for: some questions, each with the code that asks it and the time that it took.

use std::cmp::Reverse;
use std::time::Instant;

use debian::{Dependency, Kind, Package, Tag};
use throughline::FieldType;
use throughline::blocking::Db;
use throughline::prelude::*;

use crate::failure::Failure;
use crate::report::Report;

/// So many sections are shown.
const TOP: usize = 5;

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
    sets(db, report)?;
    groups(db, report)?;
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

fn top(db: &Db, report: &mut Report) -> Result<(), Failure> {
    report.question("Which tags are used most?")?;
    let (tags, taken) = ask!(
        report,
        Tag::objects()
            .order_by(|t| (t.packages().count().desc(), t.name()))
            .limit(5)
            .select(|t| (t.name(), t.packages().count()))
            .all(db)?
    );
    report.answer(tags.len() as u64, "tags", taken)?;
    for (tag, packages) in tags {
        report.count(packages, tag)?;
    }
    report
        .question("Which packages are needed by most others, and what are their biggest needs?")?;
    let (packages, taken) = ask!(
        report,
        Package::objects()
            .order_by(|p| (p.dependents().count().desc(), p.name()))
            .limit(10)
            .with(|p| p.dependents().count())
            .with(|p| {
                p.dependencies()
                    .order_by(|d| d.installed_size_kib().desc())
                    .limit(3)
            })
            .all(db)?
    );
    report.answer(packages.len() as u64, "packages", taken)?;
    for (package, dependents, biggest) in packages {
        let biggest: Vec<_> = biggest.into_iter().map(|needed| needed.name).collect();
        let line = format!("{:<18}{}", package.name, biggest.join(", "));
        report.count(dependents, line.trim_end())?;
    }
    Ok(())
}

/// Packages that have all of some tags and none of others.
fn sets(db: &Db, report: &mut Report) -> Result<(), Failure> {
    let tagged = |names: &[&str]| {
        let names = names.iter().copied();
        Tag::objects().filter(|t| t.name().is_in(names)).all(db)
    };
    let all = tagged(&[
        "role::program",
        "implemented-in::perl",
        "interface::commandline",
    ])?;
    let none = tagged(&["devel::packaging", "works-with::text"])?;
    report
        .question("Which programs in Perl for the command line are not about packaging or text?")?;
    let (found, taken) = ask!(
        report,
        Package::objects()
            .filter(|p| p.tags().has_all(&all) & !p.tags().overlaps(&none))
            .all(db)?
    );
    report.answer(found.len() as u64, "packages", taken)?;
    report.names(found.iter().map(|package| package.name.as_str()))
}

fn groups(db: &Db, report: &mut Report) -> Result<(), Failure> {
    if let Some(python) = named(db, "python3")? {
        report.question("What needs python3, by how much?")?;
        let (kinds, taken) = ask!(
            report,
            Dependency::objects()
                .filter(|d| d.depends_on().eq(&python))
                .group_by(|d| d.kind())
                .aggregate(db, |d| d.package().id().count())?
        );
        report.answer(kinds.len() as u64, "kinds", taken)?;
        for (kind, packages) in kinds {
            report.count(packages, Kind::CHOICES[kind as usize])?;
        }
    }
    report.question("Which sections have most packages, and how much room do they take?")?;
    let (mut sections, taken) = ask!(
        report,
        Package::objects()
            .group_by(|p| p.section())
            .aggregate(db, |p| (p.id().count(), p.installed_size_kib().sum()))?
    );
    report.answer(sections.len() as u64, "sections", taken)?;
    sections.sort_by_key(|(_, (packages, _))| Reverse(*packages));
    for (section, (packages, size)) in sections.into_iter().take(TOP) {
        let gib = size.unwrap_or_default() as f64 / f64::from(1 << 20);
        report.count(packages, format_args!("{section:<18}{gib:6.1} GiB"))?;
    }
    Ok(())
}
