//! The reader: text as a migration.
//!
//! Strict, since people edit these files: an unknown key, a wrong type, a word that is none are
//! errors with file, line and column. Whether the operations fit each other is seen at the
//! replay.

mod keys;

use sha2::{Digest, Sha256};
use throughline_core::{ColumnType, Result};

use self::keys::{Keys, Source};
use crate::migration::{Migration, MigrationFile};
use crate::operation::{AddField, AddIndex, AddUnique, CreateModel, Operation};
use crate::state::{
    Column, Content, Field, FieldKind, Links, Literal, ManyToMany, ModelState, Plain,
};
use crate::words;
use crate::writer::FORMAT;

/// Reads the text of a migration. `path` is for messages.
///
/// The checksum is SHA-256 over the bytes of the text, line ends made `\n`. Not over what was
/// understood of it: then a later release that understands more would find every file changed.
/// Line ends are what Git changes between systems without being asked.
///
/// # Errors
///
/// [`ErrorKind::Migration`](throughline_core::ErrorKind::Migration), naming the place.
pub fn read(name: &str, path: &str, text: &str) -> Result<MigrationFile> {
    let source = Source { path, text };
    let document = source.parse()?;
    let mut keys = Keys::new(source, &document, "a migration file");
    check_format(&mut keys)?;
    let depends = keys.optional_names("depends")?.unwrap_or_default();
    let tables = keys.optional_tables("operation", "an operation")?;
    keys.finish()?;
    let (mut operations, mut lines) = (Vec::new(), Vec::new());
    for table in tables {
        lines.push(table.line());
        operations.push(operation(table)?);
    }
    let migration = Migration {
        name: name.to_owned(),
        depends,
        operations,
    };
    Ok(MigrationFile {
        migration,
        path: path.to_owned(),
        checksum: checksum(text),
        lines,
    })
}

fn checksum(text: &str) -> String {
    let digest = Sha256::digest(text.replace("\r\n", "\n").as_bytes());
    let digits: String = digest.iter().map(|byte| format!("{byte:02x}")).collect();
    format!("sha256:{digits}")
}

fn check_format(keys: &mut Keys<'_>) -> Result<()> {
    let format = keys.integer("format")?;
    if format != FORMAT {
        let message = format!("`format` is {format}, and this release knows only {FORMAT}");
        return Err(keys.error_at("format", message).with_hint(
            "a later release of Throughline made this file: update the `throughline` dependency",
        ));
    }
    Ok(())
}

fn operation(mut keys: Keys<'_>) -> Result<Operation> {
    let kinds = ["create_model", "add_field", "add_index", "add_unique"];
    let Some(kind) = kinds.into_iter().find(|kind| keys.has(kind)) else {
        return Err(keys.error(format!(
            "an operation begins with one of {}",
            kinds.join(", ")
        )));
    };
    let operation = match kind {
        "create_model" => create_model(&mut keys)?,
        "add_field" => add_field(&mut keys)?,
        "add_index" => {
            let model = keys.string("add_index")?;
            Operation::AddIndex(AddIndex {
                model,
                fields: keys.names("fields")?,
            })
        }
        _ => {
            let model = keys.string("add_unique")?;
            Operation::AddUnique(AddUnique {
                model,
                fields: keys.names("fields")?,
            })
        }
    };
    keys.finish()?;
    Ok(operation)
}

fn create_model(keys: &mut Keys<'_>) -> Result<Operation> {
    let name = keys.string("create_model")?;
    let table = keys.string("table")?;
    let mut primary_key = keys.optional_names("primary_key")?.unwrap_or_default();
    let mut fields = Vec::new();
    for mut field_keys in keys.tables("fields", "a field")? {
        let name = field_keys.string("name")?;
        let kind = field_kind(&name, &mut field_keys)?;
        if matches!(kind, FieldKind::ManyToMany(_)) {
            let message = "a many-to-many field is no part of `create_model`";
            return Err(field_keys
                .error_at("type", message)
                .with_hint("write it as an `add_field` behind both models"));
        }
        if field_keys.optional_bool("primary_key")?.unwrap_or(false) {
            if !primary_key.is_empty() {
                let message = "the model has a primary key already";
                return Err(field_keys.error_at("primary_key", message).with_hint(
                    "a key of several fields is written as `primary_key = [\"a\", \"b\"]` of the model",
                ));
            }
            primary_key.push(name.clone());
        }
        field_keys.finish()?;
        fields.push(Field { name, kind });
    }
    let unique = keys.optional_name_lists("unique")?;
    let indexes = keys.optional_name_lists("indexes")?;
    let model = ModelState {
        name,
        table,
        fields,
        primary_key,
        unique,
        indexes,
    };
    Ok(Operation::CreateModel(CreateModel { model }))
}

