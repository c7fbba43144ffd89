//! The schema of the database, compared with the one that a scenario wants.

use std::collections::BTreeMap;

use serde_json::{Map, Value as Json};
use throughline::migrations::{LiveColumn, LiveTable};

use super::Checked;

/// What a scenario says by backend: `both` united with the part of the backend.
pub(super) fn by_backend(json: &Json, backend: &str) -> Map<String, Json> {
    let mut united = json["both"].as_object().cloned().unwrap_or_default();
    if let Some(own) = json[backend].as_object() {
        united.extend(own.clone());
    }
    united
}

/// The backend whose result is expected of us, where ours is this one.
pub(super) fn expected_backend<'s>(expect: &'s str, backend: &'s str) -> &'s str {
    expect.strip_prefix("apply_as_").unwrap_or(backend)
}

/// Compares the tables that are there with those that are wanted.
pub(super) fn compare(tables: &[LiveTable], wanted: &Map<String, Json>) -> Checked {
    let mut faults = Vec::new();
    let live: BTreeMap<String, &LiveTable> = tables
        .iter()
        .map(|table| (table.name.to_lowercase(), table))
        .collect();
    for name in live.keys() {
        if !wanted.keys().any(|wanted| wanted.to_lowercase() == *name) {
            faults.push(format!("+ table {name}"));
        }
    }
    for (name, wanted) in wanted {
        match live.get(&name.to_lowercase()) {
            None => faults.push(format!("- table {name}")),
            Some(table) => compare_table(name, table, wanted, &mut faults),
        }
    }
    if faults.is_empty() {
        Ok(())
    } else {
        Err(faults.join("\n"))
    }
}

fn compare_table(name: &str, table: &LiveTable, wanted: &Json, faults: &mut Vec<String>) {
    let empty = Map::new();
    let columns = wanted["columns"].as_object().unwrap_or(&empty);
    for column in &table.columns {
        match columns.get(&column.name) {
            None => faults.push(format!("+ column {name}.{}", column.name)),
            Some(wanted) => compare_column(name, table, column, wanted, faults),
        }
    }
    for column in columns.keys() {
        if !table.columns.iter().any(|live| live.name == *column) {
            faults.push(format!("- column {name}.{column}"));
        }
    }
    let mut check = |what: &str, live: Vec<Vec<String>>, wanted: Vec<Vec<String>>| {
        if live != wanted {
            faults.push(format!("{name} {what}: {live:?}, expected {wanted:?}"));
        }
    };
    check(
        "primary key",
        vec![table.primary_key.clone()],
        vec![strings(&wanted["primary_key"])],
    );
    let sorted = |mut columns: Vec<String>| {
        columns.sort();
        columns
    };
    let unique = table.unique_keys().into_iter().map(sorted).collect();
    check("unique", set(unique), set(lists(&wanted["unique"])));
    check(
        "indexes",
        set(table.plain_indexes()),
        set(lists(&wanted["indexes"])),
    );
    let checks = table.checks.iter();
    let checks = checks.filter_map(|check| check.name.clone()).collect();
    check(
        "checks",
        set(vec![sorted(checks)]),
        set(vec![sorted(strings(&wanted["checks"]))]),
    );
    let keys = table.foreign_keys.iter();
    let keys = keys.map(|key| vec![key.column.clone(), key.table.to_lowercase(), key.to.clone()]);
    let wanted_keys = wanted["foreign_keys"].as_array().into_iter().flatten();
    let wanted_keys = wanted_keys.map(|key| {
        let target = key["to_table"].as_str().unwrap_or_default().to_lowercase();
        let mut parts = strings(&key["columns"]);
        parts.push(target);
        parts.extend(strings(&key["to_columns"]));
        parts
    });
    check(
        "foreign keys",
        set(keys.collect()),
        set(wanted_keys.collect()),
    );
}

