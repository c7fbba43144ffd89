//! Names of migrations: `0001_initial`, `0002_course_students`.

use throughline_core::{Error, Result};

use crate::operation::Operation;
use crate::problem;

/// Where a name of several operations is cut, in characters, as in Django.
pub(crate) const LIMIT: usize = 52;

/// The name of a file behind its number: what its operations do. What is added to a model of
/// the same migration is a part of that model, and not named.
#[must_use]
pub fn suggest_name(operations: &[Operation]) -> String {
    let is_creation = |operation: &&Operation| matches!(operation, Operation::CreateModel(_));
    let created: Vec<_> = operations
        .iter()
        .filter(is_creation)
        .map(Operation::model)
        .collect();
    let mut fragments = operations
        .iter()
        .filter(|operation| is_creation(operation) || !created.contains(&operation.model()))
        .map(Operation::fragment);
    let mut name = fragments.next().unwrap_or_else(|| "empty".to_owned());
    for fragment in fragments {
        let longer = format!("{name}_{fragment}");
        if longer.chars().count() > LIMIT {
            return format!("{name}_and_more");
        }
        name = longer;
    }
    name
}

/// The name of a migration: its number and what it does.
#[must_use]
pub fn file_name(number: u32, name: &str) -> String {
    format!("{number:04}_{name}")
}

/// Refuses a name that cannot stand behind the number of a file.
///
/// # Errors
///
/// [`ErrorKind::Migration`](throughline_core::ErrorKind::Migration).
pub fn check_name(name: &str) -> Result<()> {
    let valid = |c: char| c == '_' || c.is_alphanumeric();
    if name.is_empty() || !name.chars().all(valid) || name.len() > 200 {
        return Err(
            problem(format!("`{name}` cannot be the name of a migration"))
                .with_hint("use letters, digits and `_`, as in `add_club`"),
        );
    }
    Ok(())
}

/// The number at the beginning of a migration's name.
pub(crate) fn number(name: &str) -> Result<u32> {
    let (digits, rest) = name.split_once('_').ok_or_else(|| misnamed(name))?;
    if digits.len() < 4 || !digits.bytes().all(|byte| byte.is_ascii_digit()) {
        return Err(misnamed(name));
    }
    check_name(rest).map_err(|_| misnamed(name))?;
    digits.parse().map_err(|_| misnamed(name))
}

fn misnamed(name: &str) -> Error {
    problem(format!("`{name}.toml` has not the name of a migration"))
        .with_hint("a migration is named like `0001_initial.toml`: four digits, `_`, a name")
}

#[cfg(test)]
mod tests;
