//! A table, as data: what a migration asks for, in no engine's words.

use throughline_core::{ColumnType, OnDelete, Value};

use super::Check;

/// A table with its columns, keys and indexes.
#[derive(Debug, Clone, PartialEq)]
pub struct Table {
    /// The table's name.
    pub name: String,
    /// The columns, in order.
    pub columns: Vec<Column>,
    /// The columns of the primary key. For a key that the database numbers, the one
    /// [`Column::identity`] column.
    pub primary_key: Vec<String>,
    /// The indexes, unique ones included.
    pub indexes: Vec<Index>,
    /// The check constraints.
    pub checks: Vec<Check>,
    /// Whether the rows are to be kept in the order of the primary key, where the engine lets
    /// one choose. True for the join tables of simple relations: their rows are nothing but the
    /// key, so that a separate copy of it would double the table.
    pub clustered: bool,
}

/// A column.
#[derive(Debug, Clone, PartialEq)]
pub struct Column {
    /// The column's name.
    pub name: String,
    /// The logical type.
    pub column_type: ColumnType,
    /// Whether the database numbers the rows by it.
    pub identity: bool,
    /// Whether it takes null.
    pub nullable: bool,
    /// Longest text, in characters.
    pub max_length: Option<u32>,
    /// For decimals: digits in all, and digits after the point.
    pub digits: Option<(u32, u32)>,
    /// The default that the database keeps.
    pub default: Option<Value>,
    /// The target, for a foreign key.
    pub references: Option<References>,
}

/// Where a foreign key points to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct References {
    /// The name of the constraint.
    pub constraint: String,
    /// The table.
    pub table: String,
    /// Its column.
    pub column: String,
    /// What happens when the row there is deleted.
    pub on_delete: OnDelete,
}

/// An index.
///
/// A unique key is a unique index on every engine, never a table constraint: SQLite can then
/// add and drop it without copying the table, and all three take it for `ON CONFLICT` (or its
/// like) and name it in their errors as they would a constraint.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Index {
    /// The index's name.
    pub name: String,
    /// The columns, in order.
    pub columns: Vec<String>,
    /// Whether the columns' values are unique together.
    pub unique: bool,
}

impl Table {
    /// The column of that name.
    #[must_use]
    pub fn column(&self, name: &str) -> Option<&Column> {
        self.columns.iter().find(|column| column.name == name)
    }

    /// Whether the column belongs to the primary key or to a foreign key: engines that cannot
    /// use unbounded text in a key give it a bounded type.
    pub(super) fn is_key(&self, column: &Column) -> bool {
        column.references.is_some() || self.primary_key.contains(&column.name)
    }
}
