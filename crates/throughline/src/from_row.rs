//! What a row of a result is read into: models and structs by the names of the columns, tuples by
//! their places. For statements of the user's own, which [`crate::raw`] sends.

use throughline_core::{
    Error, ErrorKind, FieldType, FromValueError, Result, Row, RowCursor, ValueRef,
};

use crate::Model;

/// What a row of a result can be read into: a model or a struct with
/// [`#[derive(Row)]`](derive@crate::Row), by the *names* of the columns; or a tuple of up to twelve
/// field types, by their places, with exactly as many columns as it has parts.
///
/// ```
/// # use throughline_guide::*;
/// use throughline::FromRow;
/// # let School { db, ann, .. } = school()?;
/// fn first<T: FromRow>(db: &throughline::blocking::Session) -> throughline::Result<Option<T>> {
///     Ok(db.query_as("SELECT id, name FROM student ORDER BY id", ())?.into_iter().next())
/// }
///
/// assert_eq!(first::<Student>(&db)?, Some(ann));
/// assert_eq!(first::<(i64, String)>(&db)?, Some((1, "Ann".to_owned())));
/// # Ok::<(), throughline::Error>(())
/// ```
#[diagnostic::on_unimplemented(
    message = "a row cannot be read into `{Self}`",
    label = "no row of a result",
    note = "expected a model, a struct of field types with `#[derive(Row)]`, or a tuple of field \
            types: `(i64,)` for one column"
)]
pub trait FromRow: Sized + Send + 'static {
    /// The columns that it is made of.
    #[doc(hidden)]
    fn columns() -> Columns;

    /// The row of which the cursor gives these columns, in their order.
    #[doc(hidden)]
    fn from_columns(cursor: &mut ColumnCursor<'_>) -> Result<Self>;
}

/// The columns that something is made of.
#[doc(hidden)]
#[derive(Debug)]
pub enum Columns {
    /// Columns with these names, for the model or struct of that name.
    Named(&'static str, Vec<&'static str>),
    /// All columns, which are so many.
    Placed(usize),
}

impl Columns {
    /// Where the columns are in the result.
    pub(crate) fn places(&self, row: &dyn Row) -> Result<Vec<usize>> {
        let there = row.columns();
        match self {
            Columns::Named(owner, names) => {
                let place = |name: &&'static str| place(owner, name, &there);
                names.iter().map(place).collect()
            }
            Columns::Placed(number) if *number == there.len() => Ok((0..*number).collect()),
            Columns::Placed(number) => {
                let message = format!(
                    "a tuple of {number} is asked for, and the result has {}",
                    listed(&there)
                );
                Err(Error::new(ErrorKind::Decode, message)
                    .with_hint("give the tuple one part for each column"))
            }
        }
    }
}

/// Where the column of that name is.
fn place(owner: &'static str, name: &'static str, there: &[&str]) -> Result<usize> {
    let mut places = there.iter().enumerate().filter(|(_, one)| **one == name);
    match (places.next(), places.next()) {
        (Some((place, _)), None) => Ok(place),
        (Some(_), Some(_)) => {
            let message = format!("the result has several columns `{name}`, which `{owner}` reads");
            Err(decode(message, owner, name).with_hint("give the others another name, by `AS`"))
        }
        (None, _) => {
            let message = format!(
                "`{owner}` reads a column `{name}`, and the result has {}",
                listed(there)
            );
            Err(decode(message, owner, name)
                .with_hint("ask for the column, or give another one its name by `AS`"))
        }
    }
}

fn decode(message: String, owner: &'static str, name: &'static str) -> Error {
    Error::new(ErrorKind::Decode, message)
        .with_model(owner)
        .with_field(name)
}

/// `2 columns: `id`, `name``.
fn listed(columns: &[&str]) -> String {
    let names: Vec<_> = columns.iter().map(|name| format!("`{name}`")).collect();
    let number = names.len();
    let word = if number == 1 { "column" } else { "columns" };
    format!("{number} {word}: {}", names.join(", "))
}

/// Reads columns of a row, in the order in which they were asked for.
#[doc(hidden)]
pub struct ColumnCursor<'r> {
    row: &'r dyn Row,
    places: &'r [usize],
    next: usize,
}

impl std::fmt::Debug for ColumnCursor<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("ColumnCursor").finish_non_exhaustive()
    }
}

impl<'r> ColumnCursor<'r> {
    pub(crate) fn new(row: &'r dyn Row, places: &'r [usize]) -> Self {
        let next = 0;
        ColumnCursor { row, places, next }
    }

    /// Reads the next column, into the field of that name.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Decode`] if it holds something else.
    pub fn read_as<T>(
        &mut self,
        owner: &'static str,
        field: &'static str,
        from_value: fn(ValueRef<'_>) -> Result<T, FromValueError>,
    ) -> Result<T> {
        let place = self.next;
        self.next += 1;
        let value = Row::value(self, place)?;
        from_value(value).map_err(|error| Error::decode(owner, field, error, value))
    }

    /// Reads the next column, known by its place.
    fn read<T: FieldType>(&mut self) -> Result<T> {
        let place = self.next;
        self.next += 1;
        let value = Row::value(self, place)?;
        T::from_value(value).map_err(|error| {
            let message = format!(
                "column {} of the result, `{}`: expected {}, found {}",
                place + 1,
                Row::columns(self).get(place).unwrap_or(&"?"),
                error.expected(),
                value.kind()
            );
            Error::new(ErrorKind::Decode, message)
        })
    }
}

/// The row as if it had these columns alone.
impl Row for ColumnCursor<'_> {
    fn value(&self, position: usize) -> Result<ValueRef<'_>> {
        let place = self.places.get(position).ok_or_else(|| {
            Error::new(
                ErrorKind::Decode,
                "more columns are read than were asked for",
            )
        })?;
        self.row.value(*place)
    }

    fn columns(&self) -> Vec<&str> {
        let there = self.row.columns();
        self.places.iter().map(|&place| there[place]).collect()
    }
}

#[diagnostic::do_not_recommend]
impl<M: Model> FromRow for M {
    fn columns() -> Columns {
        let columns = M::META.fields.iter().map(|field| field.column);
        Columns::Named(M::NAME, columns.collect())
    }

    fn from_columns(cursor: &mut ColumnCursor<'_>) -> Result<Self> {
        M::from_row(&mut RowCursor::new(cursor, M::META, 0))
    }
}

macro_rules! tuples {
    ($($part:ident)*) => {
        #[diagnostic::do_not_recommend]
        impl<$($part: FieldType + Send + 'static),*> FromRow for ($($part,)*) {
            fn columns() -> Columns {
                Columns::Placed([$(stringify!($part)),*].len())
            }

            fn from_columns(cursor: &mut ColumnCursor<'_>) -> Result<Self> {
                Ok(($(cursor.read::<$part>()?,)*))
            }
        }
    };
}

tuples!(A);
tuples!(A B);
tuples!(A B C);
tuples!(A B C D);
tuples!(A B C D E);
tuples!(A B C D E F);
tuples!(A B C D E F G);
tuples!(A B C D E F G H);
tuples!(A B C D E F G H I);
tuples!(A B C D E F G H I J);
tuples!(A B C D E F G H I J K);
tuples!(A B C D E F G H I J K L);
