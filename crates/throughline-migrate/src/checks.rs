//! The checks: what can be wrong with models, migrations and ledger, found before it does harm.
//!
//! The derive refuses what is wrong with one declaration, when the program is compiled. What is
//! left is what only shows when all models are seen together, and what is in files.

mod database;
mod migrations;
mod models;

use std::path::Path;

use throughline_core::{Error, Registry, Result};

use crate::loader::read_directory;

pub use database::check_ledger;

/// How bad a problem is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Level {
    /// Something fails, or will.
    Error,
    /// Something is not as it should be.
    Warning,
}

/// Something that is wrong.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problem {
    /// Which problem it is. Stays the same from release to release: `models.same_links`.
    pub id: &'static str,
    /// How bad it is.
    pub level: Level,
    /// Where it is: a model, a field, a file with its line. Empty if it is nowhere in particular.
    pub place: String,
    /// What is wrong.
    pub message: String,
    /// What to do about it.
    pub hint: Option<String>,
}

/// Everything that can be found without a database: in the models, in the migrations of that
/// directory, and between the two.
///
/// # Errors
///
/// [`ErrorKind::Io`](throughline_core::ErrorKind::Io) if the directory cannot be read.
pub fn check(registry: &Registry, directory: &Path) -> Result<Vec<Problem>> {
    let files = read_directory(directory)?;
    let mut problems = Vec::new();
    let models = models::check(registry, &mut problems);
    let state = migrations::check(files, &mut problems);
    if let (Some(models), Some(state)) = (&models, &state) {
        migrations::check_changes(registry, models, state, &mut problems);
    }
    Ok(problems)
}

impl Problem {
    fn new(
        id: &'static str,
        level: Level,
        place: impl Into<String>,
        message: impl Into<String>,
        hint: impl Into<String>,
    ) -> Self {
        Problem {
            id,
            level,
            place: place.into(),
            message: message.into(),
            hint: Some(hint.into()),
        }
    }

    /// What would be an error of another command. The place is taken from its message where that
    /// begins with a file.
    fn of(id: &'static str, error: &Error) -> Self {
        let message = error.to_string();
        let (place, message) = match message.split_once(": ") {
            Some((place, rest)) if place.contains(".toml") => (place.to_owned(), rest.to_owned()),
            _ => (String::new(), message),
        };
        Problem {
            id,
            level: Level::Error,
            place,
            message,
            hint: error.hint().map(str::to_owned),
        }
    }
}
