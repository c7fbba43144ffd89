//! A row of a model at some point of the history.

use throughline_core::{ColumnType, Error, ErrorKind, FieldType, Result, Value};

use crate::problem;
use crate::schema_editor::column_type;
use crate::state::{Column, Field, Literal, ModelState, ProjectState};

/// A row of a model as it is at that point of the history.
#[derive(Clone, PartialEq)]
pub struct HistoricalRow {
    pub(super) model: String,
    fields: Vec<HistoricalField>,
}

/// A field of such a row.
#[derive(Clone, PartialEq)]
struct HistoricalField {
    name: String,
    column: Column,
    column_type: ColumnType,
    is_key: bool,
    /// What the database holds.
    stored: Value,
    /// What it is to hold, if that was set.
    set: Option<Value>,
}

impl std::fmt::Debug for HistoricalRow {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("HistoricalRow")
            .field("model", &self.model)
            .finish_non_exhaustive()
    }
}

impl HistoricalRow {
    /// A row of that model that holds nothing.
    pub(in crate::executor) fn of(state: &ProjectState, model: &ModelState) -> Result<Self> {
        let mut fields = Vec::new();
        for Field { name, .. } in &model.fields {
            let Ok(column) = model.require_column(name) else {
                continue;
            };
            fields.push(HistoricalField {
                name: name.clone(),
                column: column.clone(),
                column_type: column_type(state, column)?,
                is_key: model.primary_key.contains(name),
                stored: Value::Null,
                set: None,
            });
        }
        Ok(HistoricalRow {
            model: model.name.clone(),
            fields,
        })
    }

    /// The same row with these values, in the order of its columns.
    pub(in crate::executor) fn with(&self, values: Vec<Value>) -> Self {
        let mut row = self.clone();
        for (field, value) in row.fields.iter_mut().zip(values) {
            field.stored = value;
            field.set = None;
        }
        row
    }

    /// The value of a field: of a foreign key, the key that it holds.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Migration`] if the model has no such field at this point of the history;
    /// [`ErrorKind::Decode`] if the type cannot be read from what it holds.
    pub fn get<T: FieldType>(&self, field: &str) -> Result<T> {
        let field = self.field(field)?;
        let value = field.set.as_ref().unwrap_or(&field.stored);
        T::from_value(value.as_ref()).map_err(|error| {
            let message = format!("`{}.{}`: {error}", self.model, field.name);
            Error::new(ErrorKind::Decode, message)
        })
    }

    /// Sets a field, for [`Batch::update`](super::Batch::update) or [`Batch::insert`](super::Batch::insert).
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Migration`] if the model has no such field at this point of the history, or
    /// the field cannot hold that value.
    pub fn set<T: FieldType>(&mut self, field: &str, value: T) -> Result<()> {
        let model = self.model.clone();
        let field = self.field_mut(field)?;
        field.set = Some(field.checked(&model, &value.to_value())?);
        Ok(())
    }

    /// The column of a field, and the value as one of it.
    pub(super) fn column_value(&self, field: &str, value: &Value) -> Result<(String, Value)> {
        let field = self.field(field)?;
        let value = field.checked(&self.model, value)?;
        Ok((field.column.column.clone(), value))
    }

    /// Its columns, in order.
    pub(in crate::executor) fn columns(&self) -> Vec<String> {
        let fields = self.fields.iter();
        fields.map(|field| field.column.column.clone()).collect()
    }

    /// The columns of its key, and their values in the database.
    pub(in crate::executor) fn key(&self) -> (Vec<String>, Vec<Value>) {
        let keys = self.fields.iter().filter(|field| field.is_key);
        keys.map(|field| (field.column.column.clone(), field.stored.clone()))
            .unzip()
    }

    /// The logical types of its key.
    pub(in crate::executor) fn key_types(&self) -> Vec<ColumnType> {
        let keys = self.fields.iter().filter(|field| field.is_key);
        keys.map(|field| field.column_type).collect()
    }

    pub(super) fn single_key(&self) -> Result<Value> {
        match self.key().1.as_slice() {
            [Value::Null] => Err(
                problem(format!("this {} is not in the database", self.model))
                    .with_hint("link what `insert` gives, which has its key"),
            ),
            [key] => Ok(key.clone()),
            _ => Err(problem(format!(
                "`{}` has a key of several fields, and no links",
                self.model
            ))),
        }
    }

    /// The columns that were set, and their values.
    pub(super) fn changes(&self) -> Vec<(String, Value)> {
        let set = self.fields.iter().filter_map(|field| {
            let value = field.set.as_ref()?;
            Some((field.column.column.clone(), value.clone()))
        });
        set.collect()
    }

    fn field(&self, name: &str) -> Result<&HistoricalField> {
        let found = self.fields.iter().find(|field| field.name == name);
        found.ok_or_else(|| no_field(&self.model, name))
    }

    fn field_mut(&mut self, name: &str) -> Result<&mut HistoricalField> {
        let found = self.fields.iter_mut().find(|field| field.name == name);
        found.ok_or_else(|| no_field(&self.model, name))
    }
}

fn no_field(model: &str, field: &str) -> Error {
    problem(format!(
        "model `{model}` has no field `{field}` with a column at this point of the history"
    ))
}

impl HistoricalField {
    /// The value as one of this field.
    fn checked(&self, model: &str, value: &Value) -> Result<Value> {
        if value.is_null() && self.column.null {
            return Ok(Value::Null);
        }
        let literal = Literal::from_value(value);
        let value = literal.and_then(|literal| literal.to_value(self.column_type));
        value.ok_or_else(|| {
            problem(format!(
                "this is no value of `{model}.{}`, whose type is {:?}",
                self.name, self.column_type
            ))
        })
    }
}
