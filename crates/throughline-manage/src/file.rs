//! Files that commands write: there whole, or not at all.

use std::fs::{self, File};
use std::io;
use std::path::{Path, PathBuf};

use throughline_core::{Error, ErrorKind, Result};

/// Writes a file: a draft beside it, which gets its name when it is whole.
pub(crate) fn into_file<T>(path: &Path, write: impl FnOnce(File) -> Result<T>) -> Result<T> {
    let mut name = path.file_name().unwrap_or_default().to_owned();
    name.push(".new");
    let draft: PathBuf = path.with_file_name(name);
    let file = File::create(&draft).map_err(|error| cannot_write(path, error))?;
    let written = file
        .try_clone()
        .map_err(|error| cannot_write(path, error))
        .and_then(write)
        .and_then(|written| {
            let kept = file.sync_all().and_then(|()| fs::rename(&draft, path));
            kept.map(|()| written)
                .map_err(|error| cannot_write(path, error))
        });
    if written.is_err() {
        // What is left of the draft is of no use; the error that counts is the first one.
        _ = fs::remove_file(&draft);
    }
    written
}

pub(crate) fn cannot_write(path: &Path, error: io::Error) -> Error {
    Error::new(ErrorKind::Io, format!("cannot write {}", path.display())).with_source(error)
}
