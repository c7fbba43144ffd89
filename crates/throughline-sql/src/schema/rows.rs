//! Rows of tables that are known at run time only: read in order, written by their key, removed.

use super::{SchemaRules, SchemaStatement, Table, insert_row, update_row};

/// A statement about one row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RowStatement {
    /// The text, without a semicolon.
    pub sql: String,
    /// For each placeholder, the position of its value among those of the row.
    pub values: Vec<usize>,
}

/// How an engine empties tables and numbers their rows.
#[derive(Debug, Clone, Copy)]
pub struct RowRules {
    /// Whether one statement empties several tables and starts their numbering anew.
    pub(super) truncates: bool,
    /// Whether a row that may be there is written by `ON CONFLICT` with its key named. The word
    /// that takes any key for the one that is meant is no replacement for it.
    pub(super) on_conflict: bool,
    /// Starts the numbering of an empty table anew, where emptying does not.
    pub(super) restart: Option<fn(&SchemaRules, &str) -> String>,
    /// Lets the numbering go on behind the highest key, where writing a key does not: takes the
    /// table and the column.
    pub(super) catch_up: Option<fn(&SchemaRules, &str, &str) -> String>,
}

/// SQLite's. The numbering follows the keys that are written.
pub(super) const SQLITE: RowRules = RowRules {
    truncates: false,
    on_conflict: true,
    restart: Some(|rules, table| {
        format!(
            "DELETE FROM sqlite_sequence WHERE name = {}",
            (rules.literal)(&table.into())
        )
    }),
    catch_up: None,
};

/// PostgreSQL's.
pub(super) const POSTGRES: RowRules = RowRules {
    truncates: true,
    on_conflict: true,
    restart: None,
    catch_up: Some(|rules, table, column| {
        let (quoted, key) = (rules.quoted(table), rules.quoted(column));
        format!(
            "SELECT setval(pg_get_serial_sequence({}, {}), coalesce(max({key}), 1), \
             max({key}) IS NOT NULL) FROM {quoted}",
            (rules.literal)(&quoted.as_str().into()),
            (rules.literal)(&column.into()),
        )
    }),
};

/// MariaDB's. The numbering follows the keys that are written; starting it anew commits.
pub(super) const MARIADB: RowRules = RowRules {
    truncates: false,
    on_conflict: false,
    restart: Some(|rules, table| format!("ALTER TABLE {} AUTO_INCREMENT = 1", rules.quoted(table))),
    catch_up: None,
};

/// Reads these columns of all rows of a table, in the order of its primary key.
#[must_use]
pub fn select_in_order(rules: &SchemaRules, table: &Table, columns: &[String]) -> SchemaStatement {
    SchemaStatement::plain(format!(
        "SELECT {} FROM {} ORDER BY {}",
        rules.quoted_list(columns),
        rules.quoted(&table.name),
        rules.quoted_list(&table.primary_key)
    ))
}

/// Writes a row with these columns, to be sent in this order: over the one that has its `key`,
/// or as a new one. Of a row that is nothing but its key, one that is there stays.
///
/// The columns of `key` are among `columns`.
#[must_use]
pub fn upsert_row(
    rules: &SchemaRules,
    table: &str,
    columns: &[String],
    key: &[String],
) -> Vec<RowStatement> {
    let is_key = |position: &usize| key.contains(&columns[*position]);
    let (keys, others): (Vec<usize>, Vec<usize>) = (0..columns.len()).partition(is_key);
    if rules.rows.on_conflict {
        return vec![insert_on_conflict(rules, table, columns, key, &others)];
    }
    let insert = insert_if_missing(rules, table, columns, &keys);
    if others.is_empty() {
        return vec![insert];
    }
    vec![update_by_key(rules, table, columns, &keys, &others), insert]
}

fn insert_on_conflict(
    rules: &SchemaRules,
    table: &str,
    columns: &[String],
    key: &[String],
    others: &[usize],
) -> RowStatement {
    let assignments: Vec<_> = others
        .iter()
        .map(|&position| {
            let column = rules.quoted(&columns[position]);
            format!("{column} = excluded.{column}")
        })
        .collect();
    let action = if assignments.is_empty() {
        "NOTHING".to_owned()
    } else {
        format!("UPDATE SET {}", assignments.join(", "))
    };
    let insert = insert_row(rules, table, columns).sql;
    RowStatement {
        sql: format!(
            "{insert} ON CONFLICT ({}) DO {action}",
            rules.quoted_list(key)
        ),
        values: (0..columns.len()).collect(),
    }
}

fn update_by_key(
    rules: &SchemaRules,
    table: &str,
    columns: &[String],
    keys: &[usize],
    others: &[usize],
) -> RowStatement {
    let names = |positions: &[usize]| -> Vec<String> {
        positions.iter().map(|&at| columns[at].clone()).collect()
    };
    RowStatement {
        sql: update_row(rules, table, &names(others), &names(keys)).sql,
        values: others.iter().chain(keys).copied().collect(),
    }
}

fn insert_if_missing(
    rules: &SchemaRules,
    table: &str,
    columns: &[String],
    keys: &[usize],
) -> RowStatement {
    let quoted = rules.quoted(table);
    let keys_of_row = keys.iter().map(|&position| &columns[position]);
    let condition = rules
        .equations(keys_of_row, columns.len() + 1)
        .join(" AND ");
    RowStatement {
        sql: format!(
            "INSERT INTO {quoted} ({}) SELECT {} FROM DUAL WHERE NOT EXISTS \
             (SELECT 1 FROM {quoted} WHERE {condition})",
            rules.quoted_list(columns),
            rules.placeholders(1, columns.len()),
        ),
        values: (0..columns.len()).chain(keys.iter().copied()).collect(),
    }
}

/// Removes all rows of these tables. To be sent with foreign keys off, where they can be switched.
#[must_use]
pub fn empty_tables(rules: &SchemaRules, tables: &[&Table]) -> Vec<SchemaStatement> {
    let names = tables.iter().map(|table| rules.quoted(&table.name));
    let names: Vec<_> = names.collect();
    if names.is_empty() {
        return Vec::new();
    }
    let statements = if rules.rows.truncates {
        vec![format!("TRUNCATE {} RESTART IDENTITY", names.join(", "))]
    } else {
        let names = names.iter();
        names.map(|name| format!("DELETE FROM {name}")).collect()
    };
    statements.into_iter().map(SchemaStatement::plain).collect()
}

/// Starts the numbering of empty tables anew, where emptying them has not. Where a change of a table
/// ends a transaction, so does this.
#[must_use]
pub fn restart_numbering(rules: &SchemaRules, tables: &[&Table]) -> Vec<SchemaStatement> {
    let Some(restart) = rules.rows.restart else {
        return Vec::new();
    };
    let numbered = tables.iter().filter(|table| identity(table).is_some());
    let statements = numbered.map(|table| restart(rules, &table.name));
    statements.map(SchemaStatement::plain).collect()
}

/// Lets the numbering of a table go on behind the highest key, after rows were written with
/// keys of their own. None where it does so by itself.
#[must_use]
pub fn catch_up_numbering(rules: &SchemaRules, table: &Table) -> Option<SchemaStatement> {
    let (catch_up, column) = (rules.rows.catch_up?, identity(table)?);
    Some(SchemaStatement::plain(catch_up(rules, &table.name, column)))
}

/// The column by which the database numbers the rows.
fn identity(table: &Table) -> Option<&str> {
    let column = table.columns.iter().find(|column| column.identity);
    column.map(|column| column.name.as_str())
}
