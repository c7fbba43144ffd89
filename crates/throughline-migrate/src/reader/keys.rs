//! The keys of a TOML table, taken one by one.
//!
//! Each key that is asked for is marked; [`Keys::finish`] finds those that nobody asked for.

use std::ops::Range;

use throughline_core::{Error, Result};
use toml::Spanned;
use toml::de::{DeTable, DeValue};

use crate::problem;
use crate::state::Literal;

/// The text of a file, and where it is.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Source<'a> {
    /// The file, for messages.
    pub(crate) path: &'a str,
    /// Its text.
    pub(crate) text: &'a str,
}

impl<'a> Source<'a> {
    /// The text as TOML.
    pub(crate) fn parse(self) -> Result<Spanned<DeTable<'a>>> {
        DeTable::parse(self.text).map_err(|error| {
            self.error(
                error.span().unwrap_or(0..0),
                error.message().replace('\n', ": "),
            )
        })
    }

    fn error(self, span: Range<usize>, message: impl AsRef<str>) -> Error {
        let (line, column) = self.position(span.start);
        problem(format!(
            "{}:{line}:{column}: {}",
            self.path,
            message.as_ref()
        ))
    }

    /// Line and column of a byte, counted from 1, the column in characters.
    fn position(self, byte: usize) -> (usize, usize) {
        let before = self.text.get(..byte).unwrap_or(self.text);
        let line = before.rsplit('\n').next().unwrap_or(before);
        (before.matches('\n').count() + 1, line.chars().count() + 1)
    }
}

/// The keys of a table, and which of them were taken.
pub(crate) struct Keys<'a> {
    source: Source<'a>,
    table: &'a DeTable<'a>,
    span: Range<usize>,
    what: &'static str,
    taken: Vec<&'static str>,
}

impl<'a> Keys<'a> {
    /// The keys of a table, which is called `what` in messages.
    pub(crate) fn new(
        source: Source<'a>,
        table: &'a Spanned<DeTable<'a>>,
        what: &'static str,
    ) -> Self {
        let span = table.span();
        Keys {
            source,
            table: table.get_ref(),
            span,
            what,
            taken: Vec::new(),
        }
    }

    /// The line of the table.
    pub(crate) fn line(&self) -> usize {
        self.source.position(self.span.start).0
    }

    /// Whether the key is there.
    pub(crate) fn has(&self, key: &str) -> bool {
        self.find(key).is_some()
    }

    /// Where the key and its value stand in the text.
    pub(crate) fn span(&self, key: &str) -> Option<Range<usize>> {
        let mut entries = self.table.iter();
        let (key, value) = entries.find(|(name, _)| name.get_ref() == key)?;
        Some(key.span().start..value.span().end)
    }

    pub(crate) fn string(&mut self, key: &'static str) -> Result<String> {
        let value = self.required(key)?;
        self.as_string(key, value)
    }

    pub(crate) fn optional_string(&mut self, key: &'static str) -> Result<Option<String>> {
        self.take(key)
            .map(|value| self.as_string(key, value))
            .transpose()
    }

    pub(crate) fn integer(&mut self, key: &'static str) -> Result<i64> {
        let value = self.required(key)?;
        integer(value.get_ref()).ok_or_else(|| self.wrong(key, value, "an integer"))
    }

    /// An integer of at least 0.
    pub(crate) fn count(&mut self, key: &'static str) -> Result<u32> {
        let value = self.required(key)?;
        let count = integer(value.get_ref()).and_then(|count| u32::try_from(count).ok());
        count.ok_or_else(|| self.wrong(key, value, "a count"))
    }

    pub(crate) fn optional_bool(&mut self, key: &'static str) -> Result<Option<bool>> {
        let Some(value) = self.take(key) else {
            return Ok(None);
        };
        let boolean = value.get_ref().as_bool();
        boolean
            .map(Some)
            .ok_or_else(|| self.wrong(key, value, "a truth value"))
    }

    pub(crate) fn optional_literal(&mut self, key: &'static str) -> Result<Option<Literal>> {
        let Some(value) = self.take(key) else {
            return Ok(None);
        };
        let expected = "a truth value, a finite number or a string (which dates and times are)";
        literal(value.get_ref())
            .map(Some)
            .ok_or_else(|| self.wrong(key, value, expected))
    }

    /// A list of names, at least one.
    pub(crate) fn names(&mut self, key: &'static str) -> Result<Vec<String>> {
        let value = self.required(key)?;
        let names = self.as_names(key, value)?;
        if names.is_empty() {
            return Err(self.wrong(key, value, "a list of names"));
        }
        Ok(names)
    }

    pub(crate) fn optional_names(&mut self, key: &'static str) -> Result<Option<Vec<String>>> {
        self.take(key)
            .map(|value| self.as_names(key, value))
            .transpose()
    }

    /// A list of lists of names; empty if the key is not there.
    pub(crate) fn optional_name_lists(&mut self, key: &'static str) -> Result<Vec<Vec<String>>> {
        let Some(value) = self.take(key) else {
            return Ok(Vec::new());
        };
        let lists = value.get_ref().as_array();
        let lists = lists.ok_or_else(|| self.wrong(key, value, "a list of lists of names"))?;
        lists
            .iter()
            .map(|names| self.as_names(key, names))
            .collect()
    }

    /// A value that is looked at elsewhere.
    pub(crate) fn value(&mut self, key: &'static str) -> Result<&'a Spanned<DeValue<'a>>> {
        self.required(key)
    }

