//! The attributes of models and fields: what the derive reads, and the tables in its documentation.

use super::cell;
use super::declared::Declared;
use crate::Result;
use crate::workspace::Workspace;

/// Whose documentation has the tables.
const DERIVE: &str = "crates/throughline-macros/src/lib.rs";

const HEAD: &str = "\
# Attributes of models and fields

What `#[derive(Model)]` reads. An attribute that is not here is a compile error that names the one that was
probably meant, and all errors of a declaration are told at once.
";

/// What is the same for both attributes: its name, where it is read, and its heading.
const PARTS: [(&str, &str, &str); 2] = [
    (
        "model",
        "crates/throughline-macros/src/parse/model.rs",
        "`#[model(…)]` on the struct",
    ),
    (
        "field",
        "crates/throughline-macros/src/parse/field.rs",
        "`#[field(…)]` on a field",
    ),
];

pub(super) fn page(workspace: &Workspace) -> Result<String> {
    let docs = Declared::read(workspace, DERIVE)?.whole_docs("derive_model")?;
    let (attributes, sections) = docs
        .split_once("\n# Relations\n")
        .ok_or("the documentation of the derive has no section on relations")?;
    let rows: Vec<_> = attributes
        .lines()
        .filter(|line| line.starts_with("| `"))
        .collect();
    let mut page = HEAD.to_owned();
    for (attribute, path, heading) in PARTS {
        let source = Declared::read(workspace, path)?;
        page += &format!("\n## {heading}\n\n| attribute | meaning |\n| --- | --- |\n");
        let mut written = Vec::new();
        for known in source.table("KNOWN")?.concat() {
            let row = rows_of(attribute, &rows)
                .find(|row| names(row).contains(&known.as_str()))
                .ok_or_else(|| {
                    format!(
                        "{path} reads `{known}`, and the table of `#[{attribute}(…)]` in {DERIVE} does \
                         not say what it is"
                    )
                })?;
            if !written.contains(row) {
                written.push(row);
                page += &format!("{row}\n");
            }
        }
        page += &format!(
            "\n### Not in `#[{attribute}(…)]`\n\nWhat other libraries call it, or have and this one has \
             not:\n\n| written | answer |\n| --- | --- |\n"
        );
        for hint in source.table("HINTS")? {
            if let [written, answer] = hint.as_slice() {
                page += &format!("| `{written}` | {} |\n", cell(answer));
            }
        }
    }
    let sections = sections.replace("\n# ", "\n## ");
    page += &format!("\n## Relations\n{sections}\n");
    Ok(page)
}

/// The rows of the first table, or of the second, which begins with the column.
fn rows_of<'r>(attribute: &str, rows: &'r [&'r str]) -> impl Iterator<Item = &'r &'r str> {
    let second = rows.iter().position(|row| row.starts_with("| `column"));
    let (models, fields) = rows.split_at(second.unwrap_or(rows.len()));
    if attribute == "model" { models } else { fields }.iter()
}

/// The attributes in the first cell of a row.
fn names(row: &str) -> Vec<&str> {
    let cell = row.trim_start_matches('|').split('|').next();
    let spans = cell.unwrap_or_default().split('`').skip(1).step_by(2);
    let parts = spans.flat_map(|span| span.split(", "));
    let words = parts.filter_map(|part| part.split([' ', '(']).next());
    words.collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn all_names_of_a_row() {
        let row = "| `max_digits = 10, decimal_places = 2` | digits |";
        assert_eq!(names(row), ["max_digits", "decimal_places"]);
        assert_eq!(names("| `unique`, `index` | keys |"), ["unique", "index"]);
        assert_eq!(names("| `check(adult = age >= 18)` | c |"), ["check"]);
    }
}
