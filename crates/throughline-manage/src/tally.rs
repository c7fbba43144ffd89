//! How many rows of which tables, in words.

use throughline_migrate::RowTable;

/// A line for each table that has rows: `  Student  120`.
pub(crate) fn tally(tables: &[RowTable], counts: &[u64]) -> String {
    let rows = tables.iter().zip(counts).filter(|(_, count)| **count > 0);
    let rows: Vec<_> = rows.collect();
    let width = rows
        .iter()
        .map(|(table, _)| table.name.chars().count())
        .max();
    let line = |(table, count): &(&RowTable, &u64)| {
        let width = width.unwrap_or_default();
        format!("  {:<width$}  {count}\n", table.name)
    };
    rows.iter().map(line).collect()
}

/// All rows together: `120 rows`.
pub(crate) fn total(counts: &[u64]) -> String {
    match counts.iter().sum() {
        1 => "1 row".to_owned(),
        count => format!("{count} rows"),
    }
}
