//! Rows whose foreign keys point to nothing, counted by statements: for an engine that can be told
//! not to look at foreign keys, and does not look again at what was written in the meantime.

use super::{SchemaRules, SchemaStatement};

/// A table, by its schema and its name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PlacedTable {
    /// The schema: on MariaDB, the database.
    pub schema: String,
    /// The name.
    pub name: String,
}

/// A foreign key of one column or several, as the database tells it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FoundForeignKey {
    /// The table that it is a key of.
    pub table: PlacedTable,
    /// The table that it points to.
    pub target: PlacedTable,
    /// Its columns, each with the one that it points to.
    pub columns: Vec<(String, String)>,
}

impl PlacedTable {
    fn quoted(&self, rules: &SchemaRules) -> String {
        format!(
            "{}.{}",
            rules.quoted(&self.schema),
            rules.quoted(&self.name)
        )
    }
}

/// Counts the rows whose foreign key points to no row. A key with a null in it points nowhere.
#[must_use]
pub fn count_dangling(rules: &SchemaRules, key: &FoundForeignKey) -> SchemaStatement {
    let (near, far) = (rules.quoted("near"), rules.quoted("far"));
    let columns = key.columns.iter();
    let quoted = columns.map(|(column, target)| (rules.quoted(column), rules.quoted(target)));
    let quoted: Vec<_> = quoted.collect();
    let present = quoted.iter();
    let present = present.map(|(column, _)| format!("{near}.{column} IS NOT NULL"));
    let same = quoted.iter();
    let same = same.map(|(column, target)| format!("{far}.{target} = {near}.{column}"));
    SchemaStatement::plain(format!(
        "SELECT count(*) FROM {} AS {near} WHERE {} AND NOT EXISTS (SELECT 1 FROM {} AS {far} WHERE {})",
        key.table.quoted(rules),
        present.collect::<Vec<_>>().join(" AND "),
        key.target.quoted(rules),
        same.collect::<Vec<_>>().join(" AND "),
    ))
}
