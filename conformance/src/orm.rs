//! `conformance orm`: replays conversations with Django's ORM.
//!
//! A file is a list of steps, each a request in the words of the traces and what came of it. A step
//! is performed through the public API: writes by typed models and their verbs, reads by lookups in
//! words. Then the answer is compared, and the whole database with what it should hold.

mod answer;
mod compare;
mod differences;
mod fields;
mod links;
mod lookup;
mod names;
mod perform;
mod query;
mod reads;
mod recorded;
mod replay;
mod report;
mod request;
mod source;
mod state;
mod trace;
mod tree;
mod writes;

use std::path::Path;

use crate::databases::Databases;
use crate::output::Output;
use report::Report;

/// Replays every `*.json` of a folder. Gives whether nothing failed.
///
/// # Errors
///
/// A sentence, if the folder cannot be read or has no trace.
pub(crate) fn replay(
    folder: &Path,
    databases: &Databases,
    output: &mut Output,
) -> Result<bool, String> {
    let files = crate::files::json(folder)?;
    let mut report = Report::new(output);
    for file in &files {
        replay::file(file, databases, &mut report);
    }
    Ok(report.close())
}
