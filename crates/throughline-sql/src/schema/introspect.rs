//! What a database says of its own tables, and rows whose columns are known at run time only.

use throughline_core::ColumnType;

use super::{SchemaRules, SchemaStatement};

/// Queries about the tables that are there, and how their answers are read. Each takes the name of
/// a table, but the first.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Introspection {
    /// The tables and what is like one: name, the statement that made it, its kind (`table`, or
    /// what it is instead, for people; `shadow` for what belongs to a virtual table), and whether its rows are kept in the order
    /// of the primary key.
    pub tables: &'static str,
    /// The columns of a table: name, type, whether it takes null, default, its position in the
    /// primary key, from 1, or 0, and whether its value is computed.
    pub columns: &'static str,
    /// The indexes of a table, one row a column: name, whether it is unique, whether it is the
    /// primary key's, whether it leaves out rows, and the column, or null for an expression.
    pub indexes: &'static str,
    /// The foreign keys of a table, one row a column: the number of the key, column, target, its
    /// column, and the action.
    pub foreign_keys: &'static str,
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
    columns: "SELECT name, type, \"notnull\" = 0, dflt_value, pk, hidden > 1 \
              FROM pragma_table_xinfo(?1) WHERE hidden <> 1 ORDER BY cid",
    indexes: "SELECT i.name, i.\"unique\", i.origin = 'pk', i.partial, c.name \
              FROM pragma_index_list(?1) AS i, pragma_index_info(i.name) AS c \
              ORDER BY i.name, c.seqno",
    foreign_keys: "SELECT id, \"from\", \"table\", \"to\", on_delete \
                   FROM pragma_foreign_key_list(?1) ORDER BY id, seq",
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

/// MariaDB's. It tells the statement that made a table one table at a time, so what is read of one,
/// the numbering and the checks, is put together. Names are compared as bytes: its own tables take
/// `Student` and `student` for one name. The types are ours, and those of its documentation.
pub(super) const MARIADB: Introspection = Introspection {
    tables: "SELECT t.table_name, CONCAT('CREATE TABLE (', COALESCE((SELECT GROUP_CONCAT( \
             IF(c.level = 'Column', CONCAT('`', c.constraint_name, '` CHECK (', c.check_clause, ')'), \
             CONCAT('CONSTRAINT `', REPLACE(c.constraint_name, '`', '``'), '` CHECK (', c.check_clause, ')')) \
             ORDER BY c.constraint_name SEPARATOR ', ') FROM information_schema.check_constraints AS c \
             WHERE c.constraint_schema = t.table_schema AND BINARY c.table_name = BINARY t.table_name), ''), ')', \
             IF(t.auto_increment IS NULL, '', ' AUTO_INCREMENT')), \
             IF(t.table_type = 'BASE TABLE', 'table', LOWER(t.table_type)), 0 \
             FROM information_schema.tables AS t WHERE t.table_schema = DATABASE() ORDER BY t.table_name",
    columns: "SELECT c.column_name, c.column_type, c.is_nullable = 'YES', NULLIF(c.column_default, 'NULL'), \
              COALESCE((SELECT CAST(s.seq_in_index AS SIGNED) FROM information_schema.statistics AS s \
              WHERE s.table_schema = c.table_schema AND BINARY s.table_name = BINARY c.table_name \
              AND s.index_name = 'PRIMARY' AND BINARY s.column_name = BINARY c.column_name), 0), \
              c.is_generated = 'ALWAYS' FROM information_schema.columns AS c \
              WHERE c.table_schema = DATABASE() AND BINARY c.table_name = ? ORDER BY c.ordinal_position",
    indexes: "SELECT index_name, non_unique = 0, index_name = 'PRIMARY', 0, column_name \
              FROM information_schema.statistics \
              WHERE table_schema = DATABASE() AND BINARY table_name = ? ORDER BY index_name, seq_in_index",
    foreign_keys: "SELECT CAST(DENSE_RANK() OVER (ORDER BY k.constraint_name) AS SIGNED), k.column_name, \
                   k.referenced_table_name, k.referenced_column_name, r.delete_rule \
                   FROM information_schema.key_column_usage AS k \
                   JOIN information_schema.referential_constraints AS r \
                   ON r.constraint_schema = k.constraint_schema AND r.constraint_name = k.constraint_name \
                   AND r.table_name = k.table_name \
                   WHERE k.table_schema = DATABASE() AND BINARY k.table_name = ? \
                   AND k.referenced_table_name IS NOT NULL ORDER BY 1, k.ordinal_position",
    identity_word: "AUTO_INCREMENT",
    row_id_type: None,
    types: &[
        ("tinyint(1)", ColumnType::Bool),
        ("tinyint", ColumnType::SmallInt),
        ("smallint", ColumnType::SmallInt),
        ("mediumint", ColumnType::Int),
        ("int", ColumnType::Int),
        ("bigint", ColumnType::BigInt),
        ("year", ColumnType::SmallInt),
        ("double", ColumnType::Float),
        ("float", ColumnType::Float),
        ("decimal", ColumnType::Decimal),
        ("char", ColumnType::Text),
        ("varchar", ColumnType::Text),
        ("tinytext", ColumnType::Text),
        ("text", ColumnType::Text),
        ("mediumtext", ColumnType::Text),
        ("longtext", ColumnType::Text),
        ("binary", ColumnType::Bytes),
        ("varbinary", ColumnType::Bytes),
        ("tinyblob", ColumnType::Bytes),
        ("blob", ColumnType::Bytes),
        ("mediumblob", ColumnType::Bytes),
        ("longblob", ColumnType::Bytes),
        ("date", ColumnType::Date),
        ("time", ColumnType::Time),
        ("datetime", ColumnType::Timestamp),
        ("timestamp", ColumnType::Timestamp),
        ("uuid", ColumnType::Uuid),
    ],
    hexadecimal_uuid: Some("char(32)"),
    integers_are_one: false,
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
