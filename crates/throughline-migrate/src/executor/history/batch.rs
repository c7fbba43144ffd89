//! What a function of a migration is called with.

use throughline_backend::Connection;
use throughline_core::{Error, ErrorKind, FieldType, Result, Value};
use throughline_sql::schema::{self, SchemaRules, SchemaStatement};

use super::HistoricalRow;
use crate::introspector::read;
use crate::problem;
use crate::state::{Links, ProjectState};

/// What a function of a migration is called with: some rows of the model that the migration
/// names, and the way to the others.
pub struct Batch<'b> {
    connection: &'b mut Connection,
    state: &'b ProjectState,
    rows: Vec<HistoricalRow>,
}

impl std::fmt::Debug for Batch<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        // Values stay out of messages.
        f.debug_struct("Batch")
            .field("rows", &self.rows.len())
            .finish_non_exhaustive()
    }
}

impl<'b> Batch<'b> {
    pub(in crate::executor) fn new(
        connection: &'b mut Connection,
        state: &'b ProjectState,
        rows: Vec<HistoricalRow>,
    ) -> Self {
        Batch {
            connection,
            state,
            rows,
        }
    }

    /// The rows of this batch, taken out of it. None if the migration names no model.
    pub fn take_rows(&mut self) -> Vec<HistoricalRow> {
        std::mem::take(&mut self.rows)
    }

    /// A new row of a model, for [`insert`](Self::insert). It holds nothing yet.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Migration`] if there is no such model at this point of the history.
    pub fn new_row(&self, model: &str) -> Result<HistoricalRow> {
        HistoricalRow::of(self.state, self.state.require(model)?)
    }

    /// The rows of a model whose field has that value. One statement.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Migration`] if there is no such model or field, or the field cannot have that
    /// value; the engine's.
    pub async fn find<T: FieldType>(
        &mut self,
        model: &str,
        field: &str,
        value: T,
    ) -> Result<Vec<HistoricalRow>> {
        let wanted = self.new_row(model)?;
        let (column, value) = wanted.column_value(field, &value.to_value())?;
        let by = [(column, value.is_null())];
        let columns = wanted.columns();
        let table = &self.state.require(model)?.table;
        let mut statement = schema::find_rows(self.rules(), table, &columns, &by);
        if !value.is_null() {
            statement.parameters.push(value);
        }
        let rows = self.read(&statement).await?;
        Ok(rows.into_iter().map(|row| wanted.with(row)).collect())
    }

    /// Inserts a row. Gives it as it is in the database, with its key. One statement.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Migration`] if nothing was set in it; the engine's.
    pub async fn insert(&mut self, row: &HistoricalRow) -> Result<HistoricalRow> {
        let (columns, values): (Vec<_>, Vec<_>) = row.changes().into_iter().unzip();
        if columns.is_empty() {
            return Err(problem(format!(
                "nothing was set in the new `{}`",
                row.model
            )));
        }
        let returning = row.columns();
        let table = &self.state.require(&row.model)?.table;
        let mut statement = schema::insert_row_returning(self.rules(), table, &columns, &returning);
        statement.parameters = values;
        let mut rows = self.read(&statement).await?;
        match rows.pop() {
            Some(values) => Ok(row.with(values)),
            None => Err(Error::new(ErrorKind::Decode, "the insert gave no row back")),
        }
    }

    /// Writes what was set in a row. One statement; none if nothing was set.
    ///
    /// # Errors
    ///
    /// The engine's.
    pub async fn update(&mut self, row: &HistoricalRow) -> Result<()> {
        let (columns, mut values): (Vec<_>, Vec<_>) = row.changes().into_iter().unzip();
        if columns.is_empty() {
            return Ok(());
        }
        let (key, key_values) = row.key();
        let table = &self.state.require(&row.model)?.table;
        let mut statement = schema::update_row(self.rules(), table, &columns, &key);
        values.extend(key_values);
        statement.parameters = values;
        self.run(&statement).await
    }

