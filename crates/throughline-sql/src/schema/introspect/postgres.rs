//! How PostgreSQL describes its tables.

use throughline_core::ColumnType;

use super::Introspection;

/// PostgreSQL's answers, of the schema that tables are made in. It tells types by its longest
/// words, and casts defaults to their types: both are shortened to the words that a table is made
/// with.
pub(in super::super) const POSTGRES: Introspection = Introspection {
    tables: TABLES,
    columns: COLUMNS,
    indexes: INDEXES,
    foreign_keys: FOREIGN_KEYS,
    row_id_type: None,
    types: &[
        ("smallint", ColumnType::SmallInt),
        ("integer", ColumnType::Int),
        ("bigint", ColumnType::BigInt),
        ("real", ColumnType::Float),
        ("double precision", ColumnType::Float),
        ("numeric", ColumnType::Decimal),
        ("boolean", ColumnType::Bool),
        ("text", ColumnType::Text),
        ("character", ColumnType::Text),
        ("varchar", ColumnType::Text),
        ("name", ColumnType::Text),
        ("citext", ColumnType::Text),
        ("json", ColumnType::Json),
        ("jsonb", ColumnType::Json),
        ("bytea", ColumnType::Bytes),
        ("date", ColumnType::Date),
        ("time", ColumnType::Time),
        ("timestamp", ColumnType::DateTime),
        ("timestamp with time zone", ColumnType::Timestamp),
        ("uuid", ColumnType::Uuid),
    ],
    hexadecimal_uuid: None,
    integers_are_one: false,
};

/// There is no statement that made a table: one with its checks alone stands for it.
const TABLES: &str = "\
    SELECT c.relname, 'CREATE TABLE ' || quote_ident(c.relname) || ' (' || coalesce((\
      SELECT string_agg('CONSTRAINT ' || quote_ident(k.conname) || ' ' || \
        pg_get_constraintdef(k.oid), ', ' ORDER BY k.conname) \
      FROM pg_constraint AS k WHERE k.conrelid = c.oid AND k.contype = 'c'), '') || ')', \
    CASE c.relkind WHEN 'r' THEN 'table' WHEN 'p' THEN 'partitioned table' \
      WHEN 'v' THEN 'view' WHEN 'm' THEN 'materialized view' ELSE 'foreign table' END, 0 \
    FROM pg_class AS c JOIN pg_namespace AS n ON n.oid = c.relnamespace \
    WHERE n.nspname = current_schema() AND c.relkind IN ('r', 'p', 'v', 'm', 'f') \
    ORDER BY c.relname";

const COLUMNS: &str = "\
    SELECT a.attname, replace(replace(format_type(a.atttypid, a.atttypmod), \
      'character varying', 'varchar'), ' without time zone', ''), \
    CASE WHEN a.attnotnull THEN 0 ELSE 1 END, \
    regexp_replace(regexp_replace(pg_get_expr(d.adbin, d.adrelid), \
      '^''\\\\x([0-9a-f]*)''::bytea$', 'X''\\1'''), \
      '^(''.*''|-?[0-9.]+|\\(-[0-9.]+\\))::[a-z ]+(\\([0-9,]+\\))?( with(out)? time zone)?$', '\\1'), \
    coalesce(array_position(CAST(k.conkey AS integer[]), CAST(a.attnum AS integer)), 0), \
    CASE WHEN a.attgenerated = '' THEN 0 ELSE 1 END, \
    CASE WHEN a.attidentity = '' THEN 0 ELSE 1 END \
    FROM pg_class AS c JOIN pg_namespace AS n ON n.oid = c.relnamespace \
    JOIN pg_attribute AS a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped \
    LEFT JOIN pg_attrdef AS d ON d.adrelid = c.oid AND d.adnum = a.attnum \
    LEFT JOIN pg_constraint AS k ON k.conrelid = c.oid AND k.contype = 'p' \
    WHERE n.nspname = current_schema() AND c.relname = $1 ORDER BY a.attnum";

const INDEXES: &str = "\
    SELECT i.relname, CASE WHEN x.indisunique THEN 1 ELSE 0 END, \
    CASE WHEN x.indisprimary THEN 1 ELSE 0 END, \
    CASE WHEN x.indpred IS NULL THEN 0 ELSE 1 END, a.attname \
    FROM pg_class AS c JOIN pg_namespace AS n ON n.oid = c.relnamespace \
    JOIN pg_index AS x ON x.indrelid = c.oid JOIN pg_class AS i ON i.oid = x.indexrelid \
    CROSS JOIN LATERAL unnest(CAST(x.indkey AS integer[])) \
      WITH ORDINALITY AS p(attnum, position) \
    LEFT JOIN pg_attribute AS a ON a.attrelid = c.oid AND a.attnum = p.attnum \
    WHERE n.nspname = current_schema() AND c.relname = $1 AND p.position <= x.indnkeyatts \
    ORDER BY i.relname, p.position";

const FOREIGN_KEYS: &str = "\
    SELECT k.oid, a.attname, t.relname, b.attname, CASE k.confdeltype \
      WHEN 'c' THEN 'CASCADE' WHEN 'r' THEN 'RESTRICT' WHEN 'n' THEN 'SET NULL' \
      WHEN 'd' THEN 'SET DEFAULT' ELSE 'NO ACTION' END \
    FROM pg_class AS c JOIN pg_namespace AS n ON n.oid = c.relnamespace \
    JOIN pg_constraint AS k ON k.conrelid = c.oid AND k.contype = 'f' \
    JOIN pg_class AS t ON t.oid = k.confrelid \
    CROSS JOIN LATERAL unnest(k.conkey, k.confkey) WITH ORDINALITY AS p(near, far, position) \
    JOIN pg_attribute AS a ON a.attrelid = c.oid AND a.attnum = p.near \
    JOIN pg_attribute AS b ON b.attrelid = t.oid AND b.attnum = p.far \
    WHERE n.nspname = current_schema() AND c.relname = $1 ORDER BY k.oid, p.position";
