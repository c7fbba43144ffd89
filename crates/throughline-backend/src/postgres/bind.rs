//! Values as parameters, in the binary format of the type that the server asks for.

use bytes::{BufMut, BytesMut};
use throughline_core::{Error, ErrorKind, Value};
use throughline_sql::{Array, Bound};
use tokio_postgres::types::{Format, IsNull, Kind, ToSql, Type, to_sql_checked};

use super::moment;

type Encoded = Result<IsNull, Box<dyn std::error::Error + Sync + Send>>;

/// A parameter of a statement.
#[derive(Debug)]
pub(super) struct Parameter<'a>(pub(super) &'a Bound<'a>);

impl ToSql for Parameter<'_> {
    fn to_sql(&self, wanted: &Type, out: &mut BytesMut) -> Encoded {
        match self.0 {
            Bound::Borrowed(Value::Text(text) | Value::Json(text))
            | Bound::Owned(Value::Text(text) | Value::Json(text)) => {
                out.put_slice(text.as_bytes());
                Ok(IsNull::No)
            }
            Bound::Borrowed(value) => encode(value, base(wanted), out),
            Bound::Owned(value) => encode(value, base(wanted), out),
            Bound::Array(values) => match wanted.kind() {
                Kind::Array(of) => encode_array(values, of, out),
                _ => Err(mismatch("an array", wanted)),
            },
        }
    }

    /// Text is sent as such whatever the type: the server reads it, as it does in a literal.
    fn encode_format(&self, _: &Type) -> Format {
        match self.0.value() {
            Some(Value::Text(_) | Value::Json(_)) => Format::Text,
            _ => Format::Binary,
        }
    }

    fn accepts(_: &Type) -> bool {
        true
    }

    to_sql_checked!();
}

fn encode_array(values: &Array<'_>, of: &Type, out: &mut BytesMut) -> Encoded {
    let values = values.iter();
    let len = length(values.len())?;
    let (oid, of) = (of.oid(), base(of));
    // Before the values stand five numbers, and before each of them its length.
    out.reserve(20 + 12 * values.len());
    out.put_i32(1);
    let nulls = out.len();
    out.put_i32(0);
    out.put_u32(oid);
    out.put_i32(len);
    out.put_i32(1);
    let mut has_nulls = false;
    for value in values {
        has_nulls |= matches!(encode_element(value, of, out)?, IsNull::Yes);
    }
    out[nulls..nulls + 4].copy_from_slice(&i32::from(has_nulls).to_be_bytes());
    Ok(IsNull::No)
}

/// A value of an array, behind its length. What most arrays are of has its length before it is written.
fn encode_element(value: &Value, of: &Type, out: &mut BytesMut) -> Encoded {
    match (value, of) {
        (Value::Int(value), &Type::INT8) => put_element(&value.to_be_bytes(), out),
        (Value::Int(value), &Type::INT4) => {
            put_element(&narrow::<i32>(*value, of)?.to_be_bytes(), out)
        }
        (Value::Text(text), &(Type::TEXT | Type::VARCHAR)) => put_element(text.as_bytes(), out),
        _ => {
            let start = out.len();
            out.put_i32(-1);
            if let IsNull::Yes = encode(value, of, out)? {
                return Ok(IsNull::Yes);
            }
            let len = length(out.len() - start - 4)?;
            out[start..start + 4].copy_from_slice(&len.to_be_bytes());
            Ok(IsNull::No)
        }
    }
}

fn put_element(bytes: &[u8], out: &mut BytesMut) -> Encoded {
    out.put_i32(length(bytes.len())?);
    out.put_slice(bytes);
    Ok(IsNull::No)
}

fn length(len: usize) -> Result<i32, Box<dyn std::error::Error + Sync + Send>> {
    i32::try_from(len).map_err(|_| "longer than the server takes".into())
}

/// The type that a domain is made from; any other is its own.
fn base(wanted: &Type) -> &Type {
    let mut base = wanted;
    while let Kind::Domain(of) = base.kind() {
        base = of;
    }
    base
}

