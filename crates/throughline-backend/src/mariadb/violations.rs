//! Rows whose foreign keys point to nothing. MariaDB does not look at what was written while it was
//! told not to, so it is asked, key by key.

use throughline_core::{Error, ErrorKind, FieldType, Result, Row};
use throughline_sql::dialect::{Dialect, MARIADB};
use throughline_sql::schema::{FoundForeignKey, PlacedTable, count_dangling};

use super::driver::MariaDbDriver;

/// The violations of each key, as a sentence. A statement for the keys, and one for each of them.
pub(super) async fn violations(driver: &mut MariaDbDriver) -> Result<Vec<String>> {
    let mut violations = Vec::new();
    for key in keys(driver).await? {
        let statement = count_dangling(MARIADB.schema_rules(), &key);
        let mut count = 0;
        let read = &mut |row: &dyn Row| {
            count = read(row, 0)?;
            Ok(())
        };
        driver.run(&statement.sql, &[], read).await?;
        if count > 0 {
            violations.push(sentence(&key, count));
        }
    }
    Ok(violations)
}

/// The foreign keys of the database, and those of others that point into it.
async fn keys(driver: &mut MariaDbDriver) -> Result<Vec<FoundForeignKey>> {
    let introspection = MARIADB.schema_rules().introspection;
    let Some(sql) = introspection.and_then(|queries| queries.unchecked_foreign_keys) else {
        return Ok(Vec::new());
    };
    let mut keys: Vec<FoundForeignKey> = Vec::new();
    let mut last = 0;
    let read = &mut |row: &dyn Row| {
        let number: i64 = read(row, 0)?;
        let placed = |at| {
            Ok(PlacedTable {
                schema: read(row, at)?,
                name: read(row, at + 1)?,
            })
        };
        if number != last {
            last = number;
            keys.push(FoundForeignKey {
                table: placed(1)?,
                target: placed(4)?,
                columns: Vec::new(),
            });
        }
        let columns = (read(row, 3)?, read(row, 6)?);
        if let Some(key) = keys.last_mut() {
            key.columns.push(columns);
        }
        Ok(())
    };
    driver.run(sql, &[], read).await?;
    Ok(keys)
}

fn read<T: FieldType>(row: &dyn Row, position: usize) -> Result<T> {
    T::from_value(row.value(position)?)
        .map_err(|error| Error::new(ErrorKind::Decode, error.to_string()))
}

fn sentence(key: &FoundForeignKey, count: i64) -> String {
    let columns: Vec<_> = key
        .columns
        .iter()
        .map(|(column, _)| column.as_str())
        .collect();
    let (table, target, columns) = (&key.table.name, &key.target.name, columns.join(", "));
    match count {
        1 => format!(
            "a row of `{table}` points by `{columns}` to a row of `{target}` that is not there"
        ),
        _ => format!(
            "{count} rows of `{table}` point by `{columns}` to rows of `{target}` that are not there"
        ),
    }
}
