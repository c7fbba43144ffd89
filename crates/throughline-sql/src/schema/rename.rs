//! New names: of a table, of a column. What is in the rows is not touched, and what refers to
//! the old name follows on every engine.

use super::create::foreign_key;
use super::{Column, References, SchemaRules, SchemaStatement, Table, Work};

/// `ALTER TABLE … RENAME TO`. By way of a third name where the two differ in nothing but the
/// case of letters, which SQLite does not tell apart.
#[must_use]
pub fn rename_table(rules: &SchemaRules, from: &str, to: &str) -> Vec<SchemaStatement> {
    let one = |from: &str, to: &str| {
        SchemaStatement::plain(format!(
            "ALTER TABLE {} RENAME TO {}",
            rules.quoted(from),
            rules.quoted(to)
        ))
    };
    if from.to_lowercase() == to.to_lowercase() {
        let middle = format!("throughline_new_{to}");
        return vec![one(from, &middle), one(&middle, to)];
    }
    vec![one(from, to)]
}

/// `ALTER TABLE … RENAME COLUMN`.
#[must_use]
pub fn rename_column(rules: &SchemaRules, table: &str, from: &str, to: &str) -> SchemaStatement {
    SchemaStatement::plain(format!(
        "ALTER TABLE {} RENAME COLUMN {} TO {}",
        rules.quoted(table),
        rules.quoted(from),
        rules.quoted(to)
    ))
}

/// The constraints of foreign keys get the names that follow the new names of the table and of
/// its columns. Nothing to do where an engine does not know constraints by name; where it cannot
/// give them another one, the foreign key is made anew.
#[must_use]
pub fn rename_constraints(
    rules: &SchemaRules,
    before: &Table,
    after: &Table,
) -> Vec<SchemaStatement> {
    if !rules.alters_columns {
        return Vec::new();
    }
    let renamed = after.columns.iter().filter_map(|column| {
        let old = before.column(&column.name)?.references.as_ref()?;
        let new = column.references.as_ref()?;
        (old.constraint != new.constraint).then_some((column, &old.constraint, new))
    });
    let rename = |(column, old, new): (&Column, &String, &References)| {
        let (table, old) = (rules.quoted(&after.name), rules.quoted(old));
        if rules.renames_constraints {
            let new = rules.quoted(&new.constraint);
            let change = format!("ALTER TABLE {table} RENAME CONSTRAINT {old} TO {new}");
            return SchemaStatement::plain(change);
        }
        let (word, made) = (rules.foreign_key_word, foreign_key(rules, column, new));
        SchemaStatement::plain(format!("ALTER TABLE {table} DROP {word} {old}, ADD {made}"))
            .doing(Work::Rewrite)
    };
    renamed.map(rename).collect()
}
