//! The ledger: the table that says which migrations were applied.

use throughline_core::{ColumnType, Value};

use super::create::create_table_only;
use super::literal::literal;
use super::{
    Column, SchemaRules, SchemaStatement, Table, delete_rows, insert_row, select_in_order,
    select_rows,
};

/// The name of the ledger's table.
pub const LEDGER_TABLE: &str = "throughline_migrations";

/// The name of the table that says how far a migration is which is applied in parts. It is there
/// only as long as there is one.
pub const PROGRESS_TABLE: &str = "throughline_progress";

/// The statements on the ledger.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LedgerStatements {
    /// Gives a row if the table is there.
    pub exists: String,
    /// Makes the table if it is not there.
    pub create: String,
    /// Reads name, checksum and moment of all rows, by name.
    pub select: String,
    /// Adds a row; takes name, checksum and moment.
    pub insert: String,
    /// Removes a row; takes the name.
    pub delete: String,
}

/// The statements on the ledger.
#[must_use]
pub fn ledger(rules: &SchemaRules) -> LedgerStatements {
    let table = ledger_table();
    let columns: Vec<_> = table
        .columns
        .iter()
        .map(|column| column.name.clone())
        .collect();
    LedgerStatements {
        exists: format!("{} = '{LEDGER_TABLE}'", rules.tables),
        create: create_table_only(rules, &table, LEDGER_TABLE, "CREATE TABLE IF NOT EXISTS").sql,
        select: select_in_order(rules, &table, &columns).sql,
        insert: insert_row(rules, LEDGER_TABLE, &columns).sql,
        delete: delete_rows(rules, LEDGER_TABLE, &table.primary_key).sql,
    }
}

/// The statements on the table of a migration that is applied in parts. It has one row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ProgressStatements {
    /// Gives a row if the table is there.
    pub exists: String,
    /// Makes the table if it is not there.
    pub create: String,
    /// Reads name, checksum, whether it is undone, position, rows done, rows in all.
    pub select: String,
    /// Adds a row with these.
    pub insert: String,
    /// Removes all rows.
    pub clear: String,
    /// Drops the table.
    pub drop: String,
}

/// The statements on the table of a migration that is applied in parts.
#[must_use]
pub fn progress(rules: &SchemaRules) -> ProgressStatements {
    let table = progress_table();
    let columns: Vec<_> = table
        .columns
        .iter()
        .map(|column| column.name.clone())
        .collect();
    let name = rules.quoted(PROGRESS_TABLE);
    ProgressStatements {
        exists: format!("{} = '{PROGRESS_TABLE}'", rules.tables),
        create: create_table_only(rules, &table, PROGRESS_TABLE, "CREATE TABLE IF NOT EXISTS").sql,
        select: select_rows(rules, PROGRESS_TABLE, &columns).sql,
        insert: insert_row(rules, PROGRESS_TABLE, &columns).sql,
        clear: format!("DELETE FROM {name}"),
        drop: format!("DROP TABLE {name}"),
    }
}

fn progress_table() -> Table {
    Table {
        columns: vec![
            column("name", ColumnType::Text, Some(255)),
            column("checksum", ColumnType::Text, Some(80)),
            column("undo", ColumnType::Bool, None),
            column("position", ColumnType::Text, None),
            column("done", ColumnType::BigInt, None),
            column("total", ColumnType::BigInt, None),
        ],
        name: PROGRESS_TABLE.to_owned(),
        ..ledger_table()
    }
}

fn column(name: &str, column_type: ColumnType, max_length: Option<u32>) -> Column {
    Column {
        name: name.to_owned(),
        column_type,
        identity: false,
        nullable: false,
        max_length,
        digits: None,
        default: None,
        references: None,
    }
}

/// Adds a row to the ledger for the present moment, without placeholders.
#[must_use]
pub fn ledger_entry(rules: &SchemaRules, name: &str, checksum: &str) -> SchemaStatement {
    let columns: Vec<_> = ledger_table().columns.into_iter().map(|c| c.name).collect();
    let text = |text: &str| literal(rules, &Value::Text(text.to_owned()));
    SchemaStatement::plain(format!(
        "INSERT INTO {} ({}) VALUES ({}, {}, {})",
        rules.quoted(LEDGER_TABLE),
        rules.quoted_list(&columns),
        text(name),
        text(checksum),
        rules.script.now
    ))
}

/// Removes a row from the ledger.
#[must_use]
pub fn ledger_removal(rules: &SchemaRules, name: &str) -> SchemaStatement {
    SchemaStatement {
        parameters: vec![Value::Text(name.to_owned())],
        ..SchemaStatement::plain(ledger(rules).delete)
    }
}

fn ledger_table() -> Table {
    Table {
        name: LEDGER_TABLE.to_owned(),
        columns: vec![
            column("name", ColumnType::Text, Some(255)),
            column("checksum", ColumnType::Text, Some(80)),
            column("applied_at", ColumnType::Timestamp, None),
        ],
        primary_key: vec!["name".to_owned()],
        indexes: Vec::new(),
        checks: Vec::new(),
        clustered: false,
    }
}
