//! A rendered statement, and its parameters made from the arguments of a plan.

use throughline_core::{Error, ErrorKind, Result, Value};

use crate::bound::{Array, Bound, Parameters};
use crate::encode;
use crate::plan::Argument;

/// The text of a statement, and what each of its parameters is made of.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Statement {
    /// The text, with placeholders.
    pub sql: String,
    /// One for each placeholder, in order.
    pub parameters: Vec<Parameter>,
    /// The place of the column that is true in rows which were passed over, and which nobody wants.
    pub passed_over: Option<usize>,
    /// Whether the first column is an array: each of its values makes a row, with what stands behind it.
    pub gathered: bool,
    /// Whether one plan of the server's serves any number of rows: they are written, and nothing is looked
    /// up by them.
    pub any_length: bool,
    /// The plan's argument of rows, or of a list, for each of which the statement is run by itself.
    pub each: Option<usize>,
    /// What would come back of each row that is written, where it is known without asking.
    pub known: Option<Vec<Known>>,
    /// The same for several rows at a time, where one by one is not needed.
    pub many: Option<Many>,
}

/// A statement for several of the rows for which another is run.
///
/// Within a transaction SQLite keeps a copy of each page that such a statement changes. New rows of a
/// model change few pages and gain by it; links change as many as they are, and are better made one by one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Many {
    /// How many.
    pub rows: usize,
    /// The table that they are written to.
    pub table: &'static str,
    /// The text, with placeholders.
    pub sql: String,
    /// One for each placeholder, row after row.
    pub parameters: Vec<Parameter>,
}

impl Many {
    /// So many rows go together: more make it hardly faster.
    pub const ROWS: usize = 64;
}

/// A column of a row that was written, known without asking.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Known {
    /// The column's name.
    pub column: &'static str,
    /// Its value.
    pub value: KnownValue,
}

/// The value of a column that is known without asking.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum KnownValue {
    /// The number that the database gave to the row.
    Number,
    /// A value that it was given.
    Given(Parameter),
}

/// What a placeholder stands for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Parameter {
    /// The number of the plan's argument.
    pub argument: usize,
    /// How the argument is sent.
    pub encoding: Encoding,
}

/// How an argument is sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Encoding {
    /// A value as it is.
    Plain,
    /// A list as one JSON text.
    JsonList,
    /// Rows as one JSON text, a list of lists.
    JsonRows,
    /// A list as an array.
    Array,
    /// One column of rows as an array.
    ArrayColumn(usize),
    /// One value of the row that the statement is run for.
    Cell(usize),
}

impl Statement {
    /// The parameters for the arguments of a plan of the statement's shape.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::InvalidValue`] if a value is one that no engine can keep;
    /// [`ErrorKind::Unsupported`] if the plan is of another shape: a defect of this crate.
    pub fn bind<'a>(&self, arguments: &[Argument<'a>]) -> Result<Parameters<'a>> {
        self.refuse_unfit(arguments)?;
        let mut bound = Parameters::new();
        for parameter in &self.parameters {
            let Some(argument) = arguments.get(parameter.argument) else {
                let message = "the statement is that of another plan";
                return Err(
                    Error::new(ErrorKind::Unsupported, message).with_statement(self.sql.as_str())
                );
            };
            bound.push(parameter.bind(*argument, self.any_length));
        }
        Ok(bound)
    }

    /// Refuses values that no engine can keep.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::InvalidValue`] if there is one.
    pub fn refuse_unfit(&self, arguments: &[Argument<'_>]) -> Result<()> {
        match arguments.iter().find_map(Argument::unfit) {
            Some(reason) => Err(unfit(reason, &self.sql)),
            None => Ok(()),
        }
    }

    /// How often the statement is run.
    #[must_use]
    pub fn runs(&self, arguments: &[Argument<'_>]) -> usize {
        match self.each.and_then(|each| arguments.get(each)) {
            Some(Argument::Rows(rows)) => rows.len(),
            Some(Argument::List(values)) => values.len(),
            _ => 1,
        }
    }
}

/// The error of a value that no engine can keep.
#[must_use]
pub fn unfit(reason: &str, sql: &str) -> Error {
    let message = format!("a value cannot be kept: {reason}");
    Error::new(ErrorKind::InvalidValue, message).with_statement(sql)
}

impl Parameter {
    /// The value of a statement that is run for each row, in one of the runs.
    #[must_use]
    pub fn in_run<'a>(&self, arguments: &[Argument<'a>], run: usize) -> Option<&'a Value> {
        match (arguments.get(self.argument)?, self.encoding) {
            (Argument::Value(value), _) => Some(value),
            (Argument::Rows(rows), Encoding::Cell(cell)) => rows.get(run)?.get(cell),
            (Argument::List(values), _) => values.get(run),
            _ => None,
        }
    }

    fn bind<'a>(&self, argument: Argument<'a>, any_length: bool) -> Bound<'a> {
        match (self.encoding, argument) {
            (_, Argument::Value(value)) => Bound::Borrowed(value),
            (_, Argument::Count(count)) => {
                Bound::Owned(Value::Int(i64::try_from(*count).unwrap_or(i64::MAX)))
            }
            (Encoding::Array, Argument::List(values)) => Bound::Array(Array::list(values)),
            (Encoding::ArrayColumn(position), Argument::Rows(rows)) => {
                Bound::Array(Array::column(rows, position, any_length))
            }
            (Encoding::Cell(cell), Argument::Rows(rows)) => {
                let value = rows.get(0).and_then(|row| row.get(cell));
                Bound::Borrowed(value.unwrap_or(&Value::Null))
            }
            (Encoding::JsonRows, Argument::Rows(rows)) => Bound::Owned(encode::json_rows(rows)),
            (_, Argument::Rows(rows)) => {
                Bound::Owned(encode::json_list(rows.iter().filter_map(|row| row.first())))
            }
            (_, Argument::List(values)) => Bound::Owned(encode::json_list(values)),
        }
    }
}
