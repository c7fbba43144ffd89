//! Operations that run what the user wrote.

use throughline_core::Result;
use throughline_sql::dialect;

use super::keys::Keys;
use super::operation::lossy;
use crate::operation::{Operation, RunRust, RunSql, SqlText};

pub(super) fn run_sql(keys: &mut Keys<'_>) -> Result<Operation> {
    let sql = sql_text(keys, "run_sql")?;
    let reverse = match keys.has("reverse") {
        true => Some(sql_text(keys, "reverse")?),
        false => None,
    };
    let lossy = lossy(keys)?;
    Ok(Operation::RunSql(RunSql {
        sql,
        reverse,
        lossy,
    }))
}

/// A string, or a table with one for each engine.
fn sql_text(keys: &mut Keys<'_>, key: &'static str) -> Result<SqlText> {
    let value = keys.value(key)?;
    if let Some(text) = value.get_ref().as_str() {
        return Ok(SqlText::Every(text.to_owned()));
    }
    let words = dialect::DIALECTS.map(|dialect| dialect.scheme());
    let expected = format!(
        "a text of SQL, or a table with one for each engine ({})",
        words.join(", ")
    );
    let table = value.get_ref().as_table();
    let table = table.ok_or_else(|| keys.wrong(key, value, &expected))?;
    let mut texts = Vec::new();
    for (word, text) in table.iter() {
        let word = word.get_ref().as_ref();
        if !words.contains(&word) {
            return Err(keys.unknown_word(key, word, &words));
        }
        let text = text
            .get_ref()
            .as_str()
            .ok_or_else(|| keys.wrong(key, value, &expected))?;
        texts.push((word.to_owned(), text.to_owned()));
    }
    Ok(SqlText::By(texts))
}

pub(super) fn run_rust(keys: &mut Keys<'_>) -> Result<Operation> {
    let function = keys.string("run_rust")?;
    // An empty one says that nothing has to be done.
    let reverse = match keys.has("reverse") {
        true => Some(text(keys, "reverse")?),
        false => None,
    };
    let model = keys.optional_string("model")?;
    let batch = match keys.has("batch") {
        true => keys.count("batch")?,
        false => RunRust::BATCH,
    };
    let resumable = keys.optional_bool("resumable")?.unwrap_or(false);
    if batch == 0 {
        return Err(keys.error_at("batch", "a batch has at least one row"));
    }
    if model.is_none() && resumable {
        return Err(keys
            .error_at(
                "resumable",
                "only the rows of a model can be gone through in parts",
            )
            .with_hint("name the model: `model = \"…\"`"));
    }
    Ok(Operation::RunRust(RunRust {
        function,
        reverse,
        model,
        batch,
        resumable,
    }))
}

/// A string, which may be empty.
fn text(keys: &mut Keys<'_>, key: &'static str) -> Result<String> {
    let value = keys.value(key)?;
    let text = value.get_ref().as_str().map(str::to_owned);
    text.ok_or_else(|| keys.wrong(key, value, "a string"))
}
