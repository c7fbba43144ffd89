//! The writer: a migration as text.
//!
//! What is written is what a reviewer wants to see and the replay needs, and nothing twice:
//!
//! - Tables and join tables are always written out, and so is a column whose name is not that
//!   of its field: the default names of these follow a scheme that an app chooses and may
//!   change, and a replay must not depend on it.
//! - Names of indexes and constraints are not written. They follow from tables and columns by a
//!   rule that belongs to `format = 1`: another rule would be `format = 2`.
//! - `on_delete` is always written, because it deletes rows. `null`, `primary_key` and the keys
//!   of a type are written where they are not the usual.
//! - The type of a foreign key is not written: it is that of the key it points to.

mod operation;

use self::operation::operation_text;
use crate::migration::Migration;
use crate::state::{Column, Content, Field, FieldKind, Links, Literal, ManyToMany};
use crate::words::{FOREIGN_KEY, MANY_TO_MANY, action_word, type_word};

/// The version of the format that this release writes.
pub(crate) const FORMAT: i64 = 1;

/// What stands in place of the operations where there are none yet.
const EMPTY: &str = "
# No operations yet. Write each as a table, in the order in which they are to be made, as:
#
# [[operation]]
# rename_field = \"Student.name\"
# to = \"full_name\"
";

/// The text of a migration.
///
/// [`read`](crate::read) makes an equal migration of it. The format is TOML, made to be read in
/// a review, and promised: a release reads what every earlier one has written.
///
/// ```toml
/// format = 1
/// depends = ["0001_initial"]
///
/// [[operation]]
/// create_model = "Membership"
/// table = "membership"
/// fields = [
///   { name = "id", type = "big_auto", primary_key = true },
///   { name = "student", type = "foreign_key", to = "Student", on_delete = "cascade", column = "student_id" },
///   { name = "role", type = "char", max_length = 20 },
/// ]
/// unique = [["student", "role"]]
///
/// [[operation]]
/// add_field = "Student.age"
/// type = "integer"
/// fill = 0
///
/// [[operation]]
/// add_field = "Course.students"
/// type = "many_to_many"
/// to = "Student"
/// join_table = "course_students"
/// source_column = "course_id"
/// target_column = "student_id"
/// ```
///
/// `fill` is what the rows that are there get; the database keeps nothing of it. `db_default`
/// is what the database keeps. A squashed migration has `replaces = ["0001_initial", …]` below
/// `depends`.
#[must_use]
pub fn write(migration: &Migration) -> String {
    let mut text = format!(
        "# Made by Throughline {}. Edit it if you must, before it is applied anywhere;\n\
         # afterwards its checksum is guarded.\n\
         format = {FORMAT}\n",
        env!("CARGO_PKG_VERSION")
    );
    if !migration.depends.is_empty() {
        text.push_str(&line("depends", &list(&migration.depends)));
    }
    if !migration.replaces.is_empty() {
        text.push_str(&line("replaces", &list(&migration.replaces)));
    }
    let is_merge = migration.depends.len() > 1;
    if migration.operations.is_empty() && !is_merge {
        text.push_str(EMPTY);
    }
    for operation in &migration.operations {
        text.push_str("\n[[operation]]\n");
        text.push_str(&operation_text(operation));
    }
    text
}

/// What the format says of a field besides its name: keys and their values as TOML.
pub(crate) fn field_entries(field: &Field) -> Vec<(&'static str, String)> {
    match &field.kind {
        FieldKind::Column(column) => column_entries(&field.name, column),
        FieldKind::ManyToMany(relation) => many_to_many_entries(relation),
    }
}

fn column_entries(name: &str, column: &Column) -> Vec<(&'static str, String)> {
    let mut entries = Vec::new();
    match &column.content {
        Content::Plain(plain) => {
            entries.push(("type", string(type_word(plain))));
            if let Some(length) = plain.max_length {
                entries.push(("max_length", length.to_string()));
            }
            if let Some((digits, places)) = plain.digits {
                entries.push(("max_digits", digits.to_string()));
                entries.push(("decimal_places", places.to_string()));
            }
        }
        Content::ForeignKey { to, on_delete } => {
            entries.push(("type", string(FOREIGN_KEY)));
            entries.push(("to", string(to)));
            entries.push(("on_delete", string(action_word(*on_delete))));
        }
    }
    if column.column != name {
        entries.push(("column", string(&column.column)));
    }
    if column.null {
        entries.push(("null", "true".to_owned()));
    }
    if let Some(default) = &column.db_default {
        entries.push(("db_default", literal(default)));
    }
    entries
}

fn many_to_many_entries(relation: &ManyToMany) -> Vec<(&'static str, String)> {
    let mut entries = vec![("type", string(MANY_TO_MANY)), ("to", string(&relation.to))];
    entries.extend(link_entries(&relation.links));
    if relation.symmetrical {
        entries.push(("symmetrical", "true".to_owned()));
    }
    entries
}

/// Where the links are.
fn link_entries(links: &Links) -> Vec<(&'static str, String)> {
    let mut entries = Vec::new();
    match links {
        Links::JoinTable {
            table,
            source_column,
            target_column,
            surrogate_id,
        } => {
            entries.push(("join_table", string(table)));
            entries.push(("source_column", string(source_column)));
            entries.push(("target_column", string(target_column)));
            if *surrogate_id {
                entries.push(("surrogate_id", "true".to_owned()));
            }
        }
        Links::Through {
            model,
            source,
            target,
        } => {
            entries.push(("through", string(model)));
            entries.push(("through_fields", list(&[source.clone(), target.clone()])));
        }
    }
    entries
}

pub(crate) fn line(key: &str, value: &str) -> String {
    format!("{key} = {value}\n")
}

fn list(names: &[String]) -> String {
    let names: Vec<_> = names.iter().map(|name| string(name)).collect();
    format!("[{}]", names.join(", "))
}

pub(crate) fn literal(literal: &Literal) -> String {
    match literal {
        Literal::Bool(v) => v.to_string(),
        Literal::Integer(v) => v.to_string(),
        // `{:?}` writes the point that tells a float from an integer.
        Literal::Float(v) => format!("{v:?}"),
        Literal::Text(v) => string(v),
    }
}

/// The text as a string of TOML, on one line.
pub(crate) fn string(text: &str) -> String {
    let mut quoted = String::from("\"");
    for character in text.chars() {
        match character {
            '"' => quoted.push_str("\\\""),
            '\\' => quoted.push_str("\\\\"),
            '\n' => quoted.push_str("\\n"),
            '\t' => quoted.push_str("\\t"),
            c if c.is_control() => quoted.push_str(&format!("\\u{:04X}", u32::from(c))),
            c => quoted.push(c),
        }
    }
    quoted.push('"');
    quoted
}

/// The text as a string of TOML, on lines of its own if it has several.
fn block(text: &str) -> String {
    if !text.contains('\n') {
        return string(text);
    }
    let lines = text.split('\n').map(|line| {
        let quoted = string(line);
        quoted[1..quoted.len() - 1].to_owned()
    });
    let lines: Vec<_> = lines.collect();
    format!("\"\"\"\n{}\"\"\"", lines.join("\n"))
}

#[cfg(test)]
mod tests;
