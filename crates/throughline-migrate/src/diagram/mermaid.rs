//! A diagram in the language of Mermaid: text, which other tools lay out.

use std::fmt::Write;

use throughline_core::Result;

use super::{Diagram, End, Entity, Many, Relation, Row};
use crate::state::ProjectState;

/// The diagram of a state, in the language of Mermaid.
///
/// # Errors
///
/// [`ErrorKind::Migration`](throughline_core::ErrorKind::Migration) if a foreign key points to a
/// key of several fields, or in a circle.
pub fn mermaid(state: &ProjectState) -> Result<String> {
    let diagram = Diagram::of(state)?;
    let mut text = "erDiagram\n".to_owned();
    for entity in &diagram.entities {
        self::entity(&mut text, entity);
    }
    for relation in &diagram.relations {
        self::relation(&mut text, relation);
    }
    Ok(text)
}

impl Many {
    /// The end of a line, at its left.
    const fn left(self) -> &'static str {
        match self {
            Many::One => "||",
            Many::Maybe => "|o",
            Many::Any => "}o",
        }
    }

    /// The end of a line, at its right.
    const fn right(self) -> &'static str {
        match self {
            Many::One => "||",
            Many::Maybe => "o|",
            Many::Any => "o{",
        }
    }
}

fn entity(text: &mut String, entity: &Entity) {
    let rows: String = entity.rows.iter().map(attribute).collect();
    // Writing to a string cannot fail.
    _ = writeln!(text, "    {} {{\n{rows}    }}", quoted(&entity.name));
}

fn relation(text: &mut String, relation: &Relation) {
    let Relation { near, far, .. } = relation;
    let mut label = encoded(&relation.field);
    if relation.symmetrical {
        label.push_str(", both ways");
    }
    let mut line = "--";
    if let Some(through) = &relation.through {
        label = format!("{label} through {}", encoded(through));
        line = "..";
    }
    let name = |end: &End| quoted(&end.entity);
    _ = writeln!(
        text,
        "    {} {}{line}{} {} : \"{label}\"",
        name(near),
        near.many.left(),
        far.many.right(),
        name(far),
    );
}

/// A field of an entity: type, name, keys, and what else is to be said.
fn attribute(row: &Row) -> String {
    let word = word(&row.name);
    let mut notes = Vec::new();
    if word != row.name {
        notes.push(format!("field {}", encoded(&row.name)));
    }
    if row.null {
        notes.push("null".to_owned());
    }
    if let Some((digits, places)) = row.plain.digits {
        notes.push(format!("{digits} digits, {places} of them decimal places"));
    }
    let mut line = format!("        {} {word}", row.kind());
    if !row.keys.is_empty() {
        line = format!("{line} {}", row.keys.join(", "));
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
