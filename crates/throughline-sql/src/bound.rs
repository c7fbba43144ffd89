//! The parameters of a statement, ready for a driver.

use std::borrow::Cow;

use smallvec::SmallVec;
use throughline_core::Value;

use crate::plan::ValueRows;

/// The parameters of a statement, in order. Those of most statements are on the stack.
pub type Parameters<'a> = SmallVec<[Bound<'a>; 2]>;

/// A parameter, ready for a driver.
#[derive(Debug, Clone)]
pub enum Bound<'a> {
    /// A value of the plan.
    Borrowed(&'a Value),
    /// A value made for the driver.
    Owned(Value),
    /// An array of values.
    Array(Array<'a>),
}

impl Bound<'_> {
    /// The same, on its own.
    #[must_use]
    pub fn into_owned(self) -> Bound<'static> {
        match self {
            Bound::Borrowed(value) => Bound::Owned(value.clone()),
            Bound::Owned(value) => Bound::Owned(value),
            Bound::Array(values) => Bound::Array(values.into_owned()),
        }
    }

    /// The value, where the parameter is one.
    #[must_use]
    pub fn value(&self) -> Option<&Value> {
        match self {
            Bound::Borrowed(value) => Some(value),
            Bound::Owned(value) => Some(value),
            Bound::Array(..) => None,
        }
    }
}

/// The values of an array, where they lie: a list, or one column of rows.
#[derive(Debug, Clone)]
pub struct Array<'a> {
    /// Begins with the first of them.
    values: Cow<'a, [Value]>,
    /// From each one to the next.
    step: usize,
    any_length: bool,
}

impl<'a> Array<'a> {
    pub(crate) fn list(values: &'a [Value]) -> Self {
        let values = Cow::Borrowed(values);
        Array {
            values,
            step: 1,
            any_length: false,
        }
    }

    pub(crate) fn column(rows: &'a ValueRows, position: usize, any_length: bool) -> Self {
        let values = rows.values().get(position..).unwrap_or_default();
        Array {
            values: Cow::Borrowed(values),
            step: rows.width().max(1),
            any_length,
        }
    }

    /// Whether one plan of the server's serves any number of them.
    #[must_use]
    pub fn any_length(&self) -> bool {
        self.any_length
    }

    /// The values, in their order.
    pub fn iter(&self) -> impl ExactSizeIterator<Item = &Value> {
        self.values.iter().step_by(self.step)
    }

    fn into_owned(self) -> Array<'static> {
        let values = match (self.step, self.values) {
            (1, values) => values.into_owned(),
            (step, values) => values.iter().step_by(step).cloned().collect(),
        };
        Array {
            values: Cow::Owned(values),
            step: 1,
            any_length: self.any_length,
        }
    }
}
