//! A state as a picture: the models and their relations as an entity-relationship diagram in the
//! language of Mermaid.
//!
//! Each model is an entity, and so is each join table, since that is what the database has. The
//! order is that of the state, so that a picture in version control changes with the models only.

use std::fmt::Write;

use throughline_core::Result;

use crate::schema_editor::{SURROGATE, SURROGATE_TYPE, key, plain_type};
use crate::state::{Column, Field, Links, ManyToMany, ModelState, Plain, ProjectState};
use crate::words::type_word;

/// The diagram of a state.
///
/// # Errors
///
/// [`ErrorKind::Migration`](throughline_core::ErrorKind::Migration) if a foreign key points to a
/// key of several fields, or in a circle.
pub fn mermaid(state: &ProjectState) -> Result<String> {
    let mut diagram = Diagram {
        state,
        entities: String::new(),
        relations: String::new(),
    };
    for model in state.models() {
        diagram.model(model)?;
    }
    Ok(format!(
        "erDiagram\n{}{}",
        diagram.entities, diagram.relations
    ))
}

/// The diagram on its way. Entities come before the relations between them.
struct Diagram<'s> {
    state: &'s ProjectState,
    entities: String,
    relations: String,
}

/// How many rows may be at an end of a line.
#[derive(Clone, Copy)]
enum Many {
    /// One.
    One,
    /// One or none.
    Maybe,
    /// Any number.
    Any,
}

impl Many {
    /// The end of a line, at its left.
    fn left(self) -> &'static str {
        match self {
            Many::One => "||",
            Many::Maybe => "|o",
            Many::Any => "}o",
        }
    }

    /// The end of a line, at its right.
    fn right(self) -> &'static str {
        match self {
            Many::One => "||",
            Many::Maybe => "o|",
            Many::Any => "o{",
        }
    }
}

impl Diagram<'_> {
    fn model(&mut self, model: &ModelState) -> Result<()> {
        let columns = model
            .fields
            .iter()
            .filter_map(|field| Some((field, field.column()?)));
        let mut lines = Vec::new();
        for (field, column) in columns {
            let mut plain = plain_type(self.state, column)?;
            let mut keys = Vec::new();
            if model.primary_key.contains(&field.name) {
                keys.push("PK");
            }
            if let Some(to) = column.to() {
                keys.push("FK");
                plain.auto = false;
                self.foreign_key(model, field, column, to);
            }
            if model.unique.contains(&vec![field.name.clone()]) {
                keys.push("UK");
            }
            lines.push(attribute(&plain, &field.name, &keys, column.null));
        }
        self.entity(&model.name, &lines);
        for field in &model.fields {
            if let Some(relation) = field.many_to_many() {
                self.many_to_many(model, field, relation)?;
            }
        }
        Ok(())
    }

    fn foreign_key(&mut self, model: &ModelState, field: &Field, column: &Column, to: &str) {
        let near = if is_unique(model, field) {
            Many::Maybe
        } else {
            Many::Any
        };
        let far = if column.null { Many::Maybe } else { Many::One };
        self.line((&model.name, near), "--", (to, far), &encoded(&field.name));
    }

    fn many_to_many(
        &mut self,
        model: &ModelState,
        field: &Field,
        relation: &ManyToMany,
    ) -> Result<()> {
        let (own, to) = (model.name.as_str(), relation.to.as_str());
        let mut label = encoded(&field.name);
        if relation.symmetrical {
            label.push_str(", both ways");
        }
        match &relation.links {
            Links::Through { model, .. } => {
                label = format!("{label} through {}", encoded(model));
                self.line((own, Many::Any), "..", (to, Many::Any), &label);
            }
            Links::JoinTable {
                source_column,
                target_column,
                surrogate_id,
                ..
            } => {
                let name = format!("{own}.{}", field.name);
                let mut lines = Vec::new();
                let keys: &[&str] = if *surrogate_id {
                    lines.push(attribute(&SURROGATE_TYPE, SURROGATE, &["PK"], false));
                    &["FK"]
                } else {
                    &["PK", "FK"]
                };
                for (column, end) in [(source_column, own), (target_column, to)] {
                    let plain = plain_type(self.state, key(self.state.require(end)?)?)?;
                    let plain = Plain {
                        auto: false,
                        ..plain
                    };
                    lines.push(attribute(&plain, column, keys, false));
                }
                self.entity(&name, &lines);
                self.line((own, Many::One), "--", (&name, Many::Any), &label);
                self.line((&name, Many::Any), "--", (to, Many::One), &label);
            }
        }
        Ok(())
    }

    fn entity(&mut self, name: &str, lines: &[String]) {
        // Writing to a string cannot fail.
        _ = writeln!(
            self.entities,
            "    {} {{\n{}    }}",
            quoted(name),
            lines.concat()
        );
    }

    /// A relation. The label is encoded already.
    fn line(&mut self, near: (&str, Many), line: &str, far: (&str, Many), label: &str) {
        _ = writeln!(
            self.relations,
            "    {} {}{line}{} {} : \"{label}\"",
            quoted(near.0),
            near.1.left(),
            far.1.right(),
            quoted(far.0),
        );
    }
}

/// Whether at most one row has each value of the field.
fn is_unique(model: &ModelState, field: &Field) -> bool {
    let keys = model.unique.iter().chain([&model.primary_key]);
    keys.into_iter().any(|key| *key == [field.name.clone()])
}

/// A field of an entity: type, name, keys, and what else is to be said.
fn attribute(plain: &Plain, name: &str, keys: &[&str], null: bool) -> String {
    let mut kind = type_word(plain).to_owned();
    if let Some(length) = plain.max_length {
        kind = format!("{kind}({length})");
    }
    let word = word(name);
    let mut notes = Vec::new();
    if word != name {
        notes.push(format!("field {}", encoded(name)));
    }
    if null {
        notes.push("null".to_owned());
    }
    if let Some((digits, places)) = plain.digits {
        notes.push(format!("{digits} digits, {places} of them decimal places"));
    }
    let mut line = format!("        {kind} {word}");
    if !keys.is_empty() {
        line = format!("{line} {}", keys.join(", "));
    }
    if !notes.is_empty() {
        line = format!("{line} \"{}\"", notes.join(", "));
    }
    line + "\n"
}

/// A name that can stand without quotes, where there can be none. Some words have a meaning
/// there.
fn word(name: &str) -> String {
    let fits =
        |c: char| c == '_' || c.is_ascii_alphanumeric() || ('\u{c0}'..='\u{ffff}').contains(&c);
    let mut word: String = name
        .chars()
        .map(|c| if fits(c) { c } else { '_' })
        .collect();
    if word.is_empty() || word.starts_with(|c: char| c.is_ascii_digit()) {
        word.insert(0, '_');
    }
    if ["pk", "fk", "uk"].contains(&word.to_lowercase().as_str()) {
        word.push('_');
    }
    word
}

fn quoted(name: &str) -> String {
    format!("\"{}\"", encoded(name))
}

/// A text for between quotes: whatever could end it, or mean something, as the number of the
/// character.
fn encoded(text: &str) -> String {
    let mut encoded = String::new();
    for c in text.chars() {
        if c.is_alphanumeric() || matches!(c, '_' | '.') {
            encoded.push(c);
        } else {
            _ = write!(encoded, "#{};", u32::from(c));
        }
    }
    encoded
}

#[cfg(test)]
mod tests;
