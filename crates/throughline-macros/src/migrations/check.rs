//! Whether files can be migrations: what is seen without knowing what an operation does.
//!
//! The rest is seen when they are replayed, by `cargo manage` and `Db::migrate`. What a command mends
//! is no fault here, since a program that does not compile has no commands: two migrations of one
//! number, which `makemigrations --merge` joins, and numbers left out, which is how squashed ones
//! leave them.

use std::ops::Range;

use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::File;
use super::order;
use crate::text::nearest;

/// What an operation begins with. The list of throughline-migrate; a test compares the two.
const OPERATIONS: [&str; 20] = [
    "create_model",
    "delete_model",
    "rename_model",
    "alter_table",
    "alter_primary_key",
    "add_field",
    "remove_field",
    "rename_field",
    "alter_field",
    "move_relation",
    "links_to_model",
    "model_to_links",
    "add_index",
    "remove_index",
    "add_unique",
    "remove_unique",
    "add_check",
    "remove_check",
    "run_sql",
    "run_rust",
];

/// A migration, as others see it.
pub(super) struct Migration<'f> {
    pub(super) file: &'f File,
    pub(super) depends: Vec<Name>,
    pub(super) replaces: Vec<Name>,
}

/// The name of another migration, and the line where it stands.
pub(super) struct Name {
    pub(super) text: String,
    pub(super) line: usize,
}

/// What is wrong with the files, each with its place and what to do.
pub(super) fn faults(files: &[File]) -> Vec<String> {
    let mut faults = Vec::new();
    let mut migrations = Vec::new();
    for file in files {
        check_name(file, &mut faults);
        migrations.push(
            Reader {
                file,
                faults: &mut faults,
            }
            .read(),
        );
    }
    order::check(&migrations, &mut faults);
    faults
}

fn check_name(file: &File, faults: &mut Vec<String>) {
    let is_name = file.name.split_once('_').is_some_and(|(number, rest)| {
        let digits = number.bytes().all(|byte| byte.is_ascii_digit());
        let letters = rest.chars().all(|c| c == '_' || c.is_alphanumeric());
        number.len() >= 4 && digits && !rest.is_empty() && letters
    });
    if !is_name {
        faults.push(format!(
            "{} has not the name of a migration: name it like `0001_initial.toml`, four digits, \
             `_`, a name, or move it elsewhere",
            file.label
        ));
    }
}

/// Reads a file, and reports what is wrong with it.
struct Reader<'f, 'a> {
    file: &'f File,
    faults: &'a mut Vec<String>,
}

impl<'f> Reader<'f, '_> {
    fn read(mut self) -> Migration<'f> {
        let (document, errors) = DeTable::parse_recoverable(&self.file.text);
        if let Some(error) = errors.first() {
            let message = error.message().replace('\n', ": ");
            self.fault(error.span().unwrap_or(0..0), &message);
        }
        let is_toml = errors.is_empty();
        let document = document.get_ref();
        if is_toml {
            self.check_format(document);
            self.check_operations(document);
        }
        Migration {
            file: self.file,
            depends: self.names(document, "depends"),
            replaces: self.names(document, "replaces"),
        }
    }

    fn fault(&mut self, at: Range<usize>, message: &str) {
        let line = self.line(&at);
        self.faults
            .push(format!("{}:{line}: {message}", self.file.label));
    }

    fn line(&self, at: &Range<usize>) -> usize {
        let text = &self.file.text;
        text.get(..at.start).unwrap_or(text).matches('\n').count() + 1
    }

    fn check_format(&mut self, document: &DeTable<'_>) {
        let Some(format) = document.get("format") else {
            self.fault(
                0..0,
                "a migration begins with its format: write `format = 1`",
            );
            return;
        };
        let is_one = |value: &DeValue<'_>| {
            let integer = value.as_integer()?;
            Some(i64::from_str_radix(integer.as_str(), integer.radix()) == Ok(1))
        };
        match is_one(format.get_ref()) {
            Some(true) => {}
            Some(false) => self.fault(
                format.span(),
                "this release knows only `format = 1`: a later one made this file, so update the \
                 `throughline` dependency",
            ),
            None => self.fault(format.span(), "`format` is a number: write `format = 1`"),
        }
    }

    /// The names in a list; none if it is not there.
    fn names(&mut self, document: &DeTable<'_>, key: &str) -> Vec<Name> {
        let Some(value) = document.get(key) else {
            return Vec::new();
        };
        let name = |name: &Spanned<DeValue<'_>>| {
            Some(Name {
                text: name.get_ref().as_str()?.to_owned(),
                line: self.line(&name.span()),
            })
        };
        let list = value.get_ref().as_array();
        let names = list.and_then(|list| list.iter().map(name).collect());
        names.unwrap_or_else(|| {
            let message = format!("`{key}` is a list of names: write `{key} = [\"0001_initial\"]`");
            self.fault(value.span(), &message);
            Vec::new()
        })
    }

    fn check_operations(&mut self, document: &DeTable<'_>) {
        let Some(operations) = document.get("operation") else {
            return;
        };
        let Some(list) = operations.get_ref().as_array() else {
            self.fault(
                operations.span(),
                "an operation is one of a list: write `[[operation]]`",
            );
            return;
        };
        for operation in list.iter() {
            let Some(keys) = operation.get_ref().as_table() else {
                self.fault(
                    operation.span(),
                    "an operation is a table: write `[[operation]]`",
                );
                continue;
            };
            let mut kinds = keys
                .keys()
                .filter(|key| OPERATIONS.contains(&&**key.get_ref()));
            match (kinds.next(), kinds.next()) {
                (Some(_), None) => {}
                (Some(_), Some(second)) => {
                    let message = format!(
                        "this operation is another one too: write `[[operation]]` before `{}`",
                        second.get_ref()
                    );
                    self.fault(second.span(), &message);
                }
                (None, _) => self.unknown_operation(operation.span(), keys),
            }
        }
    }

    fn unknown_operation(&mut self, at: Range<usize>, keys: &DeTable<'_>) {
        let meant = keys.keys().find_map(|key| {
            let meant = nearest(key.get_ref(), OPERATIONS)?;
            Some((key, meant))
        });
        match meant {
            Some((key, meant)) => {
                let message = format!("no operation is `{}`: write `{meant}`", key.get_ref());
                self.fault(key.span(), &message);
            }
            None => {
                let message = format!("an operation begins with one of {}", OPERATIONS.join(", "));
                self.fault(at, &message);
            }
        }
    }
}
