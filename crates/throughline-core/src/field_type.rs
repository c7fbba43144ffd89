//! Rust types that can be fields.

use std::fmt;

use jiff::Timestamp;
use jiff::civil::{Date, DateTime, Time};
use rust_decimal::Decimal;
use uuid::Uuid;

use crate::{ColumnType, Value, ValueRef};

/// A type that can stand in a model as a field.
///
/// Made for the types of the standard library, jiff, `Uuid`, `Decimal`, [`Json`](crate::Json)
/// and `Option` of these. `#[derive(Choice)]` makes it for an enum without data,
/// `#[derive(FieldType)]` for a struct around one such type.
///
/// ```
/// # extern crate throughline_core as throughline;
/// use throughline::{ColumnType, FieldType, FromValueError, Value, ValueRef, kind};
///
/// /// A temperature in tenths of a degree, which nobody can take for a plain number.
/// #[derive(Debug, Clone, Copy, PartialEq)]
/// struct Temperature(i32);
///
/// impl FieldType for Temperature {
///     const COLUMN_TYPE: ColumnType = ColumnType::Int;
///     type Kind = kind::Plain;
///     type Nullable = Option<Self>;
///
///     fn from_value(value: ValueRef<'_>) -> Result<Self, FromValueError> {
///         i32::from_value(value).map(Temperature)
///     }
///
///     fn to_value(&self) -> Value {
///         self.0.to_value()
///     }
/// }
///
/// assert!(Temperature(215).to_value() == Value::Int(215));
/// ```
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be a field of a model",
    label = "not a field type",
    note = "field types are i16, i32, i64, f64, bool, String, Vec<u8>, jiff's dates and times, \
            Uuid, Decimal, Json<T>, ForeignKey<T>, and Option of these",
    note = "an enum becomes one by `#[derive(Choice)]`, a struct around one field by \
            `#[derive(FieldType)]`, anything that serde can write by `Json<T>`"
)]
pub trait FieldType: Sized {
    /// The logical type of its column.
    const COLUMN_TYPE: ColumnType;
    /// Whether the column takes null.
    const NULLABLE: bool = false;
    /// The texts that the column may hold, for a [`Choice`](ColumnType::Text) enum.
    const CHOICES: &'static [&'static str] = &[];
    /// Which lookups it has; see [`kind`].
    type Kind: Kind;
    /// This type where there may be no value: `Option<Self>`, or itself if it takes null.
    type Nullable: FieldType;

    /// The value from the database.
    ///
    /// ```
    /// # extern crate throughline_core as throughline;
    /// use throughline::{FieldType, ValueRef};
    ///
    /// assert_eq!(i32::from_value(ValueRef::Int(7)), Ok(7));
    /// assert_eq!(Option::<i32>::from_value(ValueRef::Null), Ok(None));
    /// assert!(i32::from_value(ValueRef::Text("seven")).is_err());
    /// ```
    ///
    /// # Errors
    ///
    /// If the column holds something that this type cannot be.
    fn from_value(value: ValueRef<'_>) -> Result<Self, FromValueError>;

    /// The value for the database.
    ///
    /// ```
    /// # extern crate throughline_core as throughline;
    /// use throughline::{FieldType, Value};
    ///
    /// assert!(7_i32.to_value() == Value::Int(7));
    /// assert!(None::<i32>.to_value() == Value::Null);
    /// ```
    fn to_value(&self) -> Value;

    /// The value for the database, of what nobody else needs: texts and bytes are moved into it, all else is as by
    /// [`to_value`](FieldType::to_value).
    ///
    /// ```
    /// # extern crate throughline_core as throughline;
    /// use throughline::{FieldType, Value};
    ///
    /// let name = String::from("Ann");
    /// let (place, value) = (name.as_ptr(), name.into_value());
    /// assert!(matches!(value, Value::Text(text) if text.as_ptr() == place));
    /// ```
    #[inline]
    fn into_value(self) -> Value {
        self.to_value()
    }
}

