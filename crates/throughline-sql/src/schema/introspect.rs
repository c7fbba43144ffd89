//! What a database says of its own tables, and rows whose columns are known at run time only.

mod mariadb;
mod postgres;

use throughline_core::ColumnType;

use super::{SchemaRules, SchemaStatement};

pub(super) use mariadb::MARIADB;
pub(super) use postgres::POSTGRES;

/// Queries about the tables that are there, and how their answers are read. Each takes the name of
/// a table, but the first.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Introspection {
    /// The tables and what is like one: name, the statement that made it, or one that says as much
    /// of numbering and, but for `made_by`, of checks, its kind (`table`, or
    /// what it is instead, for people; `shadow` for what belongs to a virtual table), and whether its rows are kept in the order
    /// of the primary key.
    pub tables: &'static str,
    /// What asks for the statement that made a table, up to its name, where that is asked for one table at
    /// a time. The statement is in the second column.
    pub made_by: Option<&'static str>,
    /// The columns of a table: name, type, whether it takes null, default, its position in the
    /// primary key, from 1, or 0, and whether its value is computed.
    pub columns: &'static str,
    /// The indexes of a table, one row a column: name, whether it is unique, whether it is the
    /// primary key's, whether it leaves out rows, and the column, or null for an expression.
    pub indexes: &'static str,
    /// The foreign keys of a table, one row a column: the number of the key, column, target, its
    /// column, and the action.
    pub foreign_keys: &'static str,
    /// All foreign keys of the schema, and those that point into it, one row a column: the number
    /// of the key, then schema, table and column, then those that it points to. Only where rows
    /// that point to nothing have to be looked for key by key.
    pub unchecked_foreign_keys: Option<&'static str>,
    /// The word in the statement that made a table by which the database numbers its rows, in
    /// capital letters.
    pub identity_word: &'static str,
    /// The type with which a single primary key numbers the rows even where nothing says so.
    pub row_id_type: Option<&'static str>,
    /// The engine's words for types in lower case, those of other tools included. A word with a
    /// length stands for itself; one without stands for any length.
    pub types: &'static [(&'static str, ColumnType)],
    /// The type in which other tools keep UUIDs without hyphens, where the engine has none for
    /// them.
    pub hexadecimal_uuid: Option<&'static str>,
    /// Whether integers of all widths are kept alike, so that a declared width means nothing.
    pub integers_are_one: bool,
}

/// SQLite's. The types are ours, Django's, and those that its documentation lists.
pub(super) const SQLITE: Introspection = Introspection {
    tables: "SELECT s.name, s.sql, \
             CASE t.type WHEN 'virtual' THEN 'virtual table' ELSE t.type END, t.wr FROM sqlite_schema AS s \
             JOIN pragma_table_list AS t ON t.schema = 'main' AND t.name = s.name \
             WHERE s.type IN ('table', 'view') \
             AND s.name NOT LIKE 'sqlite\\_%' ESCAPE '\\' ORDER BY s.name",
    made_by: None,
    columns: "SELECT name, type, \"notnull\" = 0, dflt_value, pk, hidden > 1 \
              FROM pragma_table_xinfo(?1) WHERE hidden <> 1 ORDER BY cid",
    indexes: "SELECT i.name, i.\"unique\", i.origin = 'pk', i.partial, c.name \
              FROM pragma_index_list(?1) AS i, pragma_index_info(i.name) AS c \
              ORDER BY i.name, c.seqno",
    foreign_keys: "SELECT id, \"from\", \"table\", \"to\", on_delete \
                   FROM pragma_foreign_key_list(?1) ORDER BY id, seq",
    unchecked_foreign_keys: None,
    identity_word: "AUTOINCREMENT",
    row_id_type: Some("integer"),
    types: &[
        ("char(32)", ColumnType::Uuid),
        ("char(36)", ColumnType::Uuid),
        ("uuid", ColumnType::Uuid),
        ("smallint", ColumnType::SmallInt),
        ("smallint unsigned", ColumnType::SmallInt),
        ("int2", ColumnType::SmallInt),
        ("tinyint", ColumnType::SmallInt),
        ("int", ColumnType::Int),
        ("integer", ColumnType::Int),
        ("integer unsigned", ColumnType::Int),
        ("mediumint", ColumnType::Int),
        ("bigint", ColumnType::BigInt),
        ("bigint unsigned", ColumnType::BigInt),
        ("int8", ColumnType::BigInt),
        ("real", ColumnType::Float),
        ("float", ColumnType::Float),
        ("double", ColumnType::Float),
        ("double precision", ColumnType::Float),
        ("decimal", ColumnType::Decimal),
        ("numeric", ColumnType::Decimal),
        ("bool", ColumnType::Bool),
        ("boolean", ColumnType::Bool),
        ("text", ColumnType::Text),
        ("clob", ColumnType::Text),
        ("char", ColumnType::Text),
        ("character", ColumnType::Text),
        ("varchar", ColumnType::Text),
        ("nchar", ColumnType::Text),
        ("nvarchar", ColumnType::Text),
        ("varying character", ColumnType::Text),
        ("native character", ColumnType::Text),
        ("json", ColumnType::Json),
        ("blob", ColumnType::Bytes),
        ("date", ColumnType::Date),
        ("time", ColumnType::Time),
        ("datetime", ColumnType::Timestamp),
        ("timestamp", ColumnType::Timestamp),
    ],
    hexadecimal_uuid: Some("char(32)"),
    integers_are_one: true,
};

/// Asks for the statement that made a table, where the list of tables does not have it.
#[must_use]
pub fn made_by(rules: &SchemaRules, table: &str) -> Option<SchemaStatement> {
    let words = rules.introspection?.made_by?;
    Some(SchemaStatement::plain(format!(
        "{words} {}",
        rules.quoted(table)
    )))
}

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
    SchemaStatement::plain(format!(
        "INSERT INTO {} ({}) VALUES ({})",
        rules.quoted(table),
        rules.quoted_list(columns),
        rules.placeholders(1, columns.len())
    ))
}