fn encode(value: &Value, wanted: &Type, out: &mut BytesMut) -> Encoded {
    match (value, wanted) {
        (Value::Null | Value::Unfit(_), _) => Ok(IsNull::Yes),
        (Value::Bool(value), &Type::BOOL) => value.to_sql(wanted, out),
        (Value::Int(value), _) => integer(*value, wanted, out),
        (Value::Float(value), _) => float(*value, wanted, out),
        (Value::Text(text) | Value::Json(text), _) => element_text(text, wanted, out),
        (Value::Bytes(bytes), &Type::BYTEA) => bytes.to_sql(wanted, out),
        (Value::Date(date), &Type::DATE) => moment::days(*date).to_sql(wanted, out),
        (Value::Time(time), &Type::TIME) => moment::micros(*time).to_sql(wanted, out),
        (Value::DateTime(civil), &Type::TIMESTAMP) => {
            moment::civil_micros(*civil).to_sql(wanted, out)
        }
        (Value::Timestamp(timestamp), &Type::TIMESTAMPTZ) => {
            moment::timestamp_micros(*timestamp).to_sql(wanted, out)
        }
        (Value::Uuid(uuid), &Type::UUID) => uuid.as_bytes().as_slice().to_sql(wanted, out),
        (Value::Decimal(decimal), &Type::NUMERIC) => decimal.to_sql(wanted, out),
        (value, _) => Err(mismatch(value.as_ref().kind(), wanted)),
    }
}

fn integer(value: i64, wanted: &Type, out: &mut BytesMut) -> Encoded {
    match *wanted {
        Type::INT8 => value.to_sql(wanted, out),
        Type::INT4 => narrow::<i32>(value, wanted)?.to_sql(wanted, out),
        Type::INT2 => narrow::<i16>(value, wanted)?.to_sql(wanted, out),
        Type::OID => narrow::<u32>(value, wanted)?.to_sql(wanted, out),
        Type::NUMERIC => rust_decimal::Decimal::from(value).to_sql(wanted, out),
        Type::FLOAT8 | Type::FLOAT4 => {
            // Up to 2^53 each integer is a number of 64 bits, up to 2^24 of 32.
            let exact = if *wanted == Type::FLOAT8 {
                1 << 53
            } else {
                1 << 24
            };
            if value.unsigned_abs() > exact {
                return Err(out_of_range(wanted));
            }
            #[expect(clippy::cast_precision_loss, reason = "checked above")]
            float(value as f64, wanted, out)
        }
        _ => Err(mismatch("an integer", wanted)),
    }
}

fn float(value: f64, wanted: &Type, out: &mut BytesMut) -> Encoded {
    match *wanted {
        Type::FLOAT8 => value.to_sql(wanted, out),
        #[expect(clippy::cast_possible_truncation, reason = "the column is as narrow")]
        Type::FLOAT4 => (value as f32).to_sql(wanted, out),
        Type::NUMERIC => match value.to_string().parse::<rust_decimal::Decimal>() {
            Ok(decimal) => decimal.to_sql(wanted, out),
            Err(_) => Err(out_of_range(wanted)),
        },
        _ => Err(mismatch("a floating-point number", wanted)),
    }
}

/// Text within an array, whose elements are all binary.
fn element_text(text: &str, wanted: &Type, out: &mut BytesMut) -> Encoded {
    match *wanted {
        Type::JSONB => {
            // The version of the format.
            out.put_u8(1);
            out.put_slice(text.as_bytes());
        }
        Type::TEXT | Type::VARCHAR | Type::BPCHAR | Type::NAME | Type::JSON | Type::UNKNOWN => {
            out.put_slice(text.as_bytes());
        }
        _ if matches!(wanted.kind(), Kind::Enum(_)) => out.put_slice(text.as_bytes()),
        _ => return Err(mismatch("text", wanted)),
    }
    Ok(IsNull::No)
}

fn narrow<T: TryFrom<i64>>(
    value: i64,
    wanted: &Type,
) -> Result<T, Box<dyn std::error::Error + Sync + Send>> {
    T::try_from(value).map_err(|_| out_of_range(wanted))
}

fn out_of_range(wanted: &Type) -> Box<dyn std::error::Error + Sync + Send> {
    let message = format!("a number is out of the range of the type `{wanted}`");
    Box::new(Error::new(ErrorKind::InvalidValue, message))
}

fn mismatch(given: &str, wanted: &Type) -> Box<dyn std::error::Error + Sync + Send> {
    let message = format!("a value of the type `{wanted}` is asked for, and {given} was given");
    let error = Error::new(ErrorKind::InvalidValue, message)
        .with_hint("give a value of that type, or cast the placeholder in the statement");
    Box::new(error)
}
