//! What MariaDB says of its own tables.

use throughline_core::ColumnType;

use super::Introspection;

/// MariaDB's. It tells the statement that made a table one table at a time; whether it numbers its rows is
/// asked of all at once. Its table of checks has no letters of four bytes in UTF-8. Names are compared as
/// bytes: its own tables take `Student` and `student` for one name. The types are ours, and those of its
/// documentation.
pub(in crate::schema) const MARIADB: Introspection = Introspection {
    tables: "SELECT t.table_name, IF(t.auto_increment IS NULL, '', 'AUTO_INCREMENT'), \
             IF(t.table_type = 'BASE TABLE', 'table', LOWER(t.table_type)), 0 \
             FROM information_schema.tables AS t WHERE t.table_schema = DATABASE() ORDER BY t.table_name",
    made_by: Some("SHOW CREATE TABLE"),
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
    unchecked_foreign_keys: Some(
        "SELECT CAST(DENSE_RANK() OVER (ORDER BY table_schema, table_name, constraint_name) AS SIGNED), \
         table_schema, table_name, column_name, \
         referenced_table_schema, referenced_table_name, referenced_column_name \
         FROM information_schema.key_column_usage \
         WHERE referenced_table_name IS NOT NULL \
         AND (table_schema = DATABASE() OR referenced_table_schema = DATABASE()) \
         ORDER BY 1, ordinal_position",
    ),
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
