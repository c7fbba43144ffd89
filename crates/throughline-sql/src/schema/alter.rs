//! A new column in a table that has rows.

use throughline_core::Value;

use super::create::{column_definition, foreign_key, references_clause};
use super::literal::literal;
use super::{Column, SchemaRules, SchemaStatement, Table, Work};

/// Whether the engine cannot add the column in place: see [`rebuild`](super::rebuild).
///
/// SQLite adds a column that takes no null only with a default, and a foreign key only without
/// one. Where there is no default to keep, one that is used once could not be taken away again.
#[must_use]
pub fn must_rebuild(rules: &SchemaRules, column: &Column) -> bool {
    let needs_default = !column.nullable && column.default.is_none();
    let default_refused = column.default.is_some() && column.references.is_some();
    !rules.alters_default && (needs_default || default_refused)
}

/// Adds one of the table's columns to the table as it is, and gives `fill` to its rows.
///
/// A fill differs from [`Column::default`] in that the database keeps nothing of it. Indexes of
/// the column are not made here.
#[must_use]
pub fn add_column(
    rules: &SchemaRules,
    table: &Table,
    column: &Column,
    fill: Option<&Value>,
) -> Vec<SchemaStatement> {
    match fill.filter(|value| !value.is_null()) {
        None => vec![add(rules, table, column)],
        Some(fill) if rules.alters_default => {
            let filling = Column {
                default: Some(fill.clone()),
                ..column.clone()
            };
            vec![
                add(rules, table, &filling),
                restore_default(rules, table, column),
            ]
        }
        Some(fill) => vec![
            add(rules, table, column),
            update(rules, table, column, fill),
        ],
    }
}

fn add(rules: &SchemaRules, table: &Table, column: &Column) -> SchemaStatement {
    let mut sql = format!(
        "ALTER TABLE {} ADD COLUMN {}",
        rules.quoted(&table.name),
        column_definition(rules, table, column)
    );
    if let Some(references) = &column.references {
        let clause = if rules.adds_foreign_key_apart {
            format!(", ADD {}", foreign_key(rules, column, references))
        } else {
            let constraint = rules.quoted(&references.constraint);
            format!(
                " CONSTRAINT {constraint} {}",
                references_clause(rules, references)
            )
        };
        sql.push_str(&clause);
    }
    // Rows are numbered one by one; a foreign key is looked up for those that have one.
    let work = match (column.identity, &column.default, &column.references) {
        (true, ..) => Work::Rewrite,
        (false, Some(_), Some(_)) => Work::Scan,
        (false, ..) => Work::Moment,
    };
    SchemaStatement::plain(sql).doing(work)
}

/// The default that the column is to keep, or none.
fn restore_default(rules: &SchemaRules, table: &Table, column: &Column) -> SchemaStatement {
    let change = match &column.default {
        Some(value) => format!("SET DEFAULT {}", literal(rules, value)),
        None => "DROP DEFAULT".to_owned(),
    };
    SchemaStatement::plain(format!(
        "ALTER TABLE {} ALTER COLUMN {} {change}",
        rules.quoted(&table.name),
        rules.quoted(&column.name)
    ))
}

fn update(rules: &SchemaRules, table: &Table, column: &Column, fill: &Value) -> SchemaStatement {
    SchemaStatement {
        sql: format!(
            "UPDATE {} SET {} = {}",
            rules.quoted(&table.name),
            rules.quoted(&column.name),
            rules.placeholder(1)
        ),
        parameters: vec![fill.clone()],
        work: Work::Rows,
    }
}
