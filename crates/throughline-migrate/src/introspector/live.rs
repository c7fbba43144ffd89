//! The tables of a database, as data: what it says of them itself.

use throughline_core::ColumnType;
use throughline_sql::schema::{CheckedType, DeclaredCheck, FoundType, SchemaRules};

/// What is in a database.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct LiveSchema {
    /// The tables, but for the ledger of migrations.
    pub tables: Vec<LiveTable>,
    /// What is like a table and is none: its name, and the engine's word for it, as `view`.
    pub others: Vec<(String, String)>,
}

/// A table that is there.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct LiveTable {
    /// Its name.
    pub name: String,
    /// The statement that made it.
    pub sql: String,
    /// Whether its rows are kept in the order of the primary key.
    pub clustered: bool,
    /// Its columns, in order.
    pub columns: Vec<LiveColumn>,
    /// The columns of the primary key, in order.
    pub primary_key: Vec<String>,
    /// Its indexes, unique ones included, but for that of the primary key.
    pub indexes: Vec<LiveIndex>,
    /// Foreign keys of one column.
    pub foreign_keys: Vec<LiveForeignKey>,
    /// Foreign keys of several columns: the columns of each.
    pub wide_foreign_keys: Vec<Vec<String>>,
    /// Check constraints.
    pub checks: Vec<DeclaredCheck>,
}

/// A column that is there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LiveColumn {
    /// Its name.
    pub name: String,
    /// Its type, in the engine's words.
    pub type_name: String,
    /// Whether it takes null.
    pub nullable: bool,
    /// The default that the database keeps, in the engine's words.
    pub default: Option<String>,
    /// Whether it was made as a key by which the database numbers the rows.
    pub identity: bool,
    /// Whether the database numbers the rows by it, made so or not.
    pub numbered: bool,
    /// Whether the database computes its value.
    pub computed: bool,
}

/// An index that is there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LiveIndex {
    /// Its name.
    pub name: String,
    /// Its columns, in order. An expression has no name and is left out.
    pub columns: Vec<String>,
    /// Whether the values are unique together.
    pub unique: bool,
    /// Whether it is for some rows only, or for an expression.
    pub partial: bool,
}

/// A foreign key that is there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LiveForeignKey {
    /// The column.
    pub column: String,
    /// The table that it points to.
    pub table: String,
    /// The column there. Empty if it is the primary key without a name.
    pub to: String,
    /// What happens when the row there is deleted, in the engine's words.
    pub on_delete: String,
}

impl LiveTable {
    /// The columns of each unique key besides the primary key.
    #[must_use]
    pub fn unique_keys(&self) -> Vec<Vec<String>> {
        self.whole_indexes(true)
    }

    /// The columns of each index that is not unique.
    #[must_use]
    pub fn plain_indexes(&self) -> Vec<Vec<String>> {
        self.whole_indexes(false)
    }

    fn whole_indexes(&self, unique: bool) -> Vec<Vec<String>> {
        let indexes = self.indexes.iter();
        let whole = indexes.filter(|index| index.unique == unique && !index.partial);
        whole.map(|index| index.columns.clone()).collect()
    }

    /// The column of that name.
    #[must_use]
    pub fn column(&self, name: &str) -> Option<&LiveColumn> {
        self.columns.iter().find(|column| column.name == name)
    }

    /// The foreign key of that column.
    #[must_use]
    pub fn foreign_key(&self, column: &str) -> Option<&LiveForeignKey> {
        self.foreign_keys.iter().find(|key| key.column == column)
    }

    /// Whether these columns, in whatever order, are the primary key or a unique key.
    #[must_use]
    pub fn is_unique(&self, columns: &[&str]) -> bool {
        let same = |key: &Vec<String>| {
            key.len() == columns.len() && columns.iter().all(|name| key.iter().any(|k| k == name))
        };
        same(&self.primary_key) || self.unique_keys().iter().any(same)
    }

    /// What the checks of a column say about its type.
    pub(crate) fn checked_types(&self, column: &str) -> impl Iterator<Item = CheckedType> {
        let checks = self.checks.iter();
        let own = checks.filter(move |check| check.column.as_deref() == Some(column));
        own.filter_map(DeclaredCheck::checked_type)
    }

    /// The type that the words and the checks of a column mean.
    pub(crate) fn found_type(&self, rules: &SchemaRules, column: &LiveColumn) -> Option<FoundType> {
        let mut found = rules.found_type(&column.type_name)?;
        for checked in self.checked_types(&column.name) {
            match checked {
                CheckedType::Json => {
                    found.column_type = ColumnType::Json;
                    found.max_length = None;
                }
                CheckedType::Length(length) if found.column_type == ColumnType::Text => {
                    found.max_length = Some(length);
                }
                CheckedType::Length(_) | CheckedType::NotNegative => {}
            }
        }
        Some(found)
    }
}
