//! One `do` of a trace: its fields, each asked for by what it has to be.

use serde_json::Value;

use super::answer::Fault;
use super::fields::Columns;

/// A `do`, or an object within it.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Request<'a>(pub(crate) &'a Columns);

/// The fields that say where an operation goes.
pub(crate) const WHERE: [&str; 3] = ["op", "model", "on"];

/// The fields that make up a query.
pub(crate) const QUERY: [&str; 7] = [
    "filter", "exclude", "annotate", "having", "order_by", "distinct", "slice",
];

impl<'a> Request<'a> {
    /// An object, or it is not understood.
    pub(crate) fn of(value: &'a Value) -> Result<Self, Fault> {
        let object = value.as_object().map(Request);
        object.ok_or_else(|| Fault::Unknown(format!("{value} is no object")))
    }

    /// Whether all fields are among these.
    pub(crate) fn only(self, known: &[&[&str]]) -> Result<(), Fault> {
        let unknown = |name: &&String| !known.iter().any(|names| names.contains(&name.as_str()));
        match self.0.keys().find(unknown) {
            None => Ok(()),
            Some(name) => Err(Fault::Unknown(format!(
                "the field `{name}` is unknown here"
            ))),
        }
    }

    /// A field that may be missing.
    pub(crate) fn get(self, name: &str) -> Option<&'a Value> {
        self.0.get(name)
    }

    /// A field that may not.
    pub(crate) fn need(self, name: &str) -> Result<&'a Value, Fault> {
        let value = self.get(name);
        value.ok_or_else(|| Fault::Unknown(format!("the field `{name}` is missing")))
    }

    /// A field that is a text.
    pub(crate) fn text(self, name: &str) -> Result<&'a str, Fault> {
        let value = self.need(name)?;
        value.as_str().ok_or_else(|| unfit(name, value, "text"))
    }

    /// A field that is a list.
    pub(crate) fn list(self, name: &str) -> Result<&'a [Value], Fault> {
        list(name, self.need(name)?)
    }

    /// A field that is a list, and empty if it is missing.
    pub(crate) fn list_or_empty(self, name: &str) -> Result<&'a [Value], Fault> {
        self.get(name).map_or(Ok(&[]), |value| list(name, value))
    }

    /// A field that is an object of columns.
    pub(crate) fn columns(self, name: &str) -> Result<&'a Columns, Fault> {
        let value = self.need(name)?;
        value
            .as_object()
            .ok_or_else(|| unfit(name, value, "object"))
    }

    /// A field that is an object of columns, or is missing.
    pub(crate) fn columns_if_any(self, name: &str) -> Result<Option<&'a Columns>, Fault> {
        let columns = self.get(name).map(|_| self.columns(name));
        columns.transpose()
    }

    /// A field that is true or false, and false if it is missing.
    pub(crate) fn flag(self, name: &str) -> Result<bool, Fault> {
        let Some(value) = self.get(name) else {
            return Ok(false);
        };
        value.as_bool().ok_or_else(|| unfit(name, value, "bool"))
    }
}

fn list<'a>(name: &str, value: &'a Value) -> Result<&'a [Value], Fault> {
    let list = value.as_array().map(Vec::as_slice);
    list.ok_or_else(|| unfit(name, value, "list"))
}

/// A list of words, such as a path.
pub(crate) fn words(value: &Value) -> Result<Vec<&str>, Fault> {
    let words = value.as_array().map(|list| list.iter().map(Value::as_str));
    let words = words.and_then(Iterator::collect::<Option<Vec<_>>>);
    words.ok_or_else(|| Fault::Unknown(format!("{value} is no list of words")))
}

fn unfit(name: &str, value: &Value, wanted: &str) -> Fault {
    Fault::Unknown(format!("`{name}` is {value}, which is no {wanted}"))
}
