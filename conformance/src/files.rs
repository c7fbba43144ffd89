//! The files of a folder.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

/// The `*.json` of a folder, by name.
///
/// # Errors
///
/// A sentence, if the folder cannot be read or has none.
pub(crate) fn json(folder: &Path) -> Result<Vec<PathBuf>, String> {
    let files =
        read(folder).map_err(|cause| format!("cannot read {}: {cause}", folder.display()))?;
    if files.is_empty() {
        return Err(format!("{} has no *.json", folder.display()));
    }
    Ok(files)
}

fn read(folder: &Path) -> io::Result<Vec<PathBuf>> {
    let entries = fs::read_dir(folder)?.map(|entry| entry.map(|entry| entry.path()));
    let mut files: Vec<_> = entries.collect::<io::Result<_>>()?;
    files.retain(|file| {
        file.extension()
            .is_some_and(|extension| extension == "json")
    });
    files.sort();
    Ok(files)
}
