//! The index, into the database, in one transaction: all of it or nothing.

use debian::{Dependency, Package, Tag};
use throughline::blocking::{Db, Tx};
use throughline::prelude::*;

use crate::failure::Failure;
use crate::index::Index;
use crate::report::{Bar, Report};

/// So many rows or links go to the database with one call; the bar moves after each.
const BATCH: usize = 10_000;

/// Takes away what an earlier run has loaded, and loads the index.
pub(crate) fn load(db: &Db, index: &Index, report: &mut Report) -> Result<(), Failure> {
    let tx = db.begin()?;
    let old = Package::objects().count(&tx)?
        + Tag::objects().count(&tx)?
        + Dependency::objects().count(&tx)?;
    if old > 0 {
        report.step("old rows removed", old, |_| empty(&tx))?;
    }
    let packages = report.step("packages", index.packages.len() as u64, |bar| {
        load_packages(&tx, index, bar)
    })?;
    let tags = report.step("tags", index.tags.len() as u64, |_| load_tags(&tx, index))?;
    let pairs = index.package_tags.iter();
    let pairs: Vec<_> = pairs
        .map(|&(package, tag)| (packages[package], tags[tag]))
        .collect();
    report.step("package tags", pairs.len() as u64, |bar| {
        link_tags(&tx, &pairs, bar)
    })?;
    report.step("dependencies", index.dependencies.len() as u64, |bar| {
        load_dependencies(&tx, index, &packages, bar)
    })?;
    report.step("commit", 0, |_| Ok(tx.commit()?))
}

/// Without the packages there is neither a dependency nor a tag of one: the database cascades.
/// The dependencies go first all the same, since that is faster.
fn empty(tx: &Tx) -> Result<(), Failure> {
    Dependency::objects().delete(tx)?;
    Package::objects().delete(tx)?;
    Tag::objects().delete(tx)?;
    Ok(())
}

/// Gives the keys, in the order of the index.
fn load_packages(tx: &Tx, index: &Index, bar: &Bar) -> Result<Vec<i64>, Failure> {
    let mut keys = Vec::with_capacity(index.packages.len());
    for batch in index.packages.chunks(BATCH) {
        let builders = batch.iter().map(|package| {
            Package::builder()
                .name(&package.name)
                .version(&package.version)
                .section(&package.section)
                .priority(package.priority)
                .installed_size_kib(package.installed_size_kib)
        });
        let packages = Package::objects().bulk_create(tx, builders)?;
        keys.extend(packages.iter().map(Model::key));
        bar.advance(batch.len());
    }
    Ok(keys)
}

/// Gives the keys, in the order of the index.
fn load_tags(tx: &Tx, index: &Index) -> Result<Vec<i64>, Failure> {
    let builders = index.tags.iter().map(|name| Tag::builder().name(name));
    let tags = Tag::objects().bulk_create(tx, builders)?;
    Ok(tags.iter().map(Model::key).collect())
}

fn link_tags(tx: &Tx, pairs: &[(i64, i64)], bar: &Bar) -> Result<(), Failure> {
    for batch in pairs.chunks(BATCH) {
        Package::objects().link_all(tx, |p| p.tags(), batch.iter().copied())?;
        bar.advance(batch.len());
    }
    Ok(())
}

fn load_dependencies(tx: &Tx, index: &Index, packages: &[i64], bar: &Bar) -> Result<(), Failure> {
    for batch in index.dependencies.chunks(BATCH) {
        let builders = batch.iter().map(|dependency| {
            Dependency::builder()
                .package(packages[dependency.package])
                .depends_on(packages[dependency.depends_on])
                .kind(dependency.kind)
                .version(dependency.version.as_ref())
        });
        Dependency::objects().bulk_insert(tx, builders)?;
        bar.advance(batch.len());
    }
    Ok(())
}