fn add_field(keys: &mut Keys<'_>) -> Result<Operation> {
    let place = keys.string("add_field")?;
    let Some((model, name)) = place.split_once('.') else {
        return Err(keys.error_at("add_field", "expected `Model.field`"));
    };
    let kind = field_kind(name, keys)?;
    let fill = match &kind {
        FieldKind::Column(_) => keys.optional_literal("fill")?,
        FieldKind::ManyToMany(_) => None,
    };
    let field = Field {
        name: name.to_owned(),
        kind,
    };
    Ok(Operation::AddField(AddField {
        model: model.to_owned(),
        field,
        fill,
    }))
}

fn field_kind(name: &str, keys: &mut Keys<'_>) -> Result<FieldKind> {
    let word = keys.string("type")?;
    let content = match word.as_str() {
        words::MANY_TO_MANY => return Ok(FieldKind::ManyToMany(many_to_many(keys)?)),
        words::FOREIGN_KEY => {
            let to = keys.string("to")?;
            let action = keys.string("on_delete")?;
            let on_delete = words::action(&action)
                .ok_or_else(|| keys.unknown_word("on_delete", &action, &words::action_words()))?;
            Content::ForeignKey { to, on_delete }
        }
        word => Content::Plain(plain(word, keys)?),
    };
    let column = keys
        .optional_string("column")?
        .unwrap_or_else(|| name.to_owned());
    let null = keys.optional_bool("null")?.unwrap_or(false);
    let db_default = db_default(keys, &content)?;
    Ok(FieldKind::Column(Column {
        column,
        content,
        null,
        db_default,
    }))
}

fn plain(word: &str, keys: &mut Keys<'_>) -> Result<Plain> {
    let Some((column_type, auto)) = words::plain_type(word) else {
        return Err(keys.unknown_word("type", word, &words::type_words()));
    };
    let max_length = match word {
        words::CHAR => Some(keys.count("max_length")?),
        _ => None,
    };
    let digits = match column_type {
        ColumnType::Decimal if keys.has("max_digits") || keys.has("decimal_places") => {
            Some((keys.count("max_digits")?, keys.count("decimal_places")?))
        }
        _ => None,
    };
    Ok(Plain {
        column_type,
        auto,
        max_length,
        digits,
    })
}

/// The default that the database keeps. That of a foreign key is looked at when the type of the
/// key it points to is known.
fn db_default(keys: &mut Keys<'_>, content: &Content) -> Result<Option<Literal>> {
    let default = keys.optional_literal("db_default")?;
    if let (Some(literal), Content::Plain(plain)) = (&default, content)
        && literal.to_value(plain.column_type).is_none()
    {
        let message = format!(
            "`db_default` is no value of type `{}`",
            words::type_word(plain)
        );
        return Err(keys.error_at("db_default", message));
    }
    Ok(default)
}

fn many_to_many(keys: &mut Keys<'_>) -> Result<ManyToMany> {
    let to = keys.string("to")?;
    let links = if keys.has("through") {
        let model = keys.string("through")?;
        match <[String; 2]>::try_from(keys.names("through_fields")?) {
            Ok([source, target]) => Links::Through {
                model,
                source,
                target,
            },
            Err(_) => {
                let message = "`through_fields` are two: the foreign key to the declaring model, \
                               and the one to the target";
                return Err(keys.error_at("through_fields", message));
            }
        }
    } else {
        Links::JoinTable {
            table: keys.string("join_table")?,
            source_column: keys.string("source_column")?,
            target_column: keys.string("target_column")?,
            surrogate_id: keys.optional_bool("surrogate_id")?.unwrap_or(false),
        }
    };
    Ok(ManyToMany { to, links })
}

#[cfg(test)]
mod tests;
