//! A table changed in place, by an engine that can.
//!
//! One statement a change, in parts: of several tables that change together, each part of all
//! comes before the next of any. Foreign keys go first and come last, so that what is under them
//! and what they point to may change.

mod columns;
mod keys;

use self::columns::{add, modify};
use self::keys::{keys, numbering};
use super::change::same;
use super::check::check_constraint;
use super::create::foreign_key;
use super::{Change, Column, SchemaRules, SchemaStatement, Table, Work};

/// The statements that change a table in place. Indexes are not among them: new ones come before
/// `keys`, since MariaDB lets no foreign key be without one for a moment, old ones go at the end.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct InPlace {
    /// Foreign keys and checks go.
    pub release: Vec<SchemaStatement>,
    /// Columns come, and others change.
    pub columns: Vec<SchemaStatement>,
    /// The primary key changes, and columns go.
    pub keys: Vec<SchemaStatement>,
    /// Foreign keys and checks come.
    pub constrain: Vec<SchemaStatement>,
}

/// The statements that change the columns, keys and checks of a table.
#[must_use]
pub fn alter_in_place(rules: &SchemaRules, change: &Change) -> InPlace {
    let numbering = numbering(change).map(|column| column.name.as_str());
    let apart = |column: &&Column| numbering != Some(column.name.as_str());
    let mut parts = InPlace {
        release: release(rules, change),
        keys: keys(rules, change),
        constrain: constrain(rules, change),
        ..InPlace::default()
    };
    for column in change.added().filter(apart) {
        parts.columns.extend(add(rules, change, column));
    }
    for (before, after) in change.kept().filter(|(_, after)| apart(after)) {
        parts.columns.extend(modify(rules, change, before, after));
    }
    parts
}

/// Foreign keys whose columns change or go, and checks that go.
fn release(rules: &SchemaRules, change: &Change) -> Vec<SchemaStatement> {
    let table = &change.after;
    let gone = |column: &&Column| {
        let after = table.column(&column.name);
        !after.is_some_and(|after| same(column, after))
    };
    let columns = change.before.columns.iter().filter(gone);
    let keys = columns.filter_map(|column| {
        let old = column.references.as_ref()?;
        // One that stays in another form has its new name by now.
        let new = table
            .column(&column.name)
            .and_then(|c| c.references.as_ref());
        let (name, word) = (&new.unwrap_or(old).constraint, rules.foreign_key_word);
        Some(format!("DROP {word} {}", rules.quoted(name)))
    });
    let checks = change.before.checks.iter();
    let checks = checks.filter(|check| !table.checks.contains(check));
    let checks = checks.map(|check| format!("DROP CONSTRAINT {}", rules.quoted(&check.name)));
    let clauses = keys.chain(checks);
    clauses.map(|clause| alter(rules, table, &clause)).collect()
}

/// Foreign keys of columns that are new or changed, and checks that are new.
fn constrain(rules: &SchemaRules, change: &Change) -> Vec<SchemaStatement> {
    let table = &change.after;
    let new = |column: &&Column| {
        let before = change.before.column(&column.name);
        !before.is_some_and(|before| same(before, column))
    };
    let keys = table.columns.iter().filter(new).filter_map(|column| {
        let references = column.references.as_ref()?;
        Some(format!("ADD {}", foreign_key(rules, column, references)))
    });
    let checks = table.checks.iter();
    let checks = checks.filter(|check| !change.before.checks.contains(check));
    let checks = checks.map(|check| format!("ADD {}", check_constraint(rules, check)));
    let clauses = keys.chain(checks);
    let statements = clauses.map(|clause| alter(rules, table, &clause).doing(Work::Scan));
    statements.collect()
}

fn alter(rules: &SchemaRules, table: &Table, change: &str) -> SchemaStatement {
    SchemaStatement::plain(format!(
        "ALTER TABLE {} {change}",
        rules.quoted(&table.name)
    ))
}
