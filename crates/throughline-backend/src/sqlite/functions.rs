//! Functions that SQLite lacks and the lookups need.

#[cfg(feature = "regex")]
use std::sync::Arc;

#[cfg(feature = "regex")]
use regex::Regex;
use rusqlite::functions::{Context, FunctionFlags};
use rusqlite::types::ValueRef;
use rusqlite::{Connection, Error, Result};

/// Registers them with a connection.
pub(super) fn register(connection: &Connection) -> Result<()> {
    let flags = FunctionFlags::SQLITE_UTF8
        | FunctionFlags::SQLITE_DETERMINISTIC
        | FunctionFlags::SQLITE_INNOCUOUS;
    connection.create_scalar_function("throughline_fold", 1, flags, |context| fold(context))?;
    connection.create_scalar_function("regexp", 2, flags, |context| regexp(context))
}

/// Lower case in any script; SQLite's own `lower` knows ASCII alone.
fn fold(context: &Context<'_>) -> Result<Option<String>> {
    text(context, 0).map(|text| text.map(str::to_lowercase))
}

#[cfg(feature = "regex")]
/// `text REGEXP pattern`, which SQLite calls as `regexp(pattern, text)`. The pattern is compiled
/// once for each statement.
fn regexp(context: &Context<'_>) -> Result<Option<bool>> {
    let compiled = context.get_or_create_aux(0, |pattern| {
        Regex::new(pattern.as_str()?).map_err(|error| Box::new(error).into())
            as std::result::Result<_, Box<dyn std::error::Error + Send + Sync>>
    });
    let regex: Arc<Regex> = compiled.map_err(|error| no_expression(&error))?;
    text(context, 1).map(|text| text.map(|text| regex.is_match(text)))
}

/// The error of a pattern that is none. The pattern itself is a value, and comes before the last line of the
/// text: it stays out.
#[cfg(feature = "regex")]
fn no_expression(error: &Error) -> Error {
    let text = error.to_string();
    let why = text.lines().last().unwrap_or_default();
    let why = why.strip_prefix("error: ").unwrap_or(why);
    Error::UserFunctionError(format!("no regular expression: {why}").into())
}

/// Says what is missing, where expressions were left out of the program.
#[cfg(not(feature = "regex"))]
fn regexp(_: &Context<'_>) -> Result<Option<bool>> {
    let missing = "regular expressions on SQLite need the feature `regex` of `throughline`";
    Err(Error::UserFunctionError(missing.into()))
}

fn text<'a>(context: &'a Context<'_>, position: usize) -> Result<Option<&'a str>> {
    match context.get_raw(position) {
        ValueRef::Null => Ok(None),
        value => value
            .as_str()
            .map(Some)
            .map_err(|error| Error::UserFunctionError(error.into())),
    }
}
