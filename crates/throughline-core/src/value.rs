//! Values on their way to the database ([`Value`]) and back ([`ValueRef`]).

use jiff::Timestamp;
use jiff::civil::{Date, DateTime, Time};
use rust_decimal::Decimal;
use uuid::Uuid;

/// A value that is bound to a statement.
///
/// Times are kept to the microsecond, which every engine can.
///
/// ```
/// # extern crate throughline_core as throughline;
/// use throughline::Value;
///
/// let value = Value::Text("secret".to_owned());
/// assert_eq!(format!("{value:?}"), "text"); // its kind alone is ever printed
/// ```
#[derive(Clone, PartialEq, PartialOrd)]
pub enum Value {
    /// No value.
    Null,
    /// A truth value.
    Bool(bool),
    /// An integer of any width.
    Int(i64),
    /// A floating-point number.
    Float(f64),
    /// Text.
    Text(String),
    /// Bytes.
    Bytes(Vec<u8>),
    /// A calendar date.
    Date(Date),
    /// A time of day.
    Time(Time),
    /// A date and a time of day, without time zone.
    DateTime(DateTime),
    /// A point in time.
    Timestamp(Timestamp),
    /// A UUID.
    Uuid(Uuid),
    /// An exact decimal number.
    Decimal(Decimal),
    /// A JSON document, as text.
    Json(String),
    /// A value that no engine can keep, and why. Binding it is an error.
    Unfit(&'static str),
}

/// Prints the kind of the value, never the value: values stay out of logs and messages.
impl std::fmt::Debug for Value {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.as_ref().kind())
    }
}

impl Value {
    /// Whether this is [`Value::Null`].
    ///
    /// ```
    /// # extern crate throughline_core as throughline;
    /// use throughline::Value;
    ///
    /// assert!(Value::Null.is_null());
    /// assert!(!Value::Int(0).is_null());
    /// ```
    #[must_use]
    pub fn is_null(&self) -> bool {
        matches!(self, Value::Null)
    }

    /// The value, borrowed.
    ///
    /// ```
    /// # extern crate throughline_core as throughline;
    /// use throughline::{Value, ValueRef};
    ///
    /// assert!(Value::Text("Ann".to_owned()).as_ref() == ValueRef::Text("Ann"));
    /// ```
    #[must_use]
    #[inline]
    pub fn as_ref(&self) -> ValueRef<'_> {
        match self {
            Value::Null | Value::Unfit(_) => ValueRef::Null,
            Value::Bool(v) => ValueRef::Bool(*v),
            Value::Int(v) => ValueRef::Int(*v),
            Value::Float(v) => ValueRef::Float(*v),
            Value::Text(v) | Value::Json(v) => ValueRef::Text(v),
            Value::Bytes(v) => ValueRef::Bytes(v),
            Value::Date(v) => ValueRef::Date(*v),
            Value::Time(v) => ValueRef::Time(*v),
            Value::DateTime(v) => ValueRef::DateTime(*v),
            Value::Timestamp(v) => ValueRef::Timestamp(*v),
            Value::Uuid(v) => ValueRef::Uuid(*v),
            Value::Decimal(v) => ValueRef::Decimal(*v),
        }
    }

    /// The order in which keys are written, the same for every caller, so that two calls never
    /// wait for each other's rows.
    ///
    /// ```
    /// # extern crate throughline_core as throughline;
    /// use throughline::Value;
    ///
    /// let mut keys = [Value::Int(3), Value::Int(1), Value::Int(2)];
    /// keys.sort_by(Value::key_order);
    /// assert!(keys == [Value::Int(1), Value::Int(2), Value::Int(3)]);
    /// ```
    #[must_use]
    #[inline]
    pub fn key_order(&self, other: &Value) -> std::cmp::Ordering {
        if let (Value::Int(this), Value::Int(other)) = (self, other) {
            return this.cmp(other);
        }
        self.partial_cmp(other).unwrap_or(std::cmp::Ordering::Equal)
    }
}

/// A value as the driver gives it, borrowed from the row.
///
/// An engine without a type of its own gives the nearest: SQLite gives text for a date and an
/// integer for a truth value.
///
/// ```
/// # extern crate throughline_core as throughline;
/// use throughline::ValueRef;
///
/// fn length(value: ValueRef<'_>) -> Option<usize> {
///     match value {
///         ValueRef::Text(text) => Some(text.len()),
///         ValueRef::Bytes(bytes) => Some(bytes.len()),
///         _ => None,
///     }
/// }
///
/// assert_eq!(length(ValueRef::Text("Ann")), Some(3));
/// ```
#[derive(Clone, Copy, PartialEq)]
pub enum ValueRef<'a> {
    /// No value.
    Null,
    /// A truth value.
    Bool(bool),
    /// An integer of any width.
    Int(i64),
    /// A floating-point number.
    Float(f64),
    /// Text.
    Text(&'a str),
    /// Bytes.
    Bytes(&'a [u8]),
    /// A calendar date.
    Date(Date),
    /// A time of day.
    Time(Time),
    /// A date and a time of day, without time zone.
    DateTime(DateTime),
    /// A point in time.
    Timestamp(Timestamp),
    /// A UUID.
    Uuid(Uuid),
    /// An exact decimal number.
    Decimal(Decimal),
}

impl ValueRef<'_> {
    /// What it is, for a message: `text`, `an integer`, `null`.
    ///
    /// ```
    /// # extern crate throughline_core as throughline;
    /// use throughline::ValueRef;
    ///
    /// assert_eq!(ValueRef::Int(7).kind(), "an integer");
    /// ```
    #[must_use]
    pub fn kind(&self) -> &'static str {
        match self {
            ValueRef::Null => "null",
            ValueRef::Bool(_) => "a truth value",
            ValueRef::Int(_) => "an integer",
            ValueRef::Float(_) => "a floating-point number",
            ValueRef::Text(_) => "text",
            ValueRef::Bytes(_) => "bytes",
            ValueRef::Date(_) => "a date",
            ValueRef::Time(_) => "a time",
            ValueRef::DateTime(_) => "a date and time",
            ValueRef::Timestamp(_) => "a timestamp",
            ValueRef::Uuid(_) => "a UUID",
            ValueRef::Decimal(_) => "a decimal number",
        }
    }

    /// The value, owned.
    ///
    /// ```
    /// # extern crate throughline_core as throughline;
    /// use throughline::{Value, ValueRef};
    ///
    /// assert!(ValueRef::Text("Ann").to_value() == Value::Text("Ann".to_owned()));
    /// ```
    #[must_use]
    #[inline]
    pub fn to_value(&self) -> Value {
        match *self {
            ValueRef::Null => Value::Null,
            ValueRef::Bool(v) => Value::Bool(v),
            ValueRef::Int(v) => Value::Int(v),
            ValueRef::Float(v) => Value::Float(v),
            ValueRef::Text(v) => Value::Text(v.to_owned()),
            ValueRef::Bytes(v) => Value::Bytes(v.to_vec()),
            ValueRef::Date(v) => Value::Date(v),
            ValueRef::Time(v) => Value::Time(v),
            ValueRef::DateTime(v) => Value::DateTime(v),
            ValueRef::Timestamp(v) => Value::Timestamp(v),
            ValueRef::Uuid(v) => Value::Uuid(v),
            ValueRef::Decimal(v) => Value::Decimal(v),
        }
    }
}

/// Prints the kind of the value, never the value.
impl std::fmt::Debug for ValueRef<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.kind())
    }
}
