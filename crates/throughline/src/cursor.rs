//! A place in an ordered query set, as a text that a caller can keep and give back.

use std::fmt;
use std::str::FromStr;

use throughline_core::{Error, ErrorKind, Relation, Result, Value};
use throughline_sql::encode;
use throughline_sql::plan::{Comparison, Condition, Nulls, Operand, Order};

/// A place in an ordered query set: behind the last row of a part. See
/// [`RowSet::after`](crate::RowSet::after).
///
/// It is a text of digits and letters, fit for a URL. It holds the values that the last row has
/// been ordered by: they are not encrypted. A text that was changed, or is that of another order,
/// is refused; whoever makes one that is not can reach no rows but those of the query set.
///
/// ```
/// # use throughline_guide::*;
/// use throughline::Cursor;
/// # let School { db, .. } = school()?;
/// let by_name = || Student::objects().order_by(|s| s.name());
/// let first = by_name().after(None, 2).get(&db)?;
/// let text = first.next.expect("there are three").to_string();
///
/// let cursor: Cursor = text.parse()?;
/// let rest = by_name().after(Some(&cursor), 2).get(&db)?;
/// assert_eq!((rest.rows[0].name.as_str(), rest.next), ("Cleo", None));
/// assert!("nonsense".parse::<Cursor>().is_err());
/// # Ok::<(), throughline::Error>(())
/// ```
#[derive(Clone, PartialEq)]
pub struct Cursor {
    /// What the rows are ordered by, in short.
    order: u64,
    values: Vec<Value>,
}

impl fmt::Debug for Cursor {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Cursor").finish_non_exhaustive()
    }
}

impl Cursor {
    /// Behind a row that has these values in that order.
    pub(crate) fn new(order: &[Order], values: Vec<Value>) -> Self {
        Cursor {
            order: fingerprint(order),
            values,
        }
    }

    /// The condition of the rows behind it.
    pub(crate) fn condition(&self, order: &[Order]) -> Result<Condition> {
        if self.order != fingerprint(order) || self.values.len() != order.len() {
            return Err(refused("the cursor is that of another order")
                .with_hint("give a cursor to the query set that it came from, ordered alike"));
        }
        Ok(behind(order, &self.values))
    }
}

/// The rows behind one that has these values.
pub(crate) fn behind(order: &[Order], values: &[Value]) -> Condition {
    let terms: Vec<_> = order.iter().zip(values).collect();
    let mut any = Vec::with_capacity(terms.len());
    for (position, (order, value)) in terms.iter().enumerate() {
        let mut all: Vec<_> = terms[..position].iter().map(|term| same(*term)).collect();
        all.push(beyond(order, value));
        any.push(Condition::And(all));
    }
    let behind = Condition::Or(any);
    match terms.first() {
        // An index on the first column finds where to begin.
        Some((order, value)) if !value.is_null() && !order.operand.is_nullable() => {
            Condition::And(vec![at_least(order, value), behind])
        }
        _ => behind,
    }
}

fn same((order, value): (&Order, &Value)) -> Condition {
    let operand = order.operand.clone();
    if value.is_null() {
        return Condition::IsNull(operand, true);
    }
    Condition::Compare(operand, Comparison::Equal, Operand::Value(value.clone()))
}

fn at_least(order: &Order, value: &Value) -> Condition {
    let comparison = if order.descending {
        Comparison::LessOrEqual
    } else {
        Comparison::GreaterOrEqual
    };
    Condition::Compare(
        order.operand.clone(),
        comparison,
        Operand::Value(value.clone()),
    )
}

fn beyond(order: &Order, value: &Value) -> Condition {
    let operand = || order.operand.clone();
    if value.is_null() {
        return match order.nulls() {
            Nulls::First => Condition::IsNull(operand(), false),
            Nulls::Last => Condition::Constant(false),
        };
    }
    let comparison = if order.descending {
        Comparison::Less
    } else {
        Comparison::Greater
    };
    let beyond = Condition::Compare(operand(), comparison, Operand::Value(value.clone()));
    match order.nulls() {
        Nulls::Last if order.operand.is_nullable() => beyond.or(Condition::IsNull(operand(), true)),
        _ => beyond,
    }
}

/// What an order is by, in a number that is the same in every run of every program.
fn fingerprint(order: &[Order]) -> u64 {
    let mut text = String::new();
    for one in order {
        match &one.operand {
            Operand::Column(path) => {
                text.extend(path.relations.iter().map(Relation::label));
                text.push_str(path.field.name);
            }
            // Computed values differ by their place alone.
            _ => text.push('='),
        }
        text.push(if one.descending { '-' } else { '+' });
        text.push(if one.nulls() == Nulls::First {
            '<'
        } else {
            '>'
        });
    }
    hash(text.as_bytes())
}

/// FNV-1a: it tells texts apart that differ by accident, not by intent.
fn hash(bytes: &[u8]) -> u64 {
    bytes.iter().fold(0xcbf2_9ce4_8422_2325, |hash, byte| {
        (hash ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01b3)
    })
}