fn compare_column(
    table_name: &str,
    table: &LiveTable,
    column: &LiveColumn,
    wanted: &Json,
    faults: &mut Vec<String>,
) {
    let name = &column.name;
    let logical = wanted["type"].as_str().unwrap_or_default();
    if !carries(table, column, logical) {
        let found = &column.type_name;
        faults.push(format!(
            "{table_name}.{name} is {found}, expected {logical}"
        ));
    }
    let nullable = column.nullable && !table.primary_key.contains(name);
    if wanted["null"] != nullable {
        faults.push(format!("{table_name}.{name} null: {nullable}"));
    }
    if wanted["auto"].as_bool().unwrap_or(false) != column.identity {
        faults.push(format!("{table_name}.{name} auto: {}", column.identity));
    }
    let default = column.default.as_deref();
    if !same_default(default, &wanted["default"], logical) {
        let wanted = &wanted["default"];
        faults.push(format!(
            "{table_name}.{name} default: {default:?}, expected {wanted}"
        ));
    }
}

/// The words for each logical type that is not its own word, on all engines.
const WORDS: &[(&str, &[&str])] = &[
    ("int", INTEGERS),
    ("bigint", INTEGERS),
    ("smallint", INTEGERS),
    ("bool", &["bool", "boolean", "tinyint(1)"]),
    (
        "timestamp",
        &["datetime", "datetime(6)", "timestamp with time zone"],
    ),
    ("time", &["time", "time(6)"]),
    ("double", &["real", "double", "double precision"]),
    ("uuid", &["char(36)", "uuid"]),
    ("bytes", &["blob", "longblob", "bytea"]),
    ("json", &["text", "longtext", "jsonb"]),
    ("text", TEXTS),
];

const INTEGERS: &[&str] = &[
    "integer",
    "bigint",
    "smallint",
    "int(11)",
    "bigint(20)",
    "smallint(6)",
];

const TEXTS: &[&str] = &["text", "longtext"];

/// Whether the declared type can carry that logical type.
fn carries(table: &LiveTable, column: &LiveColumn, logical: &str) -> bool {
    let declared = column.type_name.to_lowercase();
    if logical.starts_with("decimal") {
        return declared.starts_with("decimal") || declared.starts_with("numeric");
    }
    let valid = format!("json_valid({})", column.name);
    let plain = |condition: &str| condition.replace(['"', '`'], "");
    let mut checks = table.checks.iter();
    let document = checks.any(|check| plain(&check.condition).contains(&valid));
    if TEXTS.contains(&declared.as_str()) && document != (logical == "json") {
        return false;
    }
    let words = WORDS.iter().find(|(known, _)| *known == logical);
    words.map_or(declared == logical, |(_, words)| {
        words.contains(&declared.as_str())
    })
}

fn same_default(live: Option<&str>, wanted: &Json, logical: &str) -> bool {
    let Some(live) = live else {
        return wanted.is_null();
    };
    let plain = live.trim_matches('\'').replace("''", "'");
    match wanted {
        Json::Null => false,
        Json::Bool(value) => {
            plain.eq_ignore_ascii_case(&value.to_string()) || plain == u8::from(*value).to_string()
        }
        Json::String(text) if logical.starts_with("decimal") => {
            plain.parse::<f64>().ok() == text.parse::<f64>().ok()
        }
        Json::String(text) if logical == "timestamp" => {
            plain.replace(' ', "T") == text.trim_end_matches('Z')
        }
        Json::String(text) => plain == *text,
        Json::Number(number) => plain.parse::<f64>().ok() == number.as_f64(),
        other => serde_json::from_str::<Json>(&plain).is_ok_and(|live| live == *other),
    }
}

/// A set of lists, sorted. Two indexes of the same columns are one.
fn set(mut lists: Vec<Vec<String>>) -> Vec<Vec<String>> {
    lists.sort();
    lists.dedup();
    lists
}

fn lists(json: &Json) -> Vec<Vec<String>> {
    json.as_array().into_iter().flatten().map(strings).collect()
}

fn strings(json: &Json) -> Vec<String> {
    let items = json.as_array().into_iter().flatten();
    items.filter_map(Json::as_str).map(str::to_owned).collect()
}
