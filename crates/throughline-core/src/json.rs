//! JSON documents as fields.

use std::ops::{Deref, DerefMut};

use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

use crate::{ColumnType, FieldType, FromValueError, Value, ValueRef, kind};

/// A field that holds any type that serde can write and read, as a JSON document.
///
/// ```
/// use throughline_core::{FieldType, Json, Value};
///
/// let tags = Json(vec!["new".to_owned(), "red".to_owned()]);
/// assert!(tags.to_value() == Value::Json(r#"["new","red"]"#.to_owned()));
/// ```
#[derive(
    Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize,
)]
#[serde(transparent)]
pub struct Json<T>(pub T);

impl<T> Deref for Json<T> {
    type Target = T;
    fn deref(&self) -> &T {
        &self.0
    }
}

impl<T> DerefMut for Json<T> {
    fn deref_mut(&mut self) -> &mut T {
        &mut self.0
    }
}

impl<T: Serialize + DeserializeOwned> FieldType for Json<T> {
    const COLUMN_TYPE: ColumnType = ColumnType::Json;
    type Kind = kind::Plain;
    type Nullable = Option<Self>;

    fn from_value(value: ValueRef<'_>) -> Result<Self, FromValueError> {
        let expected = FromValueError::expected_kind("a JSON document of the field's type");
        let ValueRef::Text(text) = value else {
            return Err(expected);
        };
        serde_json::from_str(text).map(Json).map_err(|_| expected)
    }

    fn to_value(&self) -> Value {
        match serde_json::to_string(&self.0) {
            Ok(document) => Value::Json(document),
            Err(_) => Value::Unfit("serde cannot write it as JSON, as keys that are no text"),
        }
    }
}
