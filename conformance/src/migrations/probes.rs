//! Single rows that are tried and taken back: whether the constraints that are there hold.

use serde_json::{Map, Value as Json};
use throughline::blocking::Db;
use throughline::migrations;
use throughline::{Error, ErrorKind};

use super::Checked;
use super::values::to_insert;

/// Tries the probes of a step.
pub(super) fn run(
    db: &Db,
    step: &Json,
    tables: &Map<String, Json>,
    schema: &Map<String, Json>,
) -> Checked {
    for probe in step["probes"].as_array().into_iter().flatten() {
        let model = probe["model"].as_str().unwrap_or_default();
        let table = tables[model].as_str().unwrap_or_default();
        let columns = &schema
            .get(table)
            .ok_or_else(|| format!("no table {table}"))?["columns"];
        let row = probe["row"].as_object().ok_or("a probe without a row")?;
        let values = row.iter().map(|(name, value)| {
            to_insert(value, columns[name]["type"].as_str().unwrap_or_default())
        });
        let expected = probe["expect"].as_str().unwrap_or_default();
        // A value that is none of the type does not even come to the database.
        let found = match values.collect::<Checked<Vec<_>>>() {
            Err(_) => "type",
            Ok(values) => {
                let transaction = db.begin().map_err(|error| error.to_string())?;
                let names = row.keys().cloned();
                let tried = migrations::insert_rows(&transaction, table, names, vec![values]);
                outcome(tried.as_ref().err())
            }
        };
        if found != expected && !(expected == "type" && found != "ok") {
            return Err(format!("probe {probe}: {found}"));
        }
    }
    Ok(())
}

fn outcome(error: Option<&Error>) -> &'static str {
    match error.map(Error::kind) {
        None => "ok",
        Some(ErrorKind::UniqueViolation) => "unique",
        Some(ErrorKind::CheckViolation) => "check",
        Some(ErrorKind::ForeignKeyViolation) => "foreign_key",
        Some(ErrorKind::NotNullViolation) => "not_null",
        Some(_) => "type",
    }
}
