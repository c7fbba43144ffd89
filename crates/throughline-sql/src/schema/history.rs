//! Statements on rows whose model is data: as they are at some point of the history of a
//! program, where no type knows them.

use super::{SchemaRules, SchemaStatement};

/// Rows of a table by their key: these columns of at most so many, in the order of the key.
///
/// The parameters are the values of the key behind which they stand, if there is one, and then
/// those up to which they go, if there is one.
#[must_use]
pub fn page(
    rules: &SchemaRules,
    table: &str,
    columns: &[String],
    key: &[String],
    bounds: Bounds,
    limit: u32,
) -> SchemaStatement {
    let mut next = 1;
    let mut conditions = Vec::new();
    for (wanted, sign) in [(bounds.after, ">"), (bounds.until, "<=")] {
        if wanted {
            let values = rules.placeholders(next, key.len());
            next += key.len();
            let [key, values] =
                [rules.quoted_list(key), values].map(|list| tuple(&list, key.len()));
            conditions.push(format!("{key} {sign} {values}"));
        }
    }
    let condition = match conditions.is_empty() {
        true => String::new(),
        false => format!(" WHERE {}", conditions.join(" AND ")),
    };
    SchemaStatement::plain(format!(
        "SELECT {} FROM {}{condition} ORDER BY {} LIMIT {limit}",
        rules.quoted_list(columns),
        rules.quoted(table),
        rules.quoted_list(key)
    ))
}

/// Where a [`page`] begins and ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Bounds {
    /// Behind a key.
    pub after: bool,
    /// Up to a key.
    pub until: bool,
}

/// The greatest key of a table.
#[must_use]
pub fn last_key(rules: &SchemaRules, table: &str, key: &[String]) -> SchemaStatement {
    let order: Vec<_> = key
        .iter()
        .map(|column| format!("{} DESC", rules.quoted(column)))
        .collect();
    SchemaStatement::plain(format!(
        "SELECT {} FROM {} ORDER BY {} LIMIT 1",
        rules.quoted_list(key),
        rules.quoted(table),
        order.join(", ")
    ))
}

/// The number of rows of a table.
#[must_use]
pub fn count_rows(rules: &SchemaRules, table: &str) -> SchemaStatement {
    SchemaStatement::plain(format!("SELECT COUNT(*) FROM {}", rules.quoted(table)))
}

/// The number of rows of a table that have a value in that column.
#[must_use]
pub fn count_values(rules: &SchemaRules, table: &str, column: &str) -> SchemaStatement {
    SchemaStatement::plain(format!(
        "SELECT COUNT({}) FROM {}",
        rules.quoted(column),
        rules.quoted(table)
    ))
}

/// These columns of the rows that have these values, or null where the flag says so.
#[must_use]
pub fn find_rows(
    rules: &SchemaRules,
    table: &str,
    columns: &[String],
    by: &[(String, bool)],
) -> SchemaStatement {
    let mut next = 0;
    let terms = by.iter().map(|(column, null)| {
        let column = rules.quoted(column);
        if *null {
            return format!("{column} IS NULL");
        }
        next += 1;
        format!("{column} = {}", rules.placeholder(next))
    });
    let terms: Vec<_> = terms.collect();
    SchemaStatement::plain(format!(
        "SELECT {} FROM {} WHERE {}",
        rules.quoted_list(columns),
        rules.quoted(table),
        terms.join(" AND ")
    ))
}

/// Gives these columns of the row of a key new values; the parameters are these, then the key.
#[must_use]
pub fn update_row(
    rules: &SchemaRules,
    table: &str,
    columns: &[String],
    key: &[String],
) -> SchemaStatement {
    SchemaStatement::plain(format!(
        "UPDATE {} SET {} WHERE {}",
        rules.quoted(table),
        rules.equations(columns, 1).join(", "),
        rules.equations(key, columns.len() + 1).join(" AND ")
    ))
}

/// Deletes the rows that have these values.
#[must_use]
pub fn delete_rows(rules: &SchemaRules, table: &str, by: &[String]) -> SchemaStatement {
    SchemaStatement::plain(format!(
        "DELETE FROM {} WHERE {}",
        rules.quoted(table),
        rules.equations(by, 1).join(" AND ")
    ))
}

/// Inserts a row with these columns, whose values are the parameters, and gives others of it.
#[must_use]
pub fn insert_row_returning(
    rules: &SchemaRules,
    table: &str,
    columns: &[String],
    returning: &[String],
) -> SchemaStatement {
    let mut insert = super::insert_row(rules, table, columns);
    insert.sql.push_str(" RETURNING ");
    insert.sql.push_str(&rules.quoted_list(returning));
    insert
}

/// In parentheses, if there are several.
fn tuple(list: &str, count: usize) -> String {
    if count == 1 {
        return list.to_owned();
    }
    format!("({list})")
}
