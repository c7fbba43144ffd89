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

use super::convert::converted;
use super::create::create_table_only;
use super::{
    Change, Column, SchemaRules, SchemaStatement, Source, Table, Work, drop_table, rename_table,
};

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
pub fn rebuild(rules: &SchemaRules, rebuild: &Change) -> RebuildStatements {
    let name = &rebuild.after.name;
    let new = format!("throughline_new_{name}");
    let mut statements = vec![
        create_table_only(rules, &rebuild.after, &new, "CREATE TABLE"),
        copy(rules, rebuild, &new),
    ];
    let numbered = |table: &Table| table.columns.iter().any(|column| column.identity);
    if numbered(&rebuild.before) && numbered(&rebuild.after) {
        statements.extend(keep_numbering(name, &new));
    }
    // Without this, the renaming reads all views and triggers, and fails on those that name the
    // table, which is not there at that moment.
    statements.push(SchemaStatement::plain("PRAGMA legacy_alter_table = 1"));
    statements.push(drop_table(rules, name));
    statements.extend(rename_table(rules, &new, name));
    RebuildStatements {
        columns: SchemaStatement {
            sql: "SELECT name FROM pragma_table_xinfo(?1)".to_owned(),
            parameters: vec![Value::Text(name.clone())],
            work: Work::Moment,
        },
        attached: SchemaStatement {
            sql: "SELECT sql FROM sqlite_schema WHERE tbl_name = ?1 COLLATE NOCASE \
                  AND type IN ('index', 'trigger') AND sql IS NOT NULL ORDER BY type, name"
                .to_owned(),
            parameters: vec![Value::Text(name.clone())],
            work: Work::Moment,
        },
        statements,
        cleanup: SchemaStatement::plain("PRAGMA legacy_alter_table = 0"),
    }
}

/// Copies the rows, in the order of their key where new numbers are given.
fn copy(rules: &SchemaRules, change: &Change, new: &str) -> SchemaStatement {
    let (mut columns, mut sources, mut parameters) = (Vec::new(), Vec::new(), Vec::new());
    for column in &change.after.columns {
        let source = match change.source(&column.name) {
            None => continue,
            Some(Source::Number) if column.identity => continue,
            Some(source) => value(rules, change, column, source, &mut parameters),
        };
        sources.push(source);
        columns.push(column.name.clone());
    }
    let key = rules.quoted_list(&change.before.primary_key);
    let mut sql = format!(
        "INSERT INTO {} ({})\nSELECT {}\nFROM {}",
        rules.quoted(new),
        rules.quoted_list(&columns),
        sources.join(", "),
        rules.quoted(&change.before.name)
    );
    if !change.fold.is_empty() {
        sql.push_str(&format!(
            "\nWHERE {key} IN (SELECT min({key}) FROM {} GROUP BY {})",
            rules.quoted(&change.before.name),
            rules.quoted_list(&change.fold)
        ));
    }
    let renumbered = |column: &Column| column.identity && !columns.contains(&column.name);
    if change.after.columns.iter().any(renumbered) {
        sql.push_str(&format!("\nORDER BY {key}"));
    }
    SchemaStatement {
        sql,
        parameters,
        work: Work::Rewrite,
    }
}

/// The expression that gives a column its value.
fn value(
    rules: &SchemaRules,
    change: &Change,
    column: &Column,
    source: &Source,
    parameters: &mut Vec<Value>,
) -> String {
    let mut bound = |value: &Value| {
        parameters.push(value.clone());
        rules.placeholder(parameters.len())
    };
    match source {
        Source::Fill(value) => bound(value),
        Source::Number => format!(
            "row_number() OVER (ORDER BY {})",
            rules.quoted_list(&change.before.primary_key)
        ),
        Source::Lookup(lookup) => lookup.expression(rules, &change.after.name),
        Source::Column { name, fill } => {
            let quoted = rules.quoted(name);
            let value = match change.before.column(name) {
                Some(before) => converted(&quoted, before, column),
                None => quoted,
            };
            match fill {
                Some(fill) => format!("coalesce({value}, {})", bound(fill)),
                None => value,
            }
        }
    }
}

/// Hands the highest number ever given to the new table; the renaming keeps it.
fn keep_numbering(name: &str, new: &str) -> [SchemaStatement; 2] {
    let text = |text: &str| Value::Text(text.to_owned());
    [
        SchemaStatement {
            sql: "DELETE FROM sqlite_sequence WHERE name = ?1".to_owned(),
            parameters: vec![text(new)],
            work: Work::Moment,
        },
        SchemaStatement {
            sql: "INSERT INTO sqlite_sequence (name, seq) \
                  SELECT ?1, seq FROM sqlite_sequence WHERE name = ?2"
                .to_owned(),
            parameters: vec![text(new), text(name)],
            work: Work::Moment,
        },
    ]
}
