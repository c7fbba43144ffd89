//! New names: of a table, of a column. What is in the rows is not touched, and what refers to
//! the old name follows on every engine.

use super::create::{foreign_key, primary_key_name};
use super::rules::ConstraintNames;
use super::{Column, References, SchemaRules, SchemaStatement, Table};

/// `ALTER TABLE … RENAME TO`. By way of a third name where the two differ in nothing but the
/// case of letters, which SQLite does not tell apart. The name of the primary key follows, where
/// it has one; it is looked for, since a table that another tool renamed may keep an older one.
#[must_use]
pub fn rename_table(rules: &SchemaRules, from: &str, to: &str) -> Vec<SchemaStatement> {
    let one = |from: &str, to: &str| {
        SchemaStatement::plain(format!(
            "ALTER TABLE {} RENAME TO {}",
            rules.quoted(from),
            rules.quoted(to)
        ))
    };
    let mut statements = match from.to_lowercase() == to.to_lowercase() {
        true => {
            let middle = format!("throughline_new_{to}");
            vec![one(from, &middle), one(&middle, to)]
        }
        false => vec![one(from, to)],
    };
    let [old, new] = [from, to].map(primary_key_name);
    // Of names that were cut alike one may belong to another table.
    let is_whole = [(from, &old), (to, &new)]
        .iter()
        .all(|(table, key)| key.starts_with(*table));
    if rules.constraint_names == ConstraintNames::Renamed && is_whole {
        statements.push(SchemaStatement::plain(format!(
            "ALTER INDEX IF EXISTS {} RENAME TO {}",
            rules.quoted(&old),
            rules.quoted(&new)
        )));
    }
    statements
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
/// its columns. Nothing to do where an engine does not know constraints by name.
#[must_use]
pub fn rename_constraints(
    rules: &SchemaRules,
    before: &Table,
    after: &Table,
) -> Vec<SchemaStatement> {
    let pairs = after.columns.iter().filter_map(|column| {
        let old = before.column(&column.name)?.references.as_ref()?;
        let new = column.references.as_ref()?;
        (old.constraint != new.constraint).then_some((column, old, new))
    });
    let table = rules.quoted(&after.name);
    let statement = |(column, old, new): (&Column, &References, &References)| {
        let names = [&old.constraint, &new.constraint].map(|name| rules.quoted(name));
        let [old, name] = names;
        match rules.constraint_names {
            ConstraintNames::None => None,
            ConstraintNames::Renamed => Some(format!(
                "ALTER TABLE {table} RENAME CONSTRAINT {old} TO {name}"
            )),
            ConstraintNames::MadeAnew => Some(format!(
                "SET STATEMENT foreign_key_checks = 0 FOR ALTER TABLE {table} \
                 DROP FOREIGN KEY {old}, ADD {}",
                foreign_key(rules, column, new)
            )),
        }
    };
    pairs
        .filter_map(statement)
        .map(SchemaStatement::plain)
        .collect()
}
