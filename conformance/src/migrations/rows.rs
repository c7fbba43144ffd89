//! The rows of the database: inserted as a scenario says, and compared with those that it expects.

use std::cmp::Ordering;

use serde_json::{Map, Value as Json};
use throughline::blocking::Db;
use throughline::migrations::{self, LiveTable};

use super::Checked;
use super::values::{to_insert, to_json};

/// Inserts the rows of a step into tables of that schema.
pub(super) fn insert(db: &Db, insert: &Json, schema: &Map<String, Json>, backend: &str) -> Checked {
    for part in insert.as_array().into_iter().flatten() {
        let table = match &part["table"] {
            Json::String(table) => table.as_str(),
            by_backend => by_backend[backend].as_str().unwrap_or_default(),
        };
        let columns = &schema
            .get(table)
            .ok_or_else(|| format!("no table {table}"))?["columns"];
        for row in part["rows"].as_array().into_iter().flatten() {
            let row = row.as_object().ok_or("a row that is none")?;
            let values = row.iter().map(|(name, value)| {
                to_insert(value, columns[name]["type"].as_str().unwrap_or_default())
            });
            let values = values.collect::<Checked<Vec<_>>>()?;
            let inserted = migrations::insert_rows(db, table, row.keys().cloned(), vec![values]);
            inserted.map_err(|error| format!("cannot insert into {table}: {error}"))?;
        }
    }
    Ok(())
}

/// Everything that is in the database, as text: to see that nothing has changed.
pub(super) fn everything(db: &Db) -> Checked<String> {
    let mut text = String::new();
    for table in tables(db)? {
        let columns = table.columns.iter().map(|column| column.name.clone());
        let rows = migrations::rows(db, table.name.clone(), columns);
        let rows = rows.map_err(|error| error.to_string())?;
        text.push_str(&format!("{}\n", table.sql));
        for row in rows {
            let values: Vec<_> = row
                .iter()
                .map(|value| to_json(value, "").to_string())
                .collect();
            text.push_str(&format!("{}\n", values.join(" ")));
        }
    }
    Ok(text)
}

/// The tables that are there.
pub(super) fn tables(db: &Db) -> Checked<Vec<LiveTable>> {
    migrations::tables(db).map_err(|error| error.to_string())
}

/// Compares all rows with those that are expected, in tables of that schema.
pub(super) fn compare(db: &Db, rows: &Map<String, Json>, schema: &Map<String, Json>) -> Checked {
    let mut faults = Vec::new();
    for (table, expected) in rows {
        let Some(definition) = schema.get(table) else {
            faults.push(format!("rows of {table}, which is no table"));
            continue;
        };
        let names: Vec<_> = expected["columns"]
            .as_array()
            .into_iter()
            .flatten()
            .collect();
        let names: Vec<String> = names
            .iter()
            .filter_map(|name| name.as_str())
            .map(str::to_owned)
            .collect();
        let types: Vec<_> = names
            .iter()
            .map(|name| {
                definition["columns"][name]["type"]
                    .as_str()
                    .unwrap_or_default()
            })
            .collect();
        let live = migrations::rows(db, table.clone(), names.clone())
            .map_err(|error| error.to_string())?;
        let mut live: Vec<Vec<Json>> = live
            .iter()
            .map(|row| {
                row.iter()
                    .zip(&types)
                    .map(|(value, logical)| to_json(value, logical))
                    .collect()
            })
            .collect();
        let wanted = expected["rows"].as_array().into_iter().flatten();
        let mut wanted: Vec<Vec<Json>> = wanted.filter_map(|row| row.as_array().cloned()).collect();
        live.sort_by(|a, b| order(a, b));
        wanted.sort_by(|a, b| order(a, b));
        if !same_rows(&live, &wanted) {
            faults.push(format!(
                "rows of {table} {names:?}\n{}",
                difference(&live, &wanted)
            ));
        }
    }
    if faults.is_empty() {
        Ok(())
    } else {
        Err(faults.join("\n"))
    }
}

fn same_rows(live: &[Vec<Json>], wanted: &[Vec<Json>]) -> bool {
    live.len() == wanted.len()
        && live
            .iter()
            .zip(wanted)
            .all(|(a, b)| a.len() == b.len() && a.iter().zip(b).all(|(a, b)| same(a, b)))
}

fn same(a: &Json, b: &Json) -> bool {
    match (a, b) {
        (Json::Number(a), Json::Number(b)) => {
            a == b || a.as_f64() == b.as_f64() && (a.is_f64() || b.is_f64())
        }
        _ => a == b,
    }
}

fn order(a: &[Json], b: &[Json]) -> Ordering {
    let key = |row: &[Json]| row.iter().map(Json::to_string).collect::<Vec<_>>();
    key(a).cmp(&key(b))
}

fn difference(live: &[Vec<Json>], wanted: &[Vec<Json>]) -> String {
    let line = |sign: &str, row: &Vec<Json>| format!("{sign} {}", Json::from(row.clone()));
    let missing = wanted
        .iter()
        .filter(|row| !live.contains(row))
        .map(|row| line("-", row));
    let extra = live
        .iter()
        .filter(|row| !wanted.contains(row))
        .map(|row| line("+", row));
    missing.chain(extra).take(12).collect::<Vec<_>>().join("\n")
}
