//! The introspector: the tables of a database as it describes them itself, and rows of tables
//! that no model declares.
//!
//! Nothing here compares: it is for tools that do, such as a replay of recorded migrations.

use throughline_backend::Connection;
use throughline_core::{Error, ErrorKind, FieldType, Result, Row, Value};
use throughline_sql::schema::{
    Introspection, LEDGER_TABLE, PROGRESS_TABLE, insert_row, select_rows,
};

/// A table that is there.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct LiveTable {
    /// Its name.
    pub name: String,
    /// The statement that made it.
    pub sql: String,
    /// Its columns, in order.
    pub columns: Vec<LiveColumn>,
    /// The columns of the primary key, in order.
    pub primary_key: Vec<String>,
    /// Unique keys besides the primary key: the columns of each.
    pub unique: Vec<Vec<String>>,
    /// Other indexes: the columns of each.
    pub indexes: Vec<Vec<String>>,
    /// Foreign keys of one column.
    pub foreign_keys: Vec<LiveForeignKey>,
    /// The names of check constraints.
    pub checks: Vec<String>,
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
    /// Whether the database numbers the rows by it.
    pub identity: bool,
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

/// The tables of a database, but for the ledger of migrations.
///
/// # Errors
///
/// [`ErrorKind::Unsupported`] on an engine that cannot be asked yet; the engine's.
pub async fn live_tables(connection: &mut Connection) -> Result<Vec<LiveTable>> {
    let queries = connection.dialect().schema_rules().introspection;
    let queries = queries.ok_or_else(|| {
        Error::new(
            ErrorKind::Unsupported,
            "this engine cannot be asked for its tables yet",
        )
    })?;
    let mut tables = Vec::new();
    for row in read(connection, queries.tables, &[]).await? {
        let [name, sql] = fixed(row)?;
        let (name, sql) = (text(name)?, text(sql)?);
        if ![LEDGER_TABLE, PROGRESS_TABLE].contains(&name.as_str()) {
            tables.push(live_table(connection, queries, name, sql).await?);
        }
    }
    Ok(tables)
}

async fn live_table(
    connection: &mut Connection,
    queries: &Introspection,
    name: String,
    sql: String,
) -> Result<LiveTable> {
    let parameter = [Value::Text(name.clone())];
    let mut table = LiveTable {
        checks: check_names(&sql),
        name,
        ..LiveTable::default()
    };
    let mut key = Vec::new();
    for row in read(connection, queries.columns, &parameter).await? {
        let [name, type_name, nullable, default, position] = fixed(row)?;
        let (name, position) = (text(name)?, integer(position)?);
        if position > 0 {
            key.push((position, name.clone()));
        }
        table.columns.push(LiveColumn {
            identity: position > 0 && sql.contains("AUTOINCREMENT"),
            name,
            type_name: text(type_name)?,
            nullable: integer(nullable)? != 0,
            default: (!default.is_null()).then(|| text(default)).transpose()?,
        });
    }
    key.sort();
    table.primary_key = key.into_iter().map(|(_, name)| name).collect();
    read_indexes(connection, queries, &parameter, &mut table).await?;
    for row in read(connection, queries.foreign_keys, &parameter).await? {
        let [column, target, to, action] = fixed(row)?;
        table.foreign_keys.push(LiveForeignKey {
            column: text(column)?,
            table: text(target)?,
            to: if to.is_null() {
                String::new()
            } else {
                text(to)?
            },
            on_delete: text(action)?,
        });
    }
    table.sql = sql;
    Ok(table)
}

async fn read_indexes(
    connection: &mut Connection,
    queries: &Introspection,
    parameter: &[Value],
    table: &mut LiveTable,
) -> Result<()> {
    let mut last = None;
    for row in read(connection, queries.indexes, parameter).await? {
        let [name, unique, primary, column] = fixed(row)?;
        if integer(primary)? != 0 {
            continue;
        }
        let lists = match integer(unique)? {
            0 => &mut table.indexes,
            _ => &mut table.unique,
        };
        let name = text(name)?;
        if last.as_ref() != Some(&name) {
            lists.push(Vec::new());
            last = Some(name);
        }
        if let (Some(list), false) = (lists.last_mut(), column.is_null()) {
            list.push(text(column)?);
        }
    }
    Ok(())
}

/// The names of the check constraints in the statement that made a table.
fn check_names(sql: &str) -> Vec<String> {
    let parts = sql.split("CONSTRAINT \"").skip(1);
    let named = parts.filter_map(|part| {
        let end = part.replace("\"\"", "\0\0").find('"')?;
        let is_check = part.get(end..)?.starts_with("\" CHECK (");
        is_check.then(|| part[..end].replace("\"\"", "\""))
    });
    named.collect()
}

/// Reads these columns of all rows of a table, as the engine keeps them.
///
/// # Errors
///
/// The engine's.
pub async fn live_rows(
    connection: &mut Connection,
    table: &str,
    columns: &[String],
) -> Result<Vec<Vec<Value>>> {
    let statement = select_rows(connection.dialect().schema_rules(), table, columns);
    read(connection, &statement.sql, &statement.parameters).await
}

/// Inserts rows with these columns: all of them, or none.
///
/// # Errors
///
/// The engine's.
pub async fn insert_rows(
    connection: &mut Connection,
    table: &str,
    columns: &[String],
    rows: &[Vec<Value>],
) -> Result<()> {
    let statement = insert_row(connection.dialect().schema_rules(), table, columns);
    let level = connection.begin().await?;
    let mut result = Ok(());
    for row in rows {
        result = connection.execute(&statement.sql, row).await.map(drop);
        if result.is_err() {
            break;
        }
    }
    connection.end(level, result).await
}

/// All rows of a query, as the engine keeps them.
pub(crate) async fn read(
    connection: &mut Connection,
    sql: &str,
    parameters: &[Value],
) -> Result<Vec<Vec<Value>>> {
    let mut rows = Vec::new();
    let each = &mut |row: &dyn Row| {
        let values = (0..row.columns().len()).map(|at| Ok(row.value(at)?.to_value()));
        rows.push(values.collect::<Result<_>>()?);
        Ok(())
    };
    connection.query(sql, parameters, each).await?;
    Ok(rows)
}

fn fixed<const N: usize>(row: Vec<Value>) -> Result<[Value; N]> {
    <[Value; N]>::try_from(row).map_err(|_| decode("a row of another length"))
}

fn text(value: Value) -> Result<String> {
    match value {
        Value::Text(text) => Ok(text),
        _ => Err(decode("no text")),
    }
}

fn integer(value: Value) -> Result<i64> {
    i64::from_value(value.as_ref()).map_err(|_| decode("no integer"))
}

fn decode(found: &str) -> Error {
    Error::new(
        ErrorKind::Decode,
        format!("the database describes its tables by {found}"),
    )
}

#[cfg(test)]
mod tests;
