//! The introspector: the tables of a database as it describes them itself, and rows of tables
//! that no model declares.
//!
//! Nothing here compares or explains: `inspector` and `drift` do, and tools such as a replay of
//! recorded migrations.

mod live;

use std::collections::BTreeMap;

use throughline_backend::Connection;
use throughline_core::{Error, ErrorKind, FieldType, Result, Row, Value};
use throughline_sql::schema::{
    Introspection, LEDGER_TABLE, PROGRESS_TABLE, declared_checks, insert_row, made_by, select_rows,
};

pub use live::{LiveColumn, LiveForeignKey, LiveIndex, LiveSchema, LiveTable};

/// The tables of a database, but for the ledger of migrations.
///
/// # Errors
///
/// As [`live_schema`].
pub async fn live_tables(connection: &mut Connection) -> Result<Vec<LiveTable>> {
    Ok(live_schema(connection).await?.tables)
}

/// What is in a database: its tables, and what is like a table.
///
/// # Errors
///
/// [`ErrorKind::Unsupported`] on an engine that cannot be asked yet; the engine's.
pub async fn live_schema(connection: &mut Connection) -> Result<LiveSchema> {
    let rules = connection.dialect().schema_rules();
    let queries = rules.introspection.ok_or_else(|| {
        Error::new(
            ErrorKind::Unsupported,
            "this engine cannot be asked for its tables yet",
        )
    })?;
    let mut schema = LiveSchema::default();
    for row in read(connection, queries.tables, &[]).await? {
        let [name, sql, kind, clustered] = fixed(row)?;
        let (name, kind) = (text(name)?, text(kind)?);
        if kind != "table" {
            schema.others.push((name, kind));
        } else if ![LEDGER_TABLE, PROGRESS_TABLE].contains(&name.as_str()) {
            let mut table = LiveTable {
                name,
                sql: text(sql)?,
                clustered: integer(clustered)? != 0,
                ..LiveTable::default()
            };
            let made_by = made_statement(connection, &table.name, table.sql.clone()).await?;
            table.checks = declared_checks(rules, &made_by);
            let parameter = [Value::Text(table.name.clone())];
            read_columns(connection, queries, &parameter, &mut table).await?;
            read_indexes(connection, queries, &parameter, &mut table).await?;
            read_foreign_keys(connection, queries, &parameter, &mut table).await?;
            schema.tables.push(table);
        }
    }
    Ok(schema)
}

/// The statements that made these tables, of those that are there, in the order of their names.
pub(crate) async fn made_statements(
    connection: &mut Connection,
    is_wanted: impl Fn(&str) -> bool,
) -> Result<Vec<String>> {
    let rules = connection.dialect().schema_rules();
    let mut statements = Vec::new();
    let Some(queries) = rules.introspection else {
        return Ok(statements);
    };
    for row in read(connection, queries.tables, &[]).await? {
        let [name, sql, kind, _] = fixed(row)?;
        let name = text(name)?;
        if text(kind)? == "table" && is_wanted(&name) {
            statements.push(made_statement(connection, &name, text(sql)?).await?);
        }
    }
    Ok(statements)
}

/// The statement that made a table, where it is not in the list of tables.
async fn made_statement(
    connection: &mut Connection,
    table: &str,
    listed: String,
) -> Result<String> {
    let Some(question) = made_by(connection.dialect().schema_rules(), table) else {
        return Ok(listed);
    };
    let rows = read(connection, &question.sql, &question.parameters).await?;
    let [_, statement] = fixed(rows.into_iter().next().unwrap_or_default())?;
    text(statement)
}

async fn read_columns(
    connection: &mut Connection,
    queries: &Introspection,
    parameter: &[Value],
    table: &mut LiveTable,
) -> Result<()> {
    let numbers = table.sql.to_uppercase().contains(queries.identity_word);
    let mut key = Vec::new();
    for row in read(connection, queries.columns, parameter).await? {
        let [name, type_name, nullable, default, position, computed] = fixed(row)?;
        let (name, position) = (text(name)?, integer(position)?);
        if position > 0 {
            key.push((position, name.clone()));
        }
        table.columns.push(LiveColumn {
            identity: position > 0 && numbers,
            numbered: false,
            name,
            type_name: text(type_name)?,
            nullable: integer(nullable)? != 0,
            default: (!default.is_null()).then(|| text(default)).transpose()?,
            computed: integer(computed)? != 0,
        });
    }
    key.sort();
    table.primary_key = key.into_iter().map(|(_, name)| name).collect();
    for column in &mut table.columns {
        let is_row_id = queries.row_id_type.is_some_and(|row_id| {
            !table.clustered
                && table.primary_key == [column.name.clone()]
                && column.type_name.eq_ignore_ascii_case(row_id)
        });
        column.numbered = column.identity || is_row_id;
    }
    Ok(())
}

async fn read_indexes(
    connection: &mut Connection,
    queries: &Introspection,
    parameter: &[Value],
    table: &mut LiveTable,
) -> Result<()> {
    for row in read(connection, queries.indexes, parameter).await? {
        let [name, unique, primary, partial, column] = fixed(row)?;
        if integer(primary)? != 0 {
            continue;
        }
        let name = text(name)?;
        if table.indexes.last().is_none_or(|last| last.name != name) {
            table.indexes.push(LiveIndex {
                name,
                columns: Vec::new(),
                unique: integer(unique)? != 0,
                partial: integer(partial)? != 0,
            });
        }
        if let Some(index) = table.indexes.last_mut() {
            match column {
                Value::Null => index.partial = true,
                column => index.columns.push(text(column)?),
            }
        }
    }
    Ok(())
}

async fn read_foreign_keys(
    connection: &mut Connection,
    queries: &Introspection,
    parameter: &[Value],
    table: &mut LiveTable,
) -> Result<()> {
    let mut keys: BTreeMap<i64, Vec<LiveForeignKey>> = BTreeMap::new();
    for row in read(connection, queries.foreign_keys, parameter).await? {
        let [number, column, target, to, action] = fixed(row)?;
        let to = (!to.is_null()).then(|| text(to)).transpose()?;
        keys.entry(integer(number)?)
            .or_default()
            .push(LiveForeignKey {
                column: text(column)?,
                table: text(target)?,
                to: to.unwrap_or_default(),
                on_delete: text(action)?,
            });
    }
    for mut key in keys.into_values() {
        if key.len() == 1 {
            table.foreign_keys.append(&mut key);
        } else {
            let columns = key.into_iter().map(|part| part.column);
            table.wide_foreign_keys.push(columns.collect());
        }
    }
    Ok(())
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
