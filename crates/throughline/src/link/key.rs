//! Keys that rows are looked up by.

use throughline_core::Value;

/// A key to look rows up by.
#[derive(Debug, PartialEq, Eq, Hash)]
pub(crate) enum KeyOf {
    Int(i64),
    Text(String),
    Uuid(uuid::Uuid),
}

impl KeyOf {
    pub(crate) fn of(value: &Value) -> Self {
        match value {
            Value::Int(key) => KeyOf::Int(*key),
            Value::Uuid(key) => KeyOf::Uuid(*key),
            Value::Text(key) => KeyOf::Text(key.clone()),
            // No key is of another type.
            _ => KeyOf::Text(String::new()),
        }
    }
}
