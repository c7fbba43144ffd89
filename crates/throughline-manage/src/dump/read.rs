//! Lines that are read.

use serde_json::{Map, Value as Json};
use throughline_core::{Error, ErrorKind, Result, Value};
use throughline_migrate::RowTable;

use super::FORMAT;
use super::value::from_json;

/// A row of a dump.
pub(crate) struct Dumped<'t> {
    /// Whose row it is.
    pub(crate) table: &'t RowTable,
    /// The position of the table among all.
    pub(crate) number: usize,
    /// The positions of the fields that are there.
    pub(crate) positions: Vec<usize>,
    /// Their values.
    pub(crate) values: Vec<Value>,
}

/// Refuses what is not the first line of a dump.
pub(crate) fn check_header(line: &str) -> Result<()> {
    let format = object(line).ok().and_then(|mut line| line.remove("format"));
    match format.as_ref().map(Json::as_u64) {
        Some(Some(FORMAT)) => Ok(()),
        Some(_) => Err(invalid(format!("this dump is not of format {FORMAT}"))
            .with_hint("a later version of this program wrote it: read it with that one")),
        None => Err(invalid("this is no dump")
            .with_hint("a file of `dumpdata` begins with the line `{\"format\":1}`")),
    }
}

/// Reads the line of a row.
pub(crate) fn read_line<'t>(line: &str, tables: &'t [RowTable]) -> Result<Dumped<'t>> {
    let mut line = object(line)?;
    let (word, links) = match (line.remove("model"), line.remove("links")) {
        (Some(word), None) => (word, false),
        (None, Some(word)) => (word, true),
        _ => return Err(invalid("a row has either `model` or `links`")),
    };
    let (number, table) = find(&word, links, tables)?;
    let members = if links {
        link(table, &mut line)?
    } else {
        match line.remove("fields") {
            Some(Json::Object(fields)) => fields,
            _ => return Err(invalid("a row of a model has an object `fields`")),
        }
    };
    if let Some(unknown) = line.keys().next() {
        return Err(invalid(format!(
            "`{unknown}` is nothing that a row can have"
        )));
    }
    let mut row = Dumped {
        table,
        number,
        positions: Vec::new(),
        values: Vec::new(),
    };
    for (field, json) in &members {
        row.read_field(field, json)?;
    }
    Ok(row)
}

impl Dumped<'_> {
    fn read_field(&mut self, field: &str, json: &Json) -> Result<()> {
        let table = self.table;
        let place = table
            .position(field)
            .and_then(|position| Some((position, table.column_type(position)?)));
        let (position, column_type) = place.ok_or_else(|| {
            invalid(format!("`{}` has no field `{field}`", table.name))
                .with_hint(format!("it has {}", listed(&table.fields)))
        })?;
        let value = from_json(json, column_type).ok_or_else(|| {
            let word = table.type_word(position);
            let message = format!("no value for `{}.{field}`, which is `{word}`", table.name);
            invalid(message).with_hint(
                "numbers and truth values stand as they are, everything else as text, as \
                 `dumpdata` writes them",
            )
        })?;
        self.positions.push(position);
        self.values.push(value);
        Ok(())
    }
}

/// The members of a link, as if they were fields.
fn link(table: &RowTable, line: &mut Map<String, Json>) -> Result<Map<String, Json>> {
    let Some(Json::Array(pair)) = line.remove("pair") else {
        return Err(invalid("a link has a list `pair`"));
    };
    let [source, target] =
        <[Json; 2]>::try_from(pair).map_err(|_| invalid("the `pair` of a link is two keys"))?;
    let mut members = Map::new();
    members.insert(RowTable::SOURCE.to_owned(), source);
    members.insert(RowTable::TARGET.to_owned(), target);
    if table.position(RowTable::ID).is_some()
        && let Some(id) = line.remove(RowTable::ID)
    {
        members.insert(RowTable::ID.to_owned(), id);
    }
    Ok(members)
}

fn find<'t>(word: &Json, links: bool, tables: &'t [RowTable]) -> Result<(usize, &'t RowTable)> {
    let name = word.as_str().unwrap_or_default();
    let mut numbered = tables.iter().enumerate();
    let found = numbered.find(|(_, table)| table.is_links == links && table.name == name);
    found.ok_or_else(|| {
        let (what, all) = if links {
            (
                "many-to-many relation",
                "the relations with links of their own are",
            )
        } else {
            ("model", "the models are")
        };
        let known = tables.iter().filter(|table| table.is_links == links);
        let known: Vec<_> = known.map(|table| table.name.clone()).collect();
        invalid(format!("there is no {what} {word}")).with_hint(format!("{all} {}", listed(&known)))
    })
}

fn listed(names: &[String]) -> String {
    if names.is_empty() {
        return "none".to_owned();
    }
    let names: Vec<_> = names.iter().map(|name| format!("`{name}`")).collect();
    names.join(", ")
}

fn object(line: &str) -> Result<Map<String, Json>> {
    match serde_json::from_str(line) {
        Ok(Json::Object(object)) => Ok(object),
        Ok(_) => Err(invalid("this is no JSON object")),
        Err(error) => Err(invalid("this is no JSON").with_source(error)),
    }
}

fn invalid(message: impl Into<std::borrow::Cow<'static, str>>) -> Error {
    Error::new(ErrorKind::InvalidValue, message)
}