    /// Deletes a row. What points to it goes with it, or forbids it, as its foreign keys say. One
    /// statement.
    ///
    /// # Errors
    ///
    /// The engine's.
    pub async fn delete(&mut self, row: &HistoricalRow) -> Result<()> {
        let (key, values) = row.key();
        let table = &self.state.require(&row.model)?.table;
        let mut statement = schema::delete_rows(self.rules(), table, &key);
        statement.parameters = values;
        self.run(&statement).await
    }

    /// Links two rows by a many-to-many field, as `Course.students`; the first is of the model
    /// that declares it. Gives whether the link is new. Two statements, or one if it is there.
    ///
    /// Links through a model are rows of that model: [`insert`](Self::insert) one.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Migration`] if there is no such field, or it goes through a model; the
    /// engine's.
    pub async fn link(
        &mut self,
        relation: &str,
        source: &HistoricalRow,
        target: &HistoricalRow,
    ) -> Result<bool> {
        let (links, pairs) = self.pairs(relation, source, target)?;
        let by: Vec<_> = links.columns.iter().map(|c| (c.clone(), false)).collect();
        let mut found = schema::find_rows(self.rules(), &links.table, &links.columns, &by);
        let insert = schema::insert_row(self.rules(), &links.table, &links.columns);
        let mut is_new = false;
        for pair in pairs {
            found.parameters.clone_from(&pair);
            if self.read(&found).await?.is_empty() {
                self.connection.execute(&insert.sql, &pair).await?;
                is_new = true;
            }
        }
        Ok(is_new)
    }

    /// Takes away a link of a many-to-many field. One statement.
    ///
    /// # Errors
    ///
    /// As [`link`](Self::link).
    pub async fn unlink(
        &mut self,
        relation: &str,
        source: &HistoricalRow,
        target: &HistoricalRow,
    ) -> Result<()> {
        let (links, pairs) = self.pairs(relation, source, target)?;
        let mut statement = schema::delete_rows(self.rules(), &links.table, &links.columns);
        for pair in pairs {
            statement.parameters = pair;
            self.run(&statement).await?;
        }
        Ok(())
    }

    /// Where the links of a relation are, and the pairs that stand for one link.
    fn pairs(
        &self,
        relation: &str,
        source: &HistoricalRow,
        target: &HistoricalRow,
    ) -> Result<(LinkPlace, Vec<Vec<Value>>)> {
        let (model, name) = relation
            .split_once('.')
            .ok_or_else(|| problem(format!("`{relation}` is not written as `Model.field`")))?;
        let field = self.state.require(model)?.require_field(name)?;
        let found = field.many_to_many();
        let found =
            found.ok_or_else(|| problem(format!("`{relation}` is no many-to-many field")))?;
        if (model, found.to.as_str()) != (source.model.as_str(), target.model.as_str()) {
            return Err(problem(format!(
                "`{relation}` links a {model} with a {}, not a {} with a {}",
                found.to, source.model, target.model
            )));
        }
        let links = match &found.links {
            Links::JoinTable {
                table,
                source_column,
                target_column,
                ..
            } => LinkPlace {
                table: table.clone(),
                columns: vec![source_column.clone(), target_column.clone()],
            },
            Links::Through { model, .. } => {
                let message = format!("the links of `{relation}` are rows of `{model}`");
                return Err(problem(message).with_hint("insert such a row, or delete it"));
            }
        };
        let (source, target) = (source.single_key()?, target.single_key()?);
        let mut pairs = vec![vec![source.clone(), target.clone()]];
        if found.symmetrical && source != target {
            pairs.push(vec![target, source]);
        }
        Ok((links, pairs))
    }

    fn rules(&self) -> &'static SchemaRules {
        self.connection.dialect().schema_rules()
    }

    async fn read(&mut self, statement: &SchemaStatement) -> Result<Vec<Vec<Value>>> {
        read(self.connection, &statement.sql, &statement.parameters).await
    }

    async fn run(&mut self, statement: &SchemaStatement) -> Result<()> {
        self.connection
            .execute(&statement.sql, &statement.parameters)
            .await
            .map(drop)
    }
}

/// A join table, and its two columns.
struct LinkPlace {
    table: String,
    columns: Vec<String>,
}
