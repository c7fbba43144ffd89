//! What is to be written, and the writing of it. `new` and `init` make it, `report` tells of it.

use std::fs::{self, OpenOptions};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

/// Something that stands in the way, and what to do about it.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Problem {
    pub(crate) what: String,
    pub(crate) fix: String,
}

impl Problem {
    pub(crate) fn new(what: impl Into<String>, fix: impl Into<String>) -> Self {
        Problem {
            what: what.into(),
            fix: fix.into(),
        }
    }
}

/// What is to be written into the folder of a package.
#[derive(Debug, Default)]
pub(crate) struct Plan {
    /// What the report begins with.
    pub(crate) title: String,
    /// The folder of the package, as it was typed.
    pub(crate) folder: PathBuf,
    pub(crate) files: Vec<File>,
    /// What has to be done by hand, in sentences.
    pub(crate) notes: Vec<String>,
    /// The commands that come next, each with what it does.
    pub(crate) next: Vec<(String, &'static str)>,
}

/// A file of the package.
#[derive(Debug)]
pub(crate) struct File {
    /// Relative to the folder of the package.
    pub(crate) path: PathBuf,
    pub(crate) change: Change,
    /// What is in it, or why it is left.
    pub(crate) note: String,
}

/// What becomes of a file.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Change {
    /// It is made, with this text.
    Make(String),
    /// It has the first text, and gets the second one.
    Edit(String, String),
    /// It stays as it is.
    Leave,
}

impl Plan {
    /// Plans a file that is not there.
    pub(crate) fn make(&mut self, path: &str, text: String, note: &str) {
        self.push(path, Change::Make(text), note);
    }

    /// Plans a change of a file that is there.
    pub(crate) fn edit(&mut self, path: &str, from: String, to: String, note: &str) {
        self.push(path, Change::Edit(from, to), note);
    }

    /// Says that a file is left.
    pub(crate) fn leave(&mut self, path: &str, note: &str) {
        self.push(path, Change::Leave, note);
    }

    /// Plans a file, unless there is one of that name, and says whether there is none.
    pub(crate) fn make_if_missing(&mut self, path: &str, text: String, note: &str) -> bool {
        let missing = !self.folder.join(path).exists();
        if missing {
            self.make(path, text, note);
        } else {
            self.leave(path, "is there");
        }
        missing
    }

    /// Whether anything is to be written.
    pub(crate) fn changes_something(&self) -> bool {
        self.files.iter().any(|file| file.change != Change::Leave)
    }

    fn push(&mut self, path: &str, change: Change, note: &str) {
        self.files.push(File {
            path: path.into(),
            change,
            note: note.to_owned(),
        });
    }

    /// Writes the files: first those that are new, then those that change. No file is replaced that
    /// is not as it was when it was read.
    pub(crate) fn write(&self) -> Result<(), Problem> {
        let (new, changed): (Vec<_>, Vec<_>) = self
            .files
            .iter()
            .partition(|file| matches!(file.change, Change::Make(_)));
        let mut written = Vec::new();
        for file in new.into_iter().chain(changed) {
            let path = self.folder.join(&file.path);
            let result = match &file.change {
                Change::Make(text) => make(&path, text),
                Change::Edit(from, to) => edit(&path, from, to),
                Change::Leave => continue,
            };
            result.map_err(|cause| failed(&path, &cause, &written))?;
            written.push(path.display().to_string());
        }
        Ok(())
    }
}

fn make(path: &Path, text: &str) -> io::Result<()> {
    if let Some(folder) = path.parent() {
        fs::create_dir_all(folder)?;
    }
    let mut file = OpenOptions::new().write(true).create_new(true).open(path)?;
    file.write_all(text.as_bytes())
}

fn edit(path: &Path, from: &str, to: &str) -> io::Result<()> {
    if fs::read_to_string(path)? != from {
        return Err(io::Error::other("it was changed meanwhile"));
    }
    // A link stays one, and what it leads to is there whole, as it was or as it becomes.
    let path = fs::canonicalize(path)?;
    let mut draft = path.clone().into_os_string();
    draft.push(".new");
    let draft = PathBuf::from(draft);
    make(&draft, to)
        .and_then(|()| fs::rename(&draft, &path))
        .inspect_err(|_| {
            // The error that counts is the first one.
            _ = fs::remove_file(&draft);
        })
}

fn failed(path: &Path, cause: &io::Error, written: &[String]) -> Problem {
    let what = format!("cannot write {}: {cause}", path.display());
    let fix = match written {
        [] => "nothing was written".to_owned(),
        written => format!("what was written before it stays: {}", written.join(", ")),
    };
    Problem::new(what, fix)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn plan(folder: &Path) -> Plan {
        Plan {
            folder: folder.to_owned(),
            ..Plan::default()
        }
    }

    #[test]
    fn new_files_come_first_and_none_is_replaced() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("there");
        fs::write(&path, "old").unwrap();
        let mut plan = plan(folder.path());
        plan.edit("there", "old".to_owned(), "new".to_owned(), "");
        plan.make("a/b", "text".to_owned(), "");
        plan.write().unwrap();
        assert_eq!(fs::read_to_string(&path).unwrap(), "new");
        assert_eq!(
            fs::read_to_string(folder.path().join("a/b")).unwrap(),
            "text"
        );

        let again = plan.write().unwrap_err();
        assert!(again.what.starts_with("cannot write"), "{again:?}");
        assert_eq!(again.fix, "nothing was written");
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 2);
    }

    #[test]
    fn a_file_that_was_changed_meanwhile_is_left() {
        let folder = tempfile::tempdir().unwrap();
        fs::write(folder.path().join("there"), "other").unwrap();
        let mut plan = plan(folder.path());
        plan.edit("there", "old".to_owned(), "new".to_owned(), "");
        assert!(
            plan.write()
                .unwrap_err()
                .what
                .ends_with("it was changed meanwhile")
        );
        assert_eq!(
            fs::read_to_string(folder.path().join("there")).unwrap(),
            "other"
        );
    }
}
