//! Field types of other crates that are kept as one of jiff's.

/// Why a date that jiff and the engines do not know is refused when it is bound.
pub(crate) const YEARS: &str = "its year is not between -9999 and 9999";

/// A field type that is kept as one of jiff's.
macro_rules! as_jiff {
    ($($type:ty, $jiff:ty, $column:ident, $expected:literal, $to:expr, $from:expr;)*) => {$(
        #[diagnostic::do_not_recommend]
        impl $crate::FieldType for $type {
            const COLUMN_TYPE: $crate::ColumnType = $crate::ColumnType::$column;
            type Kind = $crate::kind::Plain;
            type Nullable = Option<Self>;

            fn from_value(value: $crate::ValueRef<'_>) -> Result<Self, $crate::FromValueError> {
                let expected = $crate::FromValueError::expected_kind($expected);
                let from: fn($jiff) -> Option<$type> = $from;
                from(<$jiff as $crate::FieldType>::from_value(value)?).ok_or(expected)
            }

            fn to_value(&self) -> $crate::Value {
                let to: fn($type) -> Option<$jiff> = $to;
                to(*self).map_or($crate::Value::Unfit($crate::as_jiff::YEARS), |value| $crate::FieldType::to_value(&value))
            }
        }
    )*};
}
pub(crate) use as_jiff;
