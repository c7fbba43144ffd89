//! The source of models: Rust that declares the models of a state, spelled as rustfmt would.
//!
//! What has a default in the derive is left out: `table`, `column`, `on_delete`, `related_name`
//! are written where they say something else.

mod related_names;

use throughline_core::{ColumnType, OnDelete, names};

use crate::inspector::{Inspected, Note};
use crate::state::{
    Column, Content, Field, FieldKind, Links, Literal, ManyToMany, ModelState, ProjectState,
};
use crate::words;
use related_names::{RelatedNames, related_names};

/// The longest line of a comment, its indentation included.
const WIDTH: usize = 100;

/// The longest list of arguments that rustfmt leaves on one line in an attribute.
const ATTRIBUTE_WIDTH: usize = 70;

/// The keywords of Rust that can be names with `r#` before them.
const KEYWORDS: [&str; 48] = [
    "abstract", "as", "async", "await", "become", "box", "break", "const", "continue", "do", "dyn",
    "else", "enum", "extern", "false", "final", "fn", "for", "gen", "if", "impl", "in", "let",
    "loop", "macro", "match", "mod", "move", "mut", "override", "priv", "pub", "ref", "return",
    "static", "struct", "trait", "true", "try", "type", "typeof", "unsafe", "unsized", "use",
    "virtual", "where", "while", "yield",
];

/// The source of the models that were found. With names of tables, of the models of these alone.
#[must_use]
pub fn models_source(found: &Inspected, tables: &[String]) -> String {
    let is_wanted = |table: &String| tables.is_empty() || tables.contains(table);
    let notes: Vec<_> = found
        .notes
        .iter()
        .filter(|note| is_wanted(&note.table))
        .collect();
    let mut source = head(&notes);
    let names = related_names(&found.state);
    let models = found.state.models();
    for model in models.filter(|model| is_wanted(&model.table)) {
        let writer = Writer {
            found,
            names: &names,
            model,
        };
        source.push_str(&writer.model());
    }
    source
}

fn head(notes: &[&Note]) -> String {
    let mut head = String::from(
        "//! The models of a database, as `cargo manage inspectdb` found them: to be read and corrected.\n",
    );
    if !notes.is_empty() {
        head.push_str("//!\n//! What they do not say:\n//!\n");
    }
    for note in notes {
        let column = note.column.as_ref().map(|column| format!(".{column}"));
        let column = column.unwrap_or_default();
        let text = format!("- `{}{column}`: {}", note.table, note.text);
        head.push_str(&wrapped(&text, "//! ", "//!   "));
    }
    head.push_str("\nuse throughline::prelude::*;\n");
    head
}

/// The text in lines of a comment, each behind such a beginning.
fn wrapped(text: &str, first: &str, next: &str) -> String {
    let mut lines = Vec::new();
    let mut line = first.to_owned();
    for word in text.split_whitespace() {
        let is_begun = !line.ends_with(' ');
        if is_begun && line.chars().count() + 1 + word.chars().count() > WIDTH {
            lines.push(std::mem::replace(&mut line, next.to_owned()));
        } else if is_begun {
            line.push(' ');
        }
        line.push_str(word);
    }
    lines.push(line);
    lines.join("\n") + "\n"
}

/// Writes a model.
struct Writer<'w> {
    found: &'w Inspected,
    names: &'w RelatedNames,
    model: &'w ModelState,
}

