//! Rows of a result, read by position.

use crate::{Error, ErrorKind, FieldType, FromValueError, ModelDef, Result, ValueRef};

/// A row as a driver gives it.
///
/// ```
/// # extern crate throughline_core as throughline;
/// use throughline::{Error, ErrorKind, Row, ValueRef};
///
/// struct Fixed(Vec<ValueRef<'static>>);
///
/// impl Row for Fixed {
///     fn value(&self, position: usize) -> throughline::Result<ValueRef<'_>> {
///         let missing = || Error::new(ErrorKind::Decode, "there is no such column");
///         self.0.get(position).copied().ok_or_else(missing)
///     }
///
///     fn columns(&self) -> Vec<&str> {
///         vec!["id", "name"]
///     }
/// }
///
/// let row = Fixed(vec![ValueRef::Int(1), ValueRef::Text("Ann")]);
/// assert!(row.value(1)? == ValueRef::Text("Ann"));
/// # Ok::<(), throughline::Error>(())
/// ```
pub trait Row {
    /// The value at that position, counted from 0.
    ///
    /// ```
    /// # extern crate throughline_core as throughline;
    /// use throughline::{FieldType, Row};
    ///
    /// fn first<T: FieldType>(row: &dyn Row) -> throughline::Result<Option<T>> {
    ///     Ok(T::from_value(row.value(0)?).ok())
    /// }
    /// ```
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Decode`](crate::ErrorKind::Decode) if there is no such position or the text
    /// is not UTF-8.
    fn value(&self, position: usize) -> Result<ValueRef<'_>>;

    /// The names of the columns of the result, in their order.
    ///
    /// ```
    /// # extern crate throughline_core as throughline;
    /// use throughline::Row;
    ///
    /// fn position(row: &dyn Row, column: &str) -> Option<usize> {
    ///     row.columns().iter().position(|name| *name == column)
    /// }
    /// ```
    fn columns(&self) -> Vec<&str>;

    /// The row once for each value of the array in its first column, with that value there; not at all
    /// where that is null.
    #[doc(hidden)]
    fn spread(&self, each: &mut dyn FnMut(&dyn Row) -> Result<()>) -> Result<()> {
        _ = each;
        let message = "the first column of the result is no array";
        Err(Error::new(ErrorKind::Decode, message))
    }
}

/// The error of a column that a result does not have.
#[doc(hidden)]
#[must_use]
pub fn no_column(position: usize) -> Error {
    let message = format!("the result has no column {position}");
    Error::new(ErrorKind::Decode, message)
}

/// Reads the fields of a model from a row, in their order.
///
/// ```
/// # extern crate throughline_core as throughline;
/// # use throughline::{ColumnType, FieldDef, ModelDef};
/// # static STUDENT: ModelDef = ModelDef {
/// #     name: "Student",
/// #     module: "school",
/// #     table: "student",
/// #     fields: &[
/// #         FieldDef::new("id", "id", ColumnType::BigInt),
/// #         FieldDef::new("email", "email", ColumnType::Text),
/// #     ],
/// #     primary_key: &[0],
/// #     relations: &[],
/// #     unique: &[&[1]],
/// #     indexes: &[],
/// #     checks: &[],
/// #     ordering: &[],
/// # };
/// # struct Student;
/// # impl Student {
/// #     const META: &'static ModelDef = &STUDENT;
/// # }
/// # use throughline::{Error, ErrorKind};
/// use throughline::{Row, RowCursor, ValueRef};
///
/// # struct Fixed(Vec<ValueRef<'static>>);
/// #
/// # impl Row for Fixed {
/// #     fn value(&self, position: usize) -> throughline::Result<ValueRef<'_>> {
/// #         let missing = || Error::new(ErrorKind::Decode, "there is no such column");
/// #         self.0.get(position).copied().ok_or_else(missing)
/// #     }
/// #
/// #     fn columns(&self) -> Vec<&str> {
/// #         vec!["id", "email"]
/// #     }
/// # }
/// let row = Fixed(vec![ValueRef::Int(1), ValueRef::Text("ann@example.org")]);
/// let mut cursor = RowCursor::new(&row, Student::META, 0);
/// assert_eq!(cursor.read::<i64>()?, 1);
/// assert_eq!(cursor.read::<String>()?, "ann@example.org");
/// # Ok::<(), throughline::Error>(())
/// ```
pub struct RowCursor<'r> {
    row: &'r dyn Row,
    model: &'static ModelDef,
    /// Position of the model's first column in the row.
    start: usize,
    next: usize,
}

impl<'r> RowCursor<'r> {
    /// A cursor at the column `start` of the row, where the columns of `model` begin.
    #[inline]
    #[must_use]
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
    #[inline]
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