    /// A list of tables.
    pub(crate) fn tables(
        &mut self,
        key: &'static str,
        what: &'static str,
    ) -> Result<Vec<Keys<'a>>> {
        let value = self.required(key)?;
        self.as_tables(key, what, value)
    }

    /// A list of tables; empty if the key is not there.
    pub(crate) fn optional_tables(
        &mut self,
        key: &'static str,
        what: &'static str,
    ) -> Result<Vec<Keys<'a>>> {
        match self.take(key) {
            Some(value) => self.as_tables(key, what, value),
            None => Ok(Vec::new()),
        }
    }

    /// Refuses keys that nobody asked for.
    pub(crate) fn finish(self) -> Result<()> {
        let unknown = self
            .table
            .iter()
            .find(|(key, _)| !self.taken.contains(&key.get_ref().as_ref()));
        let Some((key, _)) = unknown else {
            return Ok(());
        };
        let name = key.get_ref();
        let message = format!("`{name}` is no key of {}", self.what);
        let hint = format!("here it can have {}", self.taken.join(", "));
        Err(self.source.error(key.span(), message).with_hint(hint))
    }

    /// An error about the table.
    pub(crate) fn error(&self, message: impl AsRef<str>) -> Error {
        self.source.error(self.span.clone(), message)
    }

    /// An error about the value of a key.
    pub(crate) fn error_at(&self, key: &str, message: impl AsRef<str>) -> Error {
        let span = self
            .find(key)
            .map_or_else(|| self.span.clone(), Spanned::span);
        self.source.error(span, message)
    }

    /// An error about a word that is none of those that can stand there.
    pub(crate) fn unknown_word(&self, key: &str, word: &str, known: &[&str]) -> Error {
        self.error_at(key, format!("`{key}` cannot be `{word}`"))
            .with_hint(format!("it can be {}", known.join(", ")))
    }

    fn find(&self, key: &str) -> Option<&'a Spanned<DeValue<'a>>> {
        let mut entries = self.table.iter();
        entries
            .find(|(name, _)| name.get_ref() == key)
            .map(|(_, value)| value)
    }

    fn take(&mut self, key: &'static str) -> Option<&'a Spanned<DeValue<'a>>> {
        if !self.taken.contains(&key) {
            self.taken.push(key);
        }
        self.find(key)
    }

    fn required(&mut self, key: &'static str) -> Result<&'a Spanned<DeValue<'a>>> {
        let what = self.what;
        self.take(key)
            .ok_or_else(|| self.error(format!("{what} needs `{key}` here")))
    }

    /// The error of a value that is not what is expected.
    pub(crate) fn wrong(&self, key: &str, value: &Spanned<DeValue<'_>>, expected: &str) -> Error {
        let found = match value.get_ref() {
            DeValue::String(text) if text.is_empty() => "an empty string",
            DeValue::String(_) => "a string",
            DeValue::Integer(_) => "an integer",
            DeValue::Float(_) => "a float",
            DeValue::Boolean(_) => "a truth value",
            DeValue::Datetime(_) => "a date or time",
            DeValue::Array(list) if list.is_empty() => "an empty list",
            DeValue::Array(_) => "a list",
            DeValue::Table(_) => "a table",
        };
        self.source.error(
            value.span(),
            format!("`{key}`: expected {expected}, found {found}"),
        )
    }

    fn as_string(&self, key: &str, value: &Spanned<DeValue<'_>>) -> Result<String> {
        let text = value.get_ref().as_str().filter(|text| !text.is_empty());
        text.map(str::to_owned)
            .ok_or_else(|| self.wrong(key, value, "a string"))
    }

    fn as_names(&self, key: &str, value: &Spanned<DeValue<'_>>) -> Result<Vec<String>> {
        let names = value.get_ref().as_array();
        let names = names.ok_or_else(|| self.wrong(key, value, "a list of names"))?;
        names.iter().map(|name| self.as_string(key, name)).collect()
    }

    fn as_tables(
        &self,
        key: &str,
        what: &'static str,
        value: &'a Spanned<DeValue<'a>>,
    ) -> Result<Vec<Keys<'a>>> {
        let expected = "a list of tables";
        let items = value.get_ref().as_array();
        let items = items.ok_or_else(|| self.wrong(key, value, expected))?;
        items
            .iter()
            .map(|item| {
                let table = item.get_ref().as_table();
                let table = table.ok_or_else(|| self.wrong(key, item, expected))?;
                let (source, span) = (self.source, item.span());
                Ok(Keys {
                    source,
                    table,
                    span,
                    what,
                    taken: Vec::new(),
                })
            })
            .collect()
    }
}

/// A constant; none if it is a list, a table, a number that is infinite or none, or a date of
/// TOML's.
pub(crate) fn literal(value: &DeValue<'_>) -> Option<Literal> {
    match value {
        DeValue::String(text) => Some(Literal::Text(text.to_string())),
        DeValue::Boolean(boolean) => Some(Literal::Bool(*boolean)),
        DeValue::Float(float) => {
            let float: Option<f64> = float.as_str().parse().ok();
            float.filter(|float| float.is_finite()).map(Literal::Float)
        }
        other => integer(other).map(Literal::Integer),
    }
}

fn integer(value: &DeValue<'_>) -> Option<i64> {
    let integer = value.as_integer()?;
    i64::from_str_radix(integer.as_str(), integer.radix()).ok()
}