/// What a type expected and did not find.
///
/// ```
/// # extern crate throughline_core as throughline;
/// use throughline::FromValueError;
///
/// let error = FromValueError::expected_kind("a colour");
/// assert_eq!(error.to_string(), "expected a colour");
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct FromValueError {
    expected: &'static str,
}

impl FromValueError {
    /// Expected that: `an integer`, `text`.
    ///
    /// ```
    /// # extern crate throughline_core as throughline;
    /// use throughline::FromValueError;
    ///
    /// const NO_COLOUR: FromValueError = FromValueError::expected_kind("a colour");
    /// ```
    #[must_use]
    pub const fn expected_kind(expected: &'static str) -> Self {
        FromValueError { expected }
    }

    /// What was expected.
    ///
    /// ```
    /// # extern crate throughline_core as throughline;
    /// use throughline::FromValueError;
    ///
    /// assert_eq!(FromValueError::expected_kind("a colour").expected(), "a colour");
    /// ```
    #[must_use]
    pub const fn expected(&self) -> &'static str {
        self.expected
    }
}

impl fmt::Display for FromValueError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "expected {}", self.expected)
    }
}

impl std::error::Error for FromValueError {}

/// A family of field types with the same lookups. Sealed: see [`kind`].
pub trait Kind: sealed::Sealed {}

mod sealed {
    #[allow(
        unreachable_pub,
        reason = "public in a private module: that is what seals the trait"
    )]
    pub trait Sealed {}
}

