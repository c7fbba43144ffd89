//! Links that move: from one table that holds pairs of keys to another.
//!
//! A join table, the table of a through model, and a table with a foreign key (its own key and
//! that one) are all pairs of columns to these statements.

use throughline_core::Value;

use super::{Guard, SchemaRules, SchemaStatement, Work};

/// A table that holds links, and its two columns.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LinkTable {
    /// The table.
    pub table: String,
    /// The column with the key of the source.
    pub source: String,
    /// The column with the key of the target.
    pub target: String,
}

impl LinkTable {
    /// The same links, seen from the other end.
    #[must_use]
    pub fn reversed(&self) -> Self {
        LinkTable {
            table: self.table.clone(),
            source: self.target.clone(),
            target: self.source.clone(),
        }
    }
}

/// Copies the links that are not there yet, each once, in the order of their keys. `values` are
/// what the new rows get in other columns.
#[must_use]
pub fn copy_links(
    rules: &SchemaRules,
    from: &LinkTable,
    into: &LinkTable,
    values: &[(String, Value)],
) -> SchemaStatement {
    let (old, new) = (rules.quoted("old"), rules.quoted("new"));
    let (source, target) = (rules.quoted(&from.source), rules.quoted(&from.target));
    let mut columns = vec![into.source.clone(), into.target.clone()];
    let mut selected = vec![format!("{old}.{source}"), format!("{old}.{target}")];
    let mut parameters = Vec::new();
    for (column, value) in values {
        columns.push(column.clone());
        parameters.push(value.clone());
        selected.push(rules.placeholder(parameters.len()));
    }
    let sql = format!(
        "INSERT INTO {into_table} ({columns})\nSELECT DISTINCT {selected}\nFROM {from_table} AS {old}\n\
         WHERE {old}.{source} IS NOT NULL AND {old}.{target} IS NOT NULL AND NOT EXISTS (\
         SELECT 1 FROM {into_table} AS {new} WHERE {new}.{into_source} = {old}.{source} \
         AND {new}.{into_target} = {old}.{target})\nORDER BY 1, 2",
        into_table = rules.quoted(&into.table),
        columns = rules.quoted_list(&columns),
        selected = selected.join(", "),
        from_table = rules.quoted(&from.table),
        into_source = rules.quoted(&into.source),
        into_target = rules.quoted(&into.target),
    );
    SchemaStatement {
        sql,
        parameters,
        work: Work::Rows,
    }
}

/// Refuses where a source has more than one target: a foreign key has room for one.
#[must_use]
pub fn single_targets(rules: &SchemaRules, links: &LinkTable, owner: &str) -> Guard {
    let (source, target) = (rules.quoted(&links.source), rules.quoted(&links.target));
    let sql = format!(
        "SELECT count(*) FROM (SELECT {source} FROM {} GROUP BY {source} \
         HAVING count(DISTINCT {target}) > 1) AS {}",
        rules.quoted(&links.table),
        rules.quoted("several")
    );
    Guard {
        count: SchemaStatement::plain(sql),
        complaint: format!(
            "of `{owner}` in the way: they have several links, and a foreign key has room for one"
        ),
        hint: "remove the links that are too many first".to_owned(),
    }
}

/// Refuses where a column that takes no null would have no link to take its value from.
#[must_use]
pub fn every_source(rules: &SchemaRules, links: &LinkTable, owner: &str, key: &str) -> Guard {
    let sql = format!(
        "SELECT count(*) FROM {} WHERE {} NOT IN (SELECT {} FROM {})",
        rules.quoted(owner),
        rules.quoted(key),
        rules.quoted(&links.source),
        rules.quoted(&links.table)
    );
    Guard {
        count: SchemaStatement::plain(sql),
        complaint: format!(
            "of `{owner}` in the way: they have no link, and the foreign key takes no null"
        ),
        hint: "link these rows first, or let the foreign key take null".to_owned(),
    }
}
