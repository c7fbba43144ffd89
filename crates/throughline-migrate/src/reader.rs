//! The reader: text as a migration.
//!
//! Strict, since people edit these files: an unknown key, a wrong type, a word that is none are
//! errors with file, line and column. Whether the operations fit each other is seen at the
//! replay.

mod check;
mod keys;
mod operation;
mod run;

use std::ops::Range;

use sha2::{Digest, Sha256};
use throughline_core::{ColumnType, Result};

pub(crate) use self::keys::{Keys, Source};
use self::operation::operation;
use crate::migration::{Migration, MigrationFile};
use crate::operation::Operation;
use crate::problem;
use crate::state::{Column, Content, FieldKind, Links, Literal, ManyToMany, Plain};
use crate::words;
use crate::writer::FORMAT;

/// Reads the text of a migration. `path` is for messages.
///
/// The checksum is SHA-256 over the bytes of the text, line ends made `\n`. Not over what was
/// understood of it: then a later release that understands more would find every file changed.
/// Line ends are what Git changes between systems without being asked. `replaces` is left out:
/// it may go when no database needs it any more.
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
    let replaces = keys.optional_names("replaces")?.unwrap_or_default();
    let replaces_at = keys.span("replaces");
    let tables = keys.optional_tables("operation", "an operation")?;
    keys.finish()?;
    let (mut operations, mut lines) = (Vec::new(), Vec::new());
    for table in tables {
        lines.push(table.line());
        operations.push(operation(table)?);
    }
    check_parts(path, &operations, &lines)?;
    let migration = Migration {
        name: name.to_owned(),
        depends,
        replaces,
        operations,
    };
    Ok(MigrationFile {
        migration,
        path: path.to_owned(),
        checksum: checksum(&without(text, replaces_at)),
        lines,
    })
}

/// What is applied in parts is alone in its file: a migration is otherwise one transaction.
fn check_parts(path: &str, operations: &[Operation], lines: &[usize]) -> Result<()> {
    let in_parts =
        |operation: &Operation| matches!(operation, Operation::RunRust(run) if run.resumable);
    match operations.iter().position(in_parts) {
        Some(position) if operations.len() > 1 => {
            let message = "what is `resumable` must be the only operation of its migration";
            Err(problem(format!("{path}:{}: {message}", lines[position]))
                .with_hint("move it to a file of its own: `makemigrations --empty` makes one"))
        }
        _ => Ok(()),
    }
}

/// A text without the lines of the key that stands there.
fn without(text: &str, key: Option<Range<usize>>) -> String {
    let mut text = text.to_owned();
    if let Some(key) = key {
        let behind = text.get(key.end..).unwrap_or_default();
        let line_end = behind.find('\n').map_or(text.len(), |at| key.end + at + 1);
        text.replace_range(key.start..line_end, "");
    }
    text
}

/// The checksum of a text, whatever its ends of lines.
pub(crate) fn checksum(text: &str) -> String {
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
    Ok(ManyToMany {
        to: keys.string("to")?,
        links: links(keys)?,
        symmetrical: keys.optional_bool("symmetrical")?.unwrap_or(false),
    })
}

fn links(keys: &mut Keys<'_>) -> Result<Links> {
    if keys.has("through") {
        let model = keys.string("through")?;
        let [source, target] = through_fields(keys)?;
        return Ok(Links::Through {
            model,
            source,
            target,
        });
    }
    join_table(keys)
}

fn join_table(keys: &mut Keys<'_>) -> Result<Links> {
    Ok(Links::JoinTable {
        table: keys.string("join_table")?,
        source_column: keys.string("source_column")?,
        target_column: keys.string("target_column")?,
        surrogate_id: keys.optional_bool("surrogate_id")?.unwrap_or(false),
    })
}

fn through_fields(keys: &mut Keys<'_>) -> Result<[String; 2]> {
    <[String; 2]>::try_from(keys.names("through_fields")?).map_err(|_| {
        let message = "`through_fields` are two: the foreign key to the declaring model, \
                       and the one to the target";
        keys.error_at("through_fields", message)
    })
}

#[cfg(test)]
mod tests;