/// The families of field types: text has `contains`, numbers have arithmetic.
pub mod kind {
    macro_rules! kinds {
        ($($(#[$doc:meta])* $name:ident)*) => {$(
            $(#[$doc])*
            #[derive(Debug, Clone, Copy)]
            pub enum $name {}
            impl super::sealed::Sealed for $name {}
            impl super::Kind for $name {}
        )*};
    }
    kinds! {
        /// Text.
        Text
        /// Numbers.
        Number
        /// Everything else.
        Plain
    }
}

macro_rules! field_type {
    ($type:ty, $column:ident, $kind:ident, $expected:literal, $($pattern:pat => $read:expr),+;
     $self:ident => $write:expr$(, moved $moved:expr)?) => {
        #[diagnostic::do_not_recommend]
        impl FieldType for $type {
            const COLUMN_TYPE: ColumnType = ColumnType::$column;
            type Kind = kind::$kind;
            type Nullable = Option<Self>;
            #[inline]
            fn from_value(value: ValueRef<'_>) -> Result<Self, FromValueError> {
                let read: Option<Self> = match value {
                    $($pattern => $read,)+
                    _ => None,
                };
                read.ok_or(FromValueError::expected_kind($expected))
            }
            #[inline]
            fn to_value(&self) -> Value {
                let $self = self;
                $write
            }
            $(
                #[inline]
                fn into_value(self) -> Value {
                    $moved(self)
                }
            )?
        }
    };
}

field_type!(bool, Bool, Plain, "a truth value",
    ValueRef::Bool(v) => Some(v), ValueRef::Int(v) => Some(v != 0);
    v => Value::Bool(*v));
field_type!(i16, SmallInt, Number, "a 16-bit integer",
    ValueRef::Int(v) => v.try_into().ok();
    v => Value::Int(i64::from(*v)));
field_type!(i32, Int, Number, "a 32-bit integer",
    ValueRef::Int(v) => v.try_into().ok();
    v => Value::Int(i64::from(*v)));
field_type!(i64, BigInt, Number, "an integer",
    ValueRef::Int(v) => Some(v);
    v => Value::Int(*v));
field_type!(f64, Float, Number, "a floating-point number",
    ValueRef::Float(v) => Some(v), ValueRef::Int(v) => exact_float(v);
    v => Value::Float(*v));
field_type!(String, Text, Text, "text",
    ValueRef::Text(v) => Some(v.to_owned());
    v => Value::Text(v.clone()), moved Value::Text);
field_type!(Vec<u8>, Bytes, Plain, "bytes",
    ValueRef::Bytes(v) => Some(v.to_vec());
    v => Value::Bytes(v.clone()), moved Value::Bytes);
field_type!(Date, Date, Plain, "a date (2026-01-31)",
    ValueRef::Date(v) => Some(v), ValueRef::Text(v) => v.parse().ok();
    v => Value::Date(*v));
field_type!(Time, Time, Plain, "a time (13:30:00)",
    ValueRef::Time(v) => Some(v), ValueRef::Text(v) => v.parse().ok();
    v => Value::Time(micros(*v)));
field_type!(DateTime, DateTime, Plain, "a date and time (2026-01-31 13:30:00)",
    ValueRef::DateTime(v) => Some(v), ValueRef::Text(v) => v.parse().ok();
    v => Value::DateTime(v.date().to_datetime(micros(v.time()))));
field_type!(Timestamp, Timestamp, Plain, "a timestamp (2026-01-31 13:30:00, in UTC)",
    ValueRef::Timestamp(v) => Some(v),
    ValueRef::DateTime(v) => jiff::tz::TimeZone::UTC.to_timestamp(v).ok(),
    ValueRef::Text(v) => utc(v);
    v => Value::Timestamp(Timestamp::from_microsecond(v.as_microsecond()).unwrap_or(*v)));
field_type!(Uuid, Uuid, Plain, "a UUID",
    ValueRef::Uuid(v) => Some(v),
    ValueRef::Text(v) => v.parse().ok(),
    ValueRef::Bytes(v) => Uuid::from_slice(v).ok();
    v => Value::Uuid(*v));
field_type!(Decimal, Decimal, Number, "a decimal number",
    ValueRef::Decimal(v) => Some(v),
    ValueRef::Int(v) => Some(Decimal::from(v)),
    ValueRef::Float(v) => v.to_string().parse().ok(),
    ValueRef::Text(v) => v.parse().ok();
    v => Value::Decimal(*v));

/// The time without what is finer than a microsecond, which no engine keeps.
fn micros(time: Time) -> Time {
    let nanos = time.subsec_nanosecond();
    time.with()
        .subsec_nanosecond(nanos - nanos % 1_000)
        .build()
        .unwrap_or(time)
}

/// SQLite keeps a whole number that was written to a floating-point column as an integer.
fn exact_float(value: i64) -> Option<f64> {
    #[expect(clippy::cast_precision_loss, reason = "checked by the way back")]
    let float = value as f64;
    #[expect(
        clippy::cast_possible_truncation,
        reason = "compared with the original"
    )]
    (float as i64 == value).then_some(float)
}

/// A timestamp as SQLite keeps it: in UTC, with or without a zone written behind it.
fn utc(text: &str) -> Option<Timestamp> {
    if let Ok(timestamp) = text.parse() {
        return Some(timestamp);
    }
    let civil: DateTime = text.parse().ok()?;
    jiff::tz::TimeZone::UTC.to_timestamp(civil).ok()
}

impl<T: FieldType> FieldType for Option<T> {
    const COLUMN_TYPE: ColumnType = T::COLUMN_TYPE;
    const NULLABLE: bool = true;
    const CHOICES: &'static [&'static str] = T::CHOICES;
    type Kind = T::Kind;
    type Nullable = Self;

    #[inline]
    fn from_value(value: ValueRef<'_>) -> Result<Self, FromValueError> {
        match value {
            ValueRef::Null => Ok(None),
            value => T::from_value(value).map(Some),
        }
    }

    fn to_value(&self) -> Value {
        self.as_ref().map_or(Value::Null, FieldType::to_value)
    }

    fn into_value(self) -> Value {
        self.map_or(Value::Null, FieldType::into_value)
    }
}
