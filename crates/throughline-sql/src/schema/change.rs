//! A table that changes: what it is, what it is to be, and where its new values come from.
//!
//! The names of the table and of its columns are the same on both sides: renaming is a statement
//! of its own, before the change. Engines that alter columns do it in place
//! ([`alter_in_place`](super::alter_in_place)); for the others, [`needs_rebuild`] says whether
//! the table has to be made anew ([`rebuild`](super::rebuild)).

use throughline_core::Value;

use super::{Column, SchemaRules, SchemaStatement, Table, must_rebuild};

/// A table before and after a change.
#[derive(Debug, Clone, PartialEq)]
pub struct Change {
    /// The table as it is.
    pub before: Table,
    /// The table as it is to be.
    pub after: Table,
    /// Where the values of its columns come from, by name. A column that is not listed is new
    /// and gets its default.
    pub sources: Vec<(String, Source)>,
    /// Columns of the table as it is that are to be unique together: of several rows with the
    /// same values the one with the lowest key stays. None if this list is empty.
    pub fold: Vec<String>,
}

/// Where the values of a column come from.
#[derive(Debug, Clone, PartialEq)]
pub enum Source {
    /// From a column of the table as it is, turned into the new type.
    Column {
        /// The column.
        name: String,
        /// What stands in place of null.
        fill: Option<Value>,
    },
    /// The same value for every row.
    Fill(Value),
    /// The rows are numbered, in the order of their key.
    Number,
    /// From a row of another table.
    Lookup(Lookup),
}

/// A value that is found in another table, or in the same one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Lookup {
    /// The column that says which row there.
    pub column: String,
    /// The table.
    pub table: String,
    /// The column there that it is compared with.
    pub key: String,
    /// The column there that holds the value.
    pub value: String,
}

/// A question to the rows that must be answered with 0, or the migration is refused.
#[derive(Debug, Clone, PartialEq)]
pub struct Guard {
    /// Counts what is in the way.
    pub count: SchemaStatement,
    /// What is in the way, behind the count: `rows of `student` have …`.
    pub complaint: String,
    /// What to do.
    pub hint: String,
}

impl Lookup {
    /// The value that stands there, for a row of this table.
    pub(super) fn expression(&self, rules: &SchemaRules, table: &str) -> String {
        let there = rules.quoted("there");
        format!(
            "(SELECT {there}.{} FROM {} AS {there} WHERE {there}.{} = {}.{})",
            rules.quoted(&self.value),
            rules.quoted(&self.table),
            rules.quoted(&self.key),
            rules.quoted(table),
            rules.quoted(&self.column)
        )
    }
}

impl Change {
    /// The source of a column.
    #[must_use]
    pub fn source(&self, column: &str) -> Option<&Source> {
        let source = self.sources.iter().find(|(name, _)| name == column);
        source.map(|(_, source)| source)
    }

    /// The columns that the table is to have no more.
    pub fn dropped(&self) -> impl Iterator<Item = &Column> {
        let columns = self.before.columns.iter();
        columns.filter(|column| self.after.column(&column.name).is_none())
    }

    /// The columns that the table is to have more than before.
    pub fn added(&self) -> impl Iterator<Item = &Column> {
        let columns = self.after.columns.iter();
        columns.filter(|column| self.before.column(&column.name).is_none())
    }

    /// The columns that it has and keeps: as they are, and as they are to be.
    pub fn kept(&self) -> impl Iterator<Item = (&Column, &Column)> {
        let columns = self.after.columns.iter();
        columns.filter_map(|after| Some((self.before.column(&after.name)?, after)))
    }

    /// Whether the values of the column come from nowhere but the column itself.
    pub(super) fn keeps_values(&self, name: &str) -> bool {
        match self.source(name) {
            Some(Source::Column { name: from, fill }) => from == name && fill.is_none(),
            _ => false,
        }
    }

    /// Whether something other than indexes changes.
    #[must_use]
    pub fn touches_columns(&self) -> bool {
        self.dropped().next().is_some()
            || self.added().next().is_some()
            || !self.fold.is_empty()
            || self.before.primary_key != self.after.primary_key
            || self.before.checks != self.after.checks
            || self
                .kept()
                .any(|(before, after)| !same(before, after) || !self.keeps_values(&after.name))
    }
}

/// Whether an engine that cannot alter columns has to make the table anew.
///
/// How the rows are kept ([`Table::clustered`]) is no reason: it changes nothing that a
/// statement could notice.
#[must_use]
pub fn needs_rebuild(rules: &SchemaRules, change: &Change) -> bool {
    if rules.alters_columns || !change.touches_columns() {
        return false;
    }
    let in_place = |column: &Column| {
        let source = change.source(&column.name);
        !must_rebuild(rules, column)
            && !column.identity
            && matches!(source, None | Some(Source::Fill(_)))
    };
    let only_added = change.dropped().next().is_none()
        && change.fold.is_empty()
        && change.before.primary_key == change.after.primary_key
        && change.before.checks == change.after.checks
        && change
            .kept()
            .all(|(before, after)| same(before, after) && change.keeps_values(&after.name));
    !(only_added && change.added().all(in_place))
}

/// Whether two columns are the same, but for the name of the foreign key's constraint, which
/// follows the name of the table.
pub(super) fn same(before: &Column, after: &Column) -> bool {
    let unnamed = |column: &Column| {
        let mut column = column.clone();
        if let Some(references) = &mut column.references {
            references.constraint.clear();
        }
        column
    };
    unnamed(before) == unnamed(after)
}