impl fmt::Display for Cursor {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut text = format!("{:016x}", self.order);
        for value in &self.values {
            let (tag, content) = written(value);
            text.push_str(&format!("{tag}{}:{content}", content.len()));
        }
        write!(f, "{:016x}", hash(text.as_bytes()))?;
        text.bytes().try_for_each(|byte| write!(f, "{byte:02x}"))
    }
}

/// A value as a letter and a text.
fn written(value: &Value) -> (char, String) {
    match value {
        Value::Null | Value::Unfit(_) => ('n', String::new()),
        Value::Bool(value) => ('b', value.to_string()),
        Value::Int(value) => ('i', value.to_string()),
        Value::Float(value) => ('f', value.to_bits().to_string()),
        Value::Text(value) | Value::Json(value) => ('t', value.clone()),
        Value::Bytes(value) => (
            'x',
            value.iter().map(|byte| format!("{byte:02x}")).collect(),
        ),
        Value::Date(_) => ('d', encode::text(value).unwrap_or_default()),
        Value::Time(_) => ('c', encode::text(value).unwrap_or_default()),
        Value::DateTime(_) => ('m', encode::text(value).unwrap_or_default()),
        Value::Timestamp(value) => ('s', value.as_microsecond().to_string()),
        Value::Uuid(_) => ('u', encode::text(value).unwrap_or_default()),
        Value::Decimal(_) => ('e', encode::text(value).unwrap_or_default()),
    }
}

/// The value that was written so.
fn value(tag: u8, text: &str) -> Option<Value> {
    Some(match tag {
        b'n' => Value::Null,
        b'b' => Value::Bool(text.parse().ok()?),
        b'i' => Value::Int(text.parse().ok()?),
        b'f' => Value::Float(f64::from_bits(text.parse().ok()?)),
        b't' => Value::Text(text.to_owned()),
        b'x' => Value::Bytes(bytes(text)?),
        b'd' => Value::Date(text.parse().ok()?),
        b'c' => Value::Time(text.parse().ok()?),
        b'm' => Value::DateTime(text.parse().ok()?),
        b's' => Value::Timestamp(jiff::Timestamp::from_microsecond(text.parse().ok()?).ok()?),
        b'u' => Value::Uuid(text.parse().ok()?),
        b'e' => Value::Decimal(text.parse().ok()?),
        _ => return None,
    })
}

/// Bytes from their hexadecimal digits.
fn bytes(text: &str) -> Option<Vec<u8>> {
    if !text.len().is_multiple_of(2) || !text.is_ascii() {
        return None;
    }
    (0..text.len())
        .step_by(2)
        .map(|at| u8::from_str_radix(&text[at..at + 2], 16).ok())
        .collect()
}

impl FromStr for Cursor {
    type Err = Error;

    /// # Errors
    ///
    /// [`InvalidValue`](ErrorKind::InvalidValue) if it is not a whole one.
    fn from_str(text: &str) -> Result<Self> {
        read(text).ok_or_else(|| {
            refused("the text is no cursor, or was changed").with_hint("begin at the first page")
        })
    }
}

fn read(text: &str) -> Option<Cursor> {
    let (sum, rest) = text.split_at_checked(16)?;
    let content = bytes(rest)?;
    if u64::from_str_radix(sum, 16).ok()? != hash(&content) {
        return None;
    }
    let content = String::from_utf8(content).ok()?;
    let (order, mut rest) = content.split_at_checked(16)?;
    let order = u64::from_str_radix(order, 16).ok()?;
    let mut values = Vec::new();
    while let Some(&tag) = rest.as_bytes().first() {
        let (length, after) = rest.get(1..)?.split_once(':')?;
        let (content, after) = after.split_at_checked(length.parse().ok()?)?;
        values.push(value(tag, content)?);
        rest = after;
    }
    Some(Cursor { order, values })
}

fn refused(message: &'static str) -> Error {
    Error::new(ErrorKind::InvalidValue, message)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_value_comes_back() {
        let values = vec![
            Value::Null,
            Value::Bool(true),
            Value::Int(i64::MIN),
            Value::Float(-0.1),
            Value::Text("a:b\u{e9}\0".to_owned()),
            Value::Bytes(vec![0, 255]),
            Value::Date("2026-01-31".parse().unwrap()),
            Value::Uuid(uuid::Uuid::from_u128(7)),
            Value::Decimal("1.50".parse().unwrap()),
            Value::Timestamp("2026-01-31T12:00:00.25Z".parse().unwrap()),
        ];
        let cursor = Cursor { order: 7, values };
        assert_eq!(cursor.to_string().parse::<Cursor>().unwrap(), cursor);
    }

    #[test]
    fn a_changed_cursor_is_refused() {
        let values = vec![Value::Int(7), Value::Text("Ann".to_owned())];
        let text = Cursor { order: 7, values }.to_string();
        for at in 0..text.len() {
            let mut changed = text.clone().into_bytes();
            changed[at] = if changed[at] == b'0' { b'1' } else { b'0' };
            let changed = String::from_utf8(changed).unwrap();
            assert!(changed.parse::<Cursor>().is_err(), "{changed}");
            assert!(text[..at].parse::<Cursor>().is_err());
        }
    }
}
