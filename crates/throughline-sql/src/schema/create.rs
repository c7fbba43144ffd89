//! New tables and indexes, and what only needs a name to go.

use throughline_core::{ColumnType, OnDelete};

use super::check::check_constraint;
use super::literal::literal;
use super::{Column, Index, References, SchemaRules, SchemaStatement, Table, Work};

/// `CREATE TABLE`, then one `CREATE INDEX` for each of its indexes.
#[must_use]
pub fn create_table(rules: &SchemaRules, table: &Table) -> Vec<SchemaStatement> {
    let mut statements = vec![create_table_only(rules, table, &table.name, "CREATE TABLE")];
    statements.extend(
        table
            .indexes
            .iter()
            .map(|index| create_index(rules, table, index).doing(Work::Free)),
    );
    statements
}

/// The table without its indexes, under that name. One line for each column and constraint.
pub(super) fn create_table_only(
    rules: &SchemaRules,
    table: &Table,
    name: &str,
    words: &str,
) -> SchemaStatement {
    let numbered = |name: &String| table.column(name).is_some_and(|column| column.identity);
    let mut lines: Vec<_> = table
        .columns
        .iter()
        .map(|column| column_definition(rules, table, column))
        .collect();
    // A key that the database numbers says so at its column.
    if !table.primary_key.is_empty() && !table.primary_key.iter().any(numbered) {
        lines.push(format!(
            "PRIMARY KEY ({})",
            rules.quoted_list(&table.primary_key)
        ));
    }
    for column in &table.columns {
        if let Some(references) = &column.references {
            lines.push(foreign_key(rules, column, references));
        }
    }
    lines.extend(
        table
            .checks
            .iter()
            .map(|check| check_constraint(rules, check)),
    );
    let clustered = if table.clustered {
        rules.clustered_suffix
    } else {
        ""
    };
    SchemaStatement::plain(format!(
        "{words} {} (\n  {}\n){}{clustered}",
        rules.quoted(name),
        lines.join(",\n  "),
        rules.table_suffix,
    ))
    .doing(Work::Free)
}

/// A column's name, type and everything else but its foreign key.
pub(super) fn column_definition(rules: &SchemaRules, table: &Table, column: &Column) -> String {
    let name = rules.quoted(&column.name);
    if column.identity {
        let spelling = match column.column_type {
            ColumnType::BigInt => rules.identity.big_int,
            _ => rules.identity.int,
        };
        return format!("{name} {spelling}");
    }
    let mut text = format!("{name} {}", rules.type_name(column, table.is_key(column)));
    // Also for a primary key: SQLite lets a key that is no integer be null.
    if !column.nullable {
        text.push_str(" NOT NULL");
    }
    if let Some(value) = &column.default {
        text.push_str(&format!(" DEFAULT {}", literal(rules, value)));
    }
    if let Some(length) = column.max_length.filter(|_| rules.checks_length) {
        text.push_str(&format!(" CHECK (length({name}) <= {length})"));
    }
    if rules.checks_json && column.column_type == ColumnType::Json {
        text.push_str(&format!(" CHECK (json_valid({name}))"));
    }
    text
}

/// The name that PostgreSQL gives to a primary key: that of the table, cut so that the whole has
/// at most 63 bytes (`makeObjectName` in its sources).
pub(super) fn primary_key_name(table: &str) -> String {
    const LONGEST: usize = 63 - "_pkey".len();
    let mut end = table.len().min(LONGEST);
    while !table.is_char_boundary(end) {
        end -= 1;
    }
    format!("{}_pkey", &table[..end])
}

/// A foreign key as a constraint of the table. It is checked at once, not at the commit, so
/// that the error names the statement that broke it.
pub(super) fn foreign_key(rules: &SchemaRules, column: &Column, references: &References) -> String {
    format!(
        "CONSTRAINT {} FOREIGN KEY ({}) {}",
        rules.quoted(&references.constraint),
        rules.quoted(&column.name),
        references_clause(rules, references)
    )
}

/// `REFERENCES … ON DELETE …`.
pub(super) fn references_clause(rules: &SchemaRules, references: &References) -> String {
    let action = match references.on_delete {
        OnDelete::Cascade => "CASCADE",
        OnDelete::Restrict => "RESTRICT",
        OnDelete::SetNull => "SET NULL",
        OnDelete::SetDefault => "SET DEFAULT",
        OnDelete::NoAction => "NO ACTION",
    };
    format!(
        "REFERENCES {} ({}) ON DELETE {action}",
        rules.quoted(&references.table),
        rules.quoted(&references.column),
    )
}

/// `CREATE INDEX` or `CREATE UNIQUE INDEX`.
#[must_use]
pub fn create_index(rules: &SchemaRules, table: &Table, index: &Index) -> SchemaStatement {
    let on = format!(" ON {}", rules.quoted(&table.name));
    let definition = index_with(rules, table, index, &on);
    SchemaStatement::plain(format!("CREATE {definition}")).doing(Work::Index)
}

/// An index as a part of `ALTER TABLE`.
pub(super) fn index_definition(rules: &SchemaRules, table: &Table, index: &Index) -> String {
    index_with(rules, table, index, "")
}

fn index_with(rules: &SchemaRules, table: &Table, index: &Index, on: &str) -> String {
    let columns: Vec<_> = index
        .columns
        .iter()
        .map(|name| index_column(rules, table, index, name))
        .collect();
    format!(
        "{}INDEX {}{on} ({})",
        if index.unique { "UNIQUE " } else { "" },
        rules.quoted(&index.name),
        columns.join(", ")
    )
}

/// A column of an index: cut to a prefix where the engine cannot index text of any length. A
/// unique index takes the whole, which MariaDB does by a hash.
fn index_column(rules: &SchemaRules, table: &Table, index: &Index, name: &str) -> String {
    let quoted = rules.quoted(name);
    let unbounded = table.column(name).is_some_and(|column| {
        !table.is_key(column)
            && column.max_length.is_none()
            && matches!(
                column.column_type,
                ColumnType::Text | ColumnType::Bytes | ColumnType::Json
            )
    });
    match rules.index_prefix {
        Some(prefix) if unbounded && !index.unique => format!("{quoted}({prefix})"),
        _ => quoted,
    }
}

/// `DROP INDEX`.
#[must_use]
pub fn drop_index(rules: &SchemaRules, table: &str, index: &str) -> SchemaStatement {
    drop_index_by(rules, "DROP INDEX", table, index)
}

/// `DROP INDEX IF EXISTS`, for one that may have gone with a column: on PostgreSQL it goes with
/// any of its columns, on MariaDB with the last one.
#[must_use]
pub fn drop_index_if_left(rules: &SchemaRules, table: &str, index: &str) -> SchemaStatement {
    drop_index_by(rules, "DROP INDEX IF EXISTS", table, index)
}

fn drop_index_by(rules: &SchemaRules, words: &str, table: &str, index: &str) -> SchemaStatement {
    let mut sql = format!("{words} {}", rules.quoted(index));
    if rules.drops_index_on_table {
        sql.push_str(&format!(" ON {}", rules.quoted(table)));
    }
    SchemaStatement::plain(sql)
}

/// `DROP TABLE`.
#[must_use]
pub fn drop_table(rules: &SchemaRules, table: &str) -> SchemaStatement {
    SchemaStatement::plain(format!("DROP TABLE {}", rules.quoted(table)))
}
