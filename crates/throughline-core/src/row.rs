//! Rows of a result, read by position.

use crate::{Error, FieldType, FromValueError, ModelDef, Result, ValueRef};

/// A row as a driver gives it.
pub trait Row {
    /// The value at that position, counted from 0.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Decode`](crate::ErrorKind::Decode) if there is no such position or the text
    /// is not UTF-8.
    fn value(&self, position: usize) -> Result<ValueRef<'_>>;
}

/// Reads the fields of a model from a row, in their order.
pub struct RowCursor<'r> {
    row: &'r dyn Row,
    model: &'static ModelDef,
    /// Position of the model's first column in the row.
    start: usize,
    next: usize,
}

impl<'r> RowCursor<'r> {
    /// A cursor at the column `start` of the row, where the columns of `model` begin.
    pub fn new(row: &'r dyn Row, model: &'static ModelDef, start: usize) -> Self {
        RowCursor {
            row,
            model,
            start,
            next: 0,
        }
    }

    /// Reads the next field.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Decode`](crate::ErrorKind::Decode), naming the model and the field, if the
    /// column holds something else.
    pub fn read<T: FieldType>(&mut self) -> Result<T> {
        self.read_as(T::from_value)
    }

    /// Reads the next field by that function, which is [`FieldType::from_value`].
    ///
    /// Derived code calls this rather than [`read`](RowCursor::read): without a bound, a type
    /// that cannot be a field is one error at the field, not another one here.
    ///
    /// # Errors
    ///
    /// As [`read`](RowCursor::read).
    pub fn read_as<T>(
        &mut self,
        from_value: fn(ValueRef<'_>) -> Result<T, FromValueError>,
    ) -> Result<T> {
        let position = self.next;
        self.next += 1;
        let value = self.row.value(self.start + position)?;
        from_value(value).map_err(|error| {
            let field = self
                .model
                .fields
                .get(position)
                .map_or("?", |field| field.name);
            Error::decode(self.model.name, field, error, value)
        })
    }
}

impl std::fmt::Debug for RowCursor<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("RowCursor")
            .field("model", &self.model.name)
            .finish_non_exhaustive()
    }
}
