//! Calls of the program's functions with the rows of a model, some at a time.

use throughline_backend::Connection;
use throughline_core::{ColumnType, Error, ErrorKind, FieldType, Result, Value};
use throughline_sql::schema::{self, Bounds, SchemaStatement};

use super::history::{Batch, HistoricalRow};
use crate::functions::{RustFunction, function};
use crate::introspector::read;
use crate::recorder::progress::Unfinished;
use crate::schema_editor::Call;
use crate::state::Literal;

/// A function, and how far it has come through the rows.
pub(super) struct Calling<'c> {
    function: RustFunction,
    call: &'c Call,
    rows: Option<Cursor>,
}

impl<'c> Calling<'c> {
    /// The call from the beginning. The rows that are there now are those it goes through.
    pub(super) async fn begin(connection: &mut Connection, call: &'c Call) -> Result<Self> {
        let mut rows = cursor(call)?;
        if let Some(rows) = &mut rows {
            rows.begin(connection).await?;
        }
        Calling::at(call, rows)
    }

    /// The call from where it was left.
    pub(super) fn resume(call: &'c Call, unfinished: &Unfinished) -> Result<Self> {
        let mut rows = cursor(call)?;
        if let Some(rows) = &mut rows {
            rows.resume(unfinished)?;
        }
        Calling::at(call, rows)
    }

    fn at(call: &'c Call, rows: Option<Cursor>) -> Result<Self> {
        Ok(Calling {
            function: function(&call.function)?,
            call,
            rows,
        })
    }

    /// Calls it with the next rows. Gives whether there may be more.
    pub(super) async fn next(&mut self, connection: &mut Connection) -> Result<bool> {
        let state = &self.call.state;
        let Some(cursor) = &mut self.rows else {
            let mut batch = Batch::new(connection, state, Vec::new());
            self.function.call(&mut batch).await?;
            return Ok(false);
        };
        let rows = cursor.next(connection, self.call.batch).await?;
        if rows.is_empty() {
            return Ok(false);
        }
        let mut batch = Batch::new(connection, state, rows);
        self.function.call(&mut batch).await?;
        Ok(cursor.after != cursor.until)
    }

    /// The rows that are done, and those there were.
    pub(super) fn done(&self) -> (u64, u64) {
        let rows = self.rows.as_ref();
        rows.map_or((0, 0), |rows| (rows.done, rows.total))
    }

    /// Where it is, for [`resume`](Self::resume).
    pub(super) fn position(&self) -> Result<String> {
        let ends = self.rows.as_ref().map(|rows| [&rows.after, &rows.until]);
        let literals = |key: &Option<Vec<Value>>| {
            let values = key.iter().flatten();
            let words = values.map(|value| Literal::from_value(value).as_ref().map(word));
            words.collect::<Option<Vec<_>>>()
        };
        let ends = ends.map(|ends| ends.map(literals));
        match ends {
            None => Ok("[]".to_owned()),
            Some([Some(after), Some(until)]) => Ok(serde_json::json!([after, until]).to_string()),
            Some(_) => Err(Error::new(
                ErrorKind::Migration,
                "a row has a key that cannot be written down",
            )),
        }
    }
}

fn word(literal: &Literal) -> serde_json::Value {
    match literal {
        Literal::Bool(v) => (*v).into(),
        Literal::Integer(v) => (*v).into(),
        Literal::Float(v) => (*v).into(),
        Literal::Text(v) => v.as_str().into(),
    }
}

fn literal(word: &serde_json::Value) -> Option<Literal> {
    use serde_json::Value as Word;
    match word {
        Word::Bool(v) => Some(Literal::Bool(*v)),
        Word::Number(v) => match v.as_i64() {
            Some(v) => Some(Literal::Integer(v)),
            None => v.as_f64().map(Literal::Float),
        },
        Word::String(v) => Some(Literal::Text(v.clone())),
        Word::Null | Word::Array(_) | Word::Object(_) => None,
    }
}

/// A way through the rows of a table, by their key.
struct Cursor {
    table: String,
    row: HistoricalRow,
    /// The key of the last row that was read.
    after: Option<Vec<Value>>,
    /// The greatest key when it began: rows that are added on the way are not gone through.
    until: Option<Vec<Value>>,
    done: u64,
    total: u64,
}

/// The way through the rows that a call asks for, if it asks for any.
fn cursor(call: &Call) -> Result<Option<Cursor>> {
    let Some(model) = &call.model else {
        return Ok(None);
    };
    let model = call.state.require(model)?;
    Ok(Some(Cursor {
        table: model.table.clone(),
        row: HistoricalRow::of(&call.state, model)?,
        after: None,
        until: None,
        done: 0,
        total: 0,
    }))
}

impl Cursor {
    async fn begin(&mut self, connection: &mut Connection) -> Result<()> {
        let rules = connection.dialect().schema_rules();
        let last = schema::last_key(rules, &self.table, &self.row.key().0);
        self.until = rows(connection, &last).await?.pop();
        let count = schema::count_rows(rules, &self.table);
        if let Some([count]) = rows(connection, &count).await?.first().map(Vec::as_slice) {
            let count = i64::from_value(count.as_ref());
            self.total = count.ok().and_then(|c| u64::try_from(c).ok()).unwrap_or(0);
        }
        Ok(())
    }

    fn resume(&mut self, unfinished: &Unfinished) -> Result<()> {
        let types = self.row.key_types();
        let ends: Option<[Vec<Value>; 2]> = (|| {
            let ends: [Vec<serde_json::Value>; 2] =
                serde_json::from_str(&unfinished.position).ok()?;
            let [after, until] = ends.map(|end| key(&end, &types));
            Some([after?, until?])
        })();
        let [after, until] = ends.ok_or_else(|| {
            let name = &unfinished.name;
            let message = format!("where migration `{name}` was left cannot be read");
            Error::new(ErrorKind::Decode, message)
        })?;
        self.after = Some(after);
        self.until = Some(until);
        self.done = unfinished.done;
        self.total = unfinished.total;
        Ok(())
    }

    async fn next(
        &mut self,
        connection: &mut Connection,
        limit: u32,
    ) -> Result<Vec<HistoricalRow>> {
        let Some(until) = &self.until else {
            return Ok(Vec::new());
        };
        let bounds = Bounds {
            after: self.after.is_some(),
            until: true,
        };
        let rules = connection.dialect().schema_rules();
        let (columns, key) = (self.row.columns(), self.row.key().0);
        let mut page = schema::page(rules, &self.table, &columns, &key, bounds, limit);
        page.parameters = self.after.iter().flatten().chain(until).cloned().collect();
        let found = rows(connection, &page).await?;
        let found: Vec<_> = found.into_iter().map(|row| self.row.with(row)).collect();
        if let Some(last) = found.last() {
            self.after = Some(last.key().1);
        }
        self.done += found.len() as u64;
        Ok(found)
    }
}

async fn rows(connection: &mut Connection, statement: &SchemaStatement) -> Result<Vec<Vec<Value>>> {
    read(connection, &statement.sql, &statement.parameters).await
}

/// A key of these types.
fn key(words: &[serde_json::Value], types: &[ColumnType]) -> Option<Vec<Value>> {
    if words.len() != types.len() {
        return None;
    }
    let pairs = words.iter().zip(types);
    pairs
        .map(|(word, column_type)| literal(word)?.to_value(*column_type))
        .collect()
}
