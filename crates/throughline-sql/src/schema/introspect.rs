//! What a database says of its own tables, and rows whose columns are known at run time only.

use super::{SchemaRules, SchemaStatement};

/// Queries about the tables that are there. Each takes the name of a table, but the first.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Introspection {
    /// The tables: name, and the statement that made it.
    pub tables: &'static str,
    /// The columns of a table: name, type, whether it takes null, default, and its position in
    /// the primary key, from 1, or 0.
    pub columns: &'static str,
    /// The indexes of a table, one row a column: name, whether it is unique, whether it is the
    /// primary key's, and the column.
    pub indexes: &'static str,
    /// The foreign keys of a table, one row a column: column, target, its column, and the
    /// action.
    pub foreign_keys: &'static str,
}

/// SQLite's.
pub(super) const SQLITE: Introspection = Introspection {
    tables: "SELECT name, sql FROM sqlite_schema WHERE type = 'table' \
             AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\' ORDER BY name",
    columns: "SELECT name, type, \"notnull\" = 0, dflt_value, pk FROM pragma_table_xinfo(?1) \
              WHERE hidden = 0 ORDER BY cid",
    indexes: "SELECT i.name, i.\"unique\", i.origin = 'pk', c.name \
              FROM pragma_index_list(?1) AS i, pragma_index_info(i.name) AS c \
              ORDER BY i.name, c.seqno",
    foreign_keys: "SELECT \"from\", \"table\", \"to\", on_delete \
                   FROM pragma_foreign_key_list(?1) ORDER BY id, seq",
};

/// Reads these columns of all rows, in their order.
#[must_use]
pub fn select_rows(rules: &SchemaRules, table: &str, columns: &[String]) -> SchemaStatement {
    SchemaStatement::plain(format!(
        "SELECT {} FROM {}",
        rules.quoted_list(columns),
        rules.quoted(table)
    ))
}

/// Inserts a row with these columns, whose values are its parameters.
#[must_use]
pub fn insert_row(rules: &SchemaRules, table: &str, columns: &[String]) -> SchemaStatement {
    let values: Vec<_> = (1..=columns.len()).map(|n| rules.placeholder(n)).collect();
    SchemaStatement::plain(format!(
        "INSERT INTO {} ({}) VALUES ({})",
        rules.quoted(table),
        rules.quoted_list(columns),
        values.join(", ")
    ))
}
