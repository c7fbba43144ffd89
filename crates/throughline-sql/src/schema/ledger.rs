//! The ledger: the table that says which migrations were applied.

use throughline_core::{ColumnType, Value};

use super::create::create_table_only;
use super::literal::literal;
use super::{Column, SchemaRules, SchemaStatement, Table};

/// The name of the ledger's table.
pub const LEDGER_TABLE: &str = "throughline_migrations";

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
    let columns = rules.quoted_list(&columns);
    let name = rules.quoted(LEDGER_TABLE);
    let values: Vec<_> = (1..=table.columns.len())
        .map(|n| rules.placeholder(n))
        .collect();
    LedgerStatements {
        exists: format!("{} = '{LEDGER_TABLE}'", rules.tables),
        create: create_table_only(rules, &table, LEDGER_TABLE, "CREATE TABLE IF NOT EXISTS").sql,
        select: format!(
            "SELECT {columns} FROM {name} ORDER BY {}",
            rules.quoted("name")
        ),
        insert: format!(
            "INSERT INTO {name} ({columns}) VALUES ({})",
            values.join(", ")
        ),
        delete: format!(
            "DELETE FROM {name} WHERE {} = {}",
            rules.quoted("name"),
            rules.placeholder(1)
        ),
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

fn ledger_table() -> Table {
    let column = |name: &str, column_type, max_length| Column {
        name: name.to_owned(),
        column_type,
        identity: false,
        nullable: false,
        max_length,
        digits: None,
        default: None,
        references: None,
    };
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
