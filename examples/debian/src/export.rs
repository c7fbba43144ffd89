//! The packages as a file: a stream, which needs no more memory for more rows.

use std::path::Path;

use debian::Package;
use throughline::blocking::Db;
use throughline::prelude::*;

use crate::failure::Failure;
use crate::report::Report;

/// Writes each package with its tags, as CSV.
pub(crate) fn export(db: &Db, path: &Path, report: &mut Report) -> Result<(), Failure> {
    report.text("Written, a thousand packages at a time")?;
    report.steps()?;
    let packages = Package::objects().count(db)?;
    report.step("packages", packages, |bar| {
        let cannot = |cause: csv::Error| Failure::Written(path.to_owned(), cause);
        let mut file = csv::Writer::from_path(path).map_err(cannot)?;
        file.write_record(["name", "version", "section", "tags"])
            .map_err(cannot)?;
        for row in Package::objects().with(|p| p.tags()).stream(db) {
            let (package, tags) = row?;
            let tags: Vec<_> = tags.iter().map(|tag| tag.name.as_str()).collect();
            let tags = tags.join(" ");
            file.write_record([&package.name, &package.version, &package.section, &tags])
                .map_err(cannot)?;
            bar.advance(1);
        }
        file.flush().map_err(|cause| cannot(cause.into()))
    })?;
    Ok(report.fact("file", path.display())?)
}
