//! What a setter or a lookup takes for a field.

use std::borrow::Cow;

use jiff::Timestamp;
use jiff::civil::{Date, DateTime, Time};
use rust_decimal::Decimal;
use serde::Serialize;
use serde::de::DeserializeOwned;
use throughline_core::{FieldType, Json};
use uuid::Uuid;

/// A value that can be given to a field of type `T`: `"Ann"` for a `String`, `7` for an
/// `Option<i64>`.
///
/// ```
/// # use throughline_guide::*;
/// use throughline::{IntoField, blocking};
/// # let School { db, .. } = school()?;
/// fn hire(
///     db: &blocking::Db,
///     name: impl IntoField<String>,
///     room: impl IntoField<Option<i32>>,
/// ) -> throughline::Result<Teacher> {
///     let email = "new@school.example";
///     Teacher::builder().name(name).email(email).room(room).create(db)
/// }
///
/// assert_eq!(hire(&db, "Zoe", 7)?.room, Some(7));
/// # Ok::<(), throughline::Error>(())
/// ```
#[diagnostic::on_unimplemented(
    message = "a field of type `{T}` does not take a `{Self}`",
    label = "expected a value for `{T}`"
)]
pub trait IntoField<T> {
    /// The value, in the field's own type.
    ///
    /// ```
    /// use throughline::IntoField;
    /// let name: String = "Ann".into_field();
    /// let room: Option<i32> = 12.into_field();
    /// assert_eq!((name.as_str(), room), ("Ann", Some(12)));
    /// ```
    fn into_field(self) -> T;
}

/// `$from` for a field `$to` and for `Option<$to>`, with or without `Some` around it.
macro_rules! into_field {
    ($($from:ty => $to:ty: $value:ident, $convert:expr;)*) => {$(
        #[diagnostic::do_not_recommend]
        impl IntoField<$to> for $from {
            fn into_field(self) -> $to {
                let $value = self;
                $convert
            }
        }
        #[diagnostic::do_not_recommend]
        impl IntoField<Option<$to>> for $from {
            fn into_field(self) -> Option<$to> {
                let $value = self;
                Some($convert)
            }
        }
        #[diagnostic::do_not_recommend]
        impl IntoField<Option<$to>> for Option<$from> {
            fn into_field(self) -> Option<$to> {
                self.map(|$value| $convert)
            }
        }
    )*};
}

into_field! {
    bool => bool: v, v;
    i16 => i16: v, v;
    i32 => i32: v, v;
    i64 => i64: v, v;
    i32 => i64: v, i64::from(v);
    u32 => i64: v, i64::from(v);
    f64 => f64: v, v;
    String => String: v, v;
    &str => String: v, v.to_owned();
    &String => String: v, v.clone();
    Cow<'_, str> => String: v, v.into_owned();
    char => String: v, v.to_string();
    Vec<u8> => Vec<u8>: v, v;
    &[u8] => Vec<u8>: v, v.to_vec();
    &Vec<u8> => Vec<u8>: v, v.clone();
    Date => Date: v, v;
    Time => Time: v, v;
    DateTime => DateTime: v, v;
    Timestamp => Timestamp: v, v;
    Uuid => Uuid: v, v;
    Decimal => Decimal: v, v;
    i32 => Decimal: v, Decimal::from(v);
    i64 => Decimal: v, Decimal::from(v);
}

#[cfg(feature = "chrono")]
into_field! {
    chrono::NaiveDate => chrono::NaiveDate: v, v;
    chrono::NaiveTime => chrono::NaiveTime: v, v;
    chrono::NaiveDateTime => chrono::NaiveDateTime: v, v;
    chrono::DateTime<chrono::Utc> => chrono::DateTime<chrono::Utc>: v, v;
}

#[cfg(feature = "time")]
into_field! {
    time::Date => time::Date: v, v;
    time::Time => time::Time: v, v;
    time::PrimitiveDateTime => time::PrimitiveDateTime: v, v;
    time::OffsetDateTime => time::OffsetDateTime: v, v;
}

macro_rules! into_field_by_reference {
    ($($type:ty),*) => {$(
        #[diagnostic::do_not_recommend]
        impl IntoField<$type> for &$type {
            fn into_field(self) -> $type {
                *self
            }
        }
        #[diagnostic::do_not_recommend]
        impl IntoField<Option<$type>> for &Option<$type> {
            fn into_field(self) -> Option<$type> {
                *self
            }
        }
    )*};
}

into_field_by_reference!(
    bool, i16, i32, i64, f64, Date, Time, DateTime, Timestamp, Uuid, Decimal
);

#[diagnostic::do_not_recommend]
impl<const N: usize> IntoField<Vec<u8>> for &[u8; N] {
    fn into_field(self) -> Vec<u8> {
        self.to_vec()
    }
}

/// The parts of a composite key.
#[diagnostic::do_not_recommend]
impl<A, B, X: IntoField<A>, Y: IntoField<B>> IntoField<(A, B)> for (X, Y) {
    fn into_field(self) -> (A, B) {
        (self.0.into_field(), self.1.into_field())
    }
}

/// The parts of a composite key.
#[diagnostic::do_not_recommend]
impl<A, B, C, X: IntoField<A>, Y: IntoField<B>, Z: IntoField<C>> IntoField<(A, B, C)>
    for (X, Y, Z)
{
    fn into_field(self) -> (A, B, C) {
        (
            self.0.into_field(),
            self.1.into_field(),
            self.2.into_field(),
        )
    }
}

#[diagnostic::do_not_recommend]
impl<T: Serialize + DeserializeOwned> IntoField<Json<T>> for T {
    fn into_field(self) -> Json<T> {
        Json(self)
    }
}

#[diagnostic::do_not_recommend]
impl<T: Serialize + DeserializeOwned> IntoField<Json<T>> for Json<T> {
    fn into_field(self) -> Json<T> {
        self
    }
}

#[diagnostic::do_not_recommend]
impl<T: Serialize + DeserializeOwned> IntoField<Option<Json<T>>> for Json<T> {
    fn into_field(self) -> Option<Json<T>> {
        Some(self)
    }
}

#[diagnostic::do_not_recommend]
impl<T: Serialize + DeserializeOwned> IntoField<Option<Json<T>>> for Option<Json<T>> {
    fn into_field(self) -> Option<Json<T>> {
        self
    }
}

/// Marks the field types that `#[derive(FieldType)]` and `#[derive(Choice)]` make.
///
/// The derives cannot write all of what follows themselves: in the user's crate `Option<Role>` is
/// a foreign type.
#[doc(hidden)]
pub trait CustomField: FieldType {}

#[diagnostic::do_not_recommend]
impl<T: CustomField> IntoField<T> for T {
    fn into_field(self) -> T {
        self
    }
}

#[diagnostic::do_not_recommend]
impl<T: CustomField + Clone> IntoField<T> for &T {
    fn into_field(self) -> T {
        self.clone()
    }
}

#[diagnostic::do_not_recommend]
impl<T: CustomField> IntoField<Option<T>> for T {
    fn into_field(self) -> Option<T> {
        Some(self)
    }
}

#[diagnostic::do_not_recommend]
impl<T: CustomField + Clone> IntoField<Option<T>> for &T {
    fn into_field(self) -> Option<T> {
        Some(self.clone())
    }
}

#[diagnostic::do_not_recommend]
impl<T: CustomField> IntoField<Option<T>> for Option<T> {
    fn into_field(self) -> Option<T> {
        self
    }
}
