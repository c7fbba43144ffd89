//! Primary keys, unique keys, indexes and checks.

use throughline_sql::schema::{check_text, same_condition};

use super::{Comparison, DifferenceKind};
use crate::introspector::LiveIndex;

impl Comparison<'_> {
    pub(super) fn keys(&mut self) {
        let (live, asked) = (&self.live.primary_key, &self.table.primary_key);
        if live != asked {
            let (live, asked) = (self.fields(live), self.fields(asked));
            let all = self.wanted.all();
            let text = format!("the primary key is {live} in the database, {asked} in {all}");
            self.add(DifferenceKind::Different, None, &text);
        }
        for index in &self.table.indexes {
            let is_there = |found: &LiveIndex| same(found, index.unique, &index.columns);
            if !self.live.indexes.iter().any(is_there) {
                let text = format!(
                    "{} {} is in {} and not in the database",
                    what(index.unique),
                    self.fields(&index.columns),
                    self.wanted.all()
                );
                self.add(DifferenceKind::Missing, None, &text);
            }
        }
        for found in &self.live.indexes {
            let asked = &self.table.indexes;
            let is_asked = asked
                .iter()
                .any(|index| same(found, index.unique, &index.columns));
            if is_asked || self.is_of_foreign_key(found) {
                continue;
            }
            let part = if found.partial {
                ", for some rows only or for an expression,"
            } else {
                ""
            };
            let text = format!(
                "{} {} `{}`{part} is in the database and in {}",
                what(found.unique),
                self.fields(&found.columns),
                found.name,
                self.wanted.none()
            );
            self.add(DifferenceKind::Extra, None, &text);
        }
        for columns in &self.live.wide_foreign_keys {
            let (columns, none) = (self.fields(columns), self.wanted.none());
            let text = format!("foreign key {columns} is in the database and in {none}");
            self.add(DifferenceKind::Extra, None, &text);
        }
    }

    /// Whether it is an index that a foreign key has by itself: where a unique key covers it we
    /// make none, and other tools do.
    fn is_of_foreign_key(&self, index: &LiveIndex) -> bool {
        let [column] = index.columns.as_slice() else {
            return false;
        };
        let column = self.table.column(column);
        !index.unique && !index.partial && column.is_some_and(|column| column.references.is_some())
    }

    /// Checks that belong to a type, as that of a length, are compared with the types.
    pub(super) fn checks(&mut self) {
        let (table, live) = (self.table, self.live);
        let named = |name: &str| {
            let mut checks = live.checks.iter();
            checks.find(|check| check.name.as_deref() == Some(name))
        };
        for check in &table.checks {
            let condition = check_text(self.rules, check);
            let name = &check.name;
            match named(name) {
                None => {
                    let text = format!("the database has no check `{name}` ({condition})");
                    self.add(DifferenceKind::Missing, None, &text);
                }
                Some(found) if !same_condition(self.rules, &found.condition, &condition) => {
                    let (live, all) = (&found.condition, self.wanted.all());
                    let text = format!(
                        "check `{name}` is ({live}) in the database, ({condition}) in {all}"
                    );
                    self.add(DifferenceKind::Different, None, &text);
                }
                Some(_) => {}
            }
        }
        for found in live
            .checks
            .iter()
            .filter(|check| check.checked_type().is_none())
        {
            let asked = |name: &String| table.checks.iter().any(|check| check.name == *name);
            if !found.name.as_ref().is_some_and(asked) {
                let name = found.name.as_ref().map(|name| format!(" `{name}`"));
                let (name, condition) = (name.unwrap_or_default(), &found.condition);
                let none = self.wanted.none();
                let text = format!("check{name} ({condition}) is in the database and in {none}");
                self.add(DifferenceKind::Extra, None, &text);
            }
        }
    }
}

fn what(unique: bool) -> &'static str {
    if unique { "unique key" } else { "index" }
}

/// Whether the index that is there is the one that is asked for. The order of the columns means
/// nothing to a unique key.
fn same(found: &LiveIndex, unique: bool, columns: &[String]) -> bool {
    let mut pairs = [found.columns.clone(), columns.to_vec()];
    if unique {
        pairs.iter_mut().for_each(|columns| columns.sort());
    }
    !found.partial && found.unique == unique && pairs[0] == pairs[1]
}
