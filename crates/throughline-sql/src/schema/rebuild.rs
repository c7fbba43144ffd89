//! A table made anew, for changes that the engine cannot make in place.
//!
//! SQLite's procedure: new table, copy, drop, rename. The caller switches foreign keys off
//! before the transaction (dropping the old table would delete the rows that point to it), and
//! looks for rows that point nowhere before the commit.
//!
//! Two things that the usual procedure loses are kept. Indexes and triggers that no migration
//! knows are read before and made again; and the numbering goes on where it was, so that the
//! key of a deleted row is not given out again.

use throughline_core::Value;

use super::create::create_table_only;
use super::{SchemaRules, SchemaStatement, Table, drop_table, rename_table};

/// A table before and after a rebuild.
#[derive(Debug, Clone, PartialEq)]
pub struct Rebuild {
    /// The table as it is.
    pub before: Table,
    /// The table as it is to be. Columns that both have keep their values.
    pub after: Table,
    /// What existing rows get in new columns, by name. A new column that is not listed gets
    /// its default.
    pub fills: Vec<(String, Value)>,
}

/// The statements of a rebuild.
#[derive(Debug, Clone, PartialEq)]
pub struct RebuildStatements {
    /// A query for the names of the columns that the table really has, one a row.
    pub columns: SchemaStatement,
    /// A query for the statements that made the table's indexes and triggers, one a row. They
    /// are to be run again at the end.
    pub attached: SchemaStatement,
    /// To be run in this order.
    pub statements: Vec<SchemaStatement>,
    /// To be run at the end, whether or not the others succeeded.
    pub cleanup: SchemaStatement,
}

/// The statements that rebuild a SQLite table.
#[must_use]
pub fn rebuild(rules: &SchemaRules, rebuild: &Rebuild) -> RebuildStatements {
    let name = &rebuild.after.name;
    let new = format!("throughline_new_{name}");
    let mut statements = vec![
        create_table_only(rules, &rebuild.after, &new, "CREATE TABLE"),
        copy(rules, rebuild, &new),
    ];
    if rebuild.after.columns.iter().any(|column| column.identity) {
        statements.extend(keep_numbering(name, &new));
    }
    // Without this, the renaming reads all views and triggers, and fails on those that name the
    // table, which is not there at that moment.
    statements.push(SchemaStatement::plain("PRAGMA legacy_alter_table = 1"));
    statements.push(drop_table(rules, name));
    statements.push(rename_table(rules, &new, name));
    RebuildStatements {
        columns: SchemaStatement {
            sql: "SELECT name FROM pragma_table_xinfo(?1)".to_owned(),
            parameters: vec![Value::Text(name.clone())],
        },
        attached: SchemaStatement {
            sql: "SELECT sql FROM sqlite_schema WHERE tbl_name = ?1 COLLATE NOCASE \
                  AND type IN ('index', 'trigger') AND sql IS NOT NULL ORDER BY type, name"
                .to_owned(),
            parameters: vec![Value::Text(name.clone())],
        },
        statements,
        cleanup: SchemaStatement::plain("PRAGMA legacy_alter_table = 0"),
    }
}

/// Copies the rows: common columns as they are, new ones filled.
fn copy(rules: &SchemaRules, rebuild: &Rebuild, new: &str) -> SchemaStatement {
    let (mut columns, mut sources, mut parameters) = (Vec::new(), Vec::new(), Vec::new());
    for column in &rebuild.after.columns {
        if rebuild.before.column(&column.name).is_some() {
            sources.push(rules.quoted(&column.name));
        } else if let Some((_, value)) = rebuild.fills.iter().find(|(name, _)| *name == column.name)
        {
            parameters.push(value.clone());
            sources.push(rules.placeholder(parameters.len()));
        } else {
            continue;
        }
        columns.push(column.name.clone());
    }
    SchemaStatement {
        sql: format!(
            "INSERT INTO {} ({})\nSELECT {}\nFROM {}",
            rules.quoted(new),
            rules.quoted_list(&columns),
            sources.join(", "),
            rules.quoted(&rebuild.before.name)
        ),
        parameters,
    }
}

/// Hands the highest number ever given to the new table; the renaming keeps it.
fn keep_numbering(name: &str, new: &str) -> [SchemaStatement; 2] {
    let text = |text: &str| Value::Text(text.to_owned());
    [
        SchemaStatement {
            sql: "DELETE FROM sqlite_sequence WHERE name = ?1".to_owned(),
            parameters: vec![text(new)],
        },
        SchemaStatement {
            sql: "INSERT INTO sqlite_sequence (name, seq) \
                  SELECT ?1, seq FROM sqlite_sequence WHERE name = ?2"
                .to_owned(),
            parameters: vec![text(new), text(name)],
        },
    ]
}