impl Writer<'_> {
    fn model(&self) -> String {
        let model = self.model;
        let mut text = String::from("\n#[derive(Model, Debug, Clone, PartialEq)]\n");
        if names::table(&model.name).as_str() != model.table {
            text.push_str(&format!("#[model(table = {:?})]\n", model.table));
        }
        if model.primary_key.len() > 1 {
            text.push_str(&key_attribute("primary_key", &model.primary_key));
        }
        for (word, keys) in [("unique", &model.unique), ("index", &model.indexes)] {
            for key in keys.iter().filter(|key| key.len() > 1) {
                text.push_str(&key_attribute(word, key));
            }
        }
        text.push_str(&format!("pub struct {} {{\n", model.name));
        for field in &model.fields {
            text.push_str(&self.field(field));
        }
        text.push_str("}\n");
        text
    }

    fn field(&self, field: &Field) -> String {
        let (ty, arguments) = match &field.kind {
            FieldKind::Column(column) => self.column(field, column),
            FieldKind::ManyToMany(relation) => self.many_to_many(field, relation),
        };
        let hints = self.found.hints.iter();
        let own = hints.filter(|hint| hint.model == self.model.name && hint.field == field.name);
        let mut text: String = own
            .map(|hint| wrapped(&hint.text, "    // ", "    // "))
            .collect();
        text.push_str(&attributes("    ", "field", &arguments));
        text.push_str(&format!("    pub {}: {ty},\n", identifier(&field.name)));
        text
    }

    fn column(&self, field: &Field, column: &Column) -> (String, Vec<String>) {
        let model = self.model;
        let mut arguments = Vec::new();
        let default_column = match column.to() {
            Some(_) => names::foreign_key_column(&field.name).as_str().to_owned(),
            None => field.name.clone(),
        };
        if default_column != column.column {
            arguments.push(format!("column = {:?}", column.column));
        }
        if model.primary_key == [field.name.clone()] && field.name != "id" {
            arguments.push("primary_key".to_owned());
        }
        let is_alone = |key: &Vec<String>| *key == [field.name.clone()];
        let one_to_one = is_one_to_one(model, field);
        if model.unique.iter().any(is_alone) && !one_to_one {
            arguments.push("unique".to_owned());
        }
        if model.indexes.iter().any(is_alone) {
            arguments.push("index".to_owned());
        }
        let column_type = column_type(&self.found.state, column);
        let ty = match &column.content {
            Content::Plain(plain) => {
                if let Some(length) = plain.max_length {
                    arguments.push(format!("max_length = {length}"));
                }
                if let Some((digits, places)) = plain.digits {
                    let places = format!("decimal_places = {places}");
                    arguments.extend([format!("max_digits = {digits}"), places]);
                }
                type_name(plain.column_type).to_owned()
            }
            Content::ForeignKey { to, on_delete } => {
                let default = if column.null {
                    OnDelete::SetNull
                } else {
                    OnDelete::Cascade
                };
                if *on_delete != default {
                    arguments.push(format!("on_delete = {}", words::action_word(*on_delete)));
                }
                let word = if one_to_one { "OneToOne" } else { "ForeignKey" };
                format!("{word}<{to}>")
            }
        };
        if let Some(literal) = &column.db_default {
            arguments.push(format!("db_default = {}", constant(literal, column_type)));
        }
        arguments.extend(self.related_name(field));
        let ty = if column.null {
            format!("Option<{ty}>")
        } else {
            ty
        };
        (ty, arguments)
    }

    fn many_to_many(&self, field: &Field, relation: &ManyToMany) -> (String, Vec<String>) {
        let mut arguments = Vec::new();
        let to = &relation.to;
        let ty = match &relation.links {
            Links::JoinTable {
                table,
                surrogate_id,
                ..
            } => {
                if names::join_table(&self.model.name, &field.name).as_str() != table {
                    arguments.push(format!("join_table = {table:?}"));
                }
                if *surrogate_id {
                    arguments.push("surrogate_id".to_owned());
                }
                format!("ManyToMany<{to}>")
            }
            Links::Through {
                model,
                source,
                target,
            } => {
                if !self.has_one_key_to_each(model, to) {
                    let (source, target) = (identifier(source), identifier(target));
                    arguments.push(format!("through_fields({source}, {target})"));
                }
                format!("ManyToMany<{to}, {model}>")
            }
        };
        arguments.extend(self.related_name(field));
        (ty, arguments)
    }

    /// Whether the foreign keys of a through model are told apart by the models that they point
    /// to.
    fn has_one_key_to_each(&self, through: &str, to: &str) -> bool {
        let count = |end: &str| {
            let through = self.found.state.model(through);
            let fields = through.into_iter().flat_map(|model| &model.fields);
            let columns = fields.filter_map(Field::column);
            columns.filter(|column| column.to() == Some(end)).count()
        };
        count(&self.model.name) == 1 && count(to) == 1
    }

    fn related_name(&self, field: &Field) -> Option<String> {
        let name = self
            .names
            .get(&(self.model.name.clone(), field.name.clone()))?;
        Some(format!("related_name = {name:?}"))
    }
}

/// Whether the field is a foreign key that no two rows have alike.
fn is_one_to_one(model: &ModelState, field: &Field) -> bool {
    let is_alone = |key: &Vec<String>| *key == [field.name.clone()];
    let is_key = field.column().is_some_and(|column| column.to().is_some());
    is_key
        && model
            .unique
            .iter()
            .chain([&model.primary_key])
            .any(is_alone)
}

/// The attribute with these arguments, on lines of their own where they are too long for one.
fn attributes(indent: &str, name: &str, arguments: &[String]) -> String {
    let joined = arguments.join(", ");
    if arguments.is_empty() {
        return String::new();
    }
    if joined.len() <= ATTRIBUTE_WIDTH {
        return format!("{indent}#[{name}({joined})]\n");
    }
    let each = arguments.iter();
    each.map(|argument| format!("{indent}#[{name}({argument})]\n"))
        .collect()
}

fn key_attribute(word: &str, fields: &[String]) -> String {
    let fields: Vec<_> = fields.iter().map(|field| identifier(field)).collect();
    format!("#[model({word}({}))]\n", fields.join(", "))
}

/// The name as Rust takes it.
fn identifier(name: &str) -> String {
    if KEYWORDS.contains(&name) {
        return format!("r#{name}");
    }
    name.to_owned()
}

/// The logical type of a column: of a foreign key, that of the key that it points to.
fn column_type(state: &ProjectState, column: &Column) -> ColumnType {
    crate::schema_editor::column_type(state, column).unwrap_or(ColumnType::BigInt)
}

fn type_name(column_type: ColumnType) -> &'static str {
    match column_type {
        ColumnType::SmallInt => "i16",
        ColumnType::Int => "i32",
        ColumnType::BigInt => "i64",
        ColumnType::Float => "f64",
        ColumnType::Bool => "bool",
        ColumnType::Text => "String",
        ColumnType::Bytes => "Vec<u8>",
        ColumnType::Date => "Date",
        ColumnType::Time => "Time",
        ColumnType::DateTime => "DateTime",
        ColumnType::Timestamp => "Timestamp",
        ColumnType::Uuid => "Uuid",
        ColumnType::Decimal => "Decimal",
        ColumnType::Json => "Json<serde_json::Value>",
    }
}

/// A constant, as `db_default` takes it: a decimal is a number there, in a state it is text.
fn constant(literal: &Literal, column_type: ColumnType) -> String {
    match literal {
        Literal::Bool(value) => value.to_string(),
        Literal::Integer(value) => value.to_string(),
        Literal::Float(value) => format!("{value:?}"),
        Literal::Text(text) if column_type == ColumnType::Decimal => text.clone(),
        Literal::Text(text) => format!("{text:?}"),
    }
}

#[cfg(test)]
mod tests;
