//! The loader: the directory of the migrations, read and written.

use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use throughline_core::{Error, ErrorKind, Result};

use crate::graph::Graph;
use crate::migration::{Migration, MigrationFile};
use crate::problem;
use crate::reader::read;
use crate::writer::write;

/// Reads the migrations of a directory and puts them in order. A directory that is not there
/// has none; files that do not end in `.toml` are left alone.
///
/// # Errors
///
/// [`ErrorKind::Io`] if a file cannot be read, [`ErrorKind::Migration`] if it is no migration or
/// the files do not fit together.
pub fn load_directory(directory: &Path) -> Result<Graph> {
    Graph::new(load_files(directory)?)
}

/// Reads the migrations of a directory, sorted by name.
///
/// # Errors
///
/// [`ErrorKind::Io`] if a file cannot be read, [`ErrorKind::Migration`] if it is no migration.
pub fn load_files(directory: &Path) -> Result<Vec<MigrationFile>> {
    read_directory(directory)?.into_iter().collect()
}

/// Reads each migration of a directory, sorted by name, whether or not it can be read.
pub(crate) fn read_directory(directory: &Path) -> Result<Vec<Result<MigrationFile>>> {
    let entries = match fs::read_dir(directory) {
        Ok(entries) => entries,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
        Err(error) => return Err(failed("read", directory, error)),
    };
    let mut paths = Vec::new();
    for entry in entries {
        let path = entry
            .map_err(|error| failed("read", directory, error))?
            .path();
        if path
            .extension()
            .is_some_and(|extension| extension == "toml")
        {
            paths.push(path);
        }
    }
    paths.sort();
    Ok(paths.iter().map(|path| read_file(path)).collect())
}

fn read_file(path: &Path) -> Result<MigrationFile> {
    let text = fs::read_to_string(path).map_err(|error| failed("read", path, error))?;
    read(&stem(path)?, &path.display().to_string(), &text)
}

/// Writes a migration into the directory, which is made if it is not there. Gives the path.
///
/// The file is there whole or not at all, and no file is ever replaced.
///
/// # Errors
///
/// [`ErrorKind::Io`] if it cannot be written, [`ErrorKind::Migration`] if there is a file of that
/// name.
pub fn save(directory: &Path, migration: &Migration) -> Result<PathBuf> {
    let path = directory.join(format!("{}.toml", migration.name));
    let draft = directory.join(format!(".{}.toml.new", migration.name));
    fs::create_dir_all(directory).map_err(|error| failed("make", directory, error))?;
    if path.exists() {
        return Err(problem(format!("{} is there already", path.display())));
    }
    let written = write_whole(&draft, &write(migration)).and_then(|()| fs::rename(&draft, &path));
    written.map_err(|error| {
        // What is left of the draft is of no use; the error that counts is the first one.
        _ = fs::remove_file(&draft);
        failed("write", &path, error)
    })?;
    Ok(path)
}

fn write_whole(path: &Path, text: &str) -> io::Result<()> {
    let mut file = fs::File::create(path)?;
    file.write_all(text.as_bytes())?;
    file.sync_all()
}

fn stem(path: &Path) -> Result<String> {
    let stem = path.file_stem().and_then(|stem| stem.to_str());
    stem.map(str::to_owned)
        .ok_or_else(|| problem(format!("the name of {} is not Unicode", path.display())))
}

fn failed(verb: &str, path: &Path, error: io::Error) -> Error {
    Error::new(ErrorKind::Io, format!("cannot {verb} {}", path.display())).with_source(error)
}

#[cfg(test)]
mod tests;
