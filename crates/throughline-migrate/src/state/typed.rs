//! Values of columns whose type is known at run time only.

use jiff::Timestamp;
use jiff::civil::{Date, DateTime, Time};
use rust_decimal::Decimal;
use throughline_core::{ColumnType, FieldType, FromValueError, Value, ValueRef};
use uuid::Uuid;

/// The value that a field of that type would read, as it would write it.
pub(crate) fn typed(value: ValueRef<'_>, column_type: ColumnType) -> Result<Value, FromValueError> {
    fn as_type<T: FieldType>(value: ValueRef<'_>) -> Result<Value, FromValueError> {
        T::from_value(value).map(|value| value.to_value())
    }
    if value == ValueRef::Null {
        return Ok(Value::Null);
    }
    match column_type {
        ColumnType::SmallInt => as_type::<i16>(value),
        ColumnType::Int => as_type::<i32>(value),
        ColumnType::BigInt => as_type::<i64>(value),
        ColumnType::Float => as_type::<f64>(value),
        ColumnType::Bool => as_type::<bool>(value),
        ColumnType::Text => as_type::<String>(value),
        ColumnType::Json => String::from_value(value).map(Value::Json),
        ColumnType::Bytes => as_type::<Vec<u8>>(value),
        ColumnType::Decimal => as_type::<Decimal>(value),
        ColumnType::Date => as_type::<Date>(value),
        ColumnType::Time => as_type::<Time>(value),
        ColumnType::DateTime => as_type::<DateTime>(value),
        ColumnType::Timestamp => as_type::<Timestamp>(value),
        ColumnType::Uuid => as_type::<Uuid>(value),
    }
}
