//! Values of a row: its columns, those of related rows, and what is computed of them.

use std::borrow::Cow;

use throughline_core::{ColumnType, Relation, Value};

use super::{Condition, Fault, FieldPath, Shape};

/// What is compared, selected, ordered by or assigned.
#[derive(Debug, Clone)]
pub enum Operand {
    /// A value.
    Value(Value),
    /// A column. On the right of a comparison, in an order and as a result its path crosses no
    /// relation to many rows.
    Column(FieldPath),
    /// Two operands, computed.
    Arithmetic(Box<Operand>, Arithmetic, Box<Operand>),
    /// A number made of many rows.
    Aggregate(Box<Aggregate>),
    /// Text of the caller's.
    Raw(Raw),
    /// A value that makes no sense: whatever asks for it fails.
    Fault(Box<Fault>),
}

/// How two operands are computed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Arithmetic {
    /// The sum.
    Add,
    /// The difference.
    Subtract,
    /// The product.
    Multiply,
    /// The quotient.
    Divide,
}

/// What is made of the values of many rows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Function {
    /// How many there are, nulls left out.
    Count,
    /// Their sum; null of none.
    Sum,
    /// Their mean; null of none.
    Avg,
    /// The smallest; null of none.
    Min,
    /// The greatest; null of none.
    Max,
}

/// A number made of the values of the rows at the end of relations, for each row where they begin.
/// Relations that lead to many rows more than once lead to a row as often as there are ways to it.
/// Where none leads to many it is a number of all rows of the query, as
/// [`Output::Aggregates`](super::Output::Aggregates) asks for.
#[derive(Debug, Clone)]
pub struct Aggregate {
    /// What is made of the values.
    pub function: Function,
    /// Whether values that are equal count once.
    pub distinct: bool,
    /// Where the relations begin, as in [`FieldPath`].
    pub start: usize,
    /// The way to the rows.
    pub relations: Vec<Relation>,
    /// The value of such a row; its path begins there.
    pub value: Operand,
    /// All of these must hold for such a row; their paths begin there.
    pub conditions: Vec<Condition>,
}

/// Text of the caller's, with operands in it.
#[derive(Debug, Clone)]
pub struct Raw {
    /// The text before, between and after the operands: one more than these.
    pub parts: Vec<Cow<'static, str>>,
    /// The operands.
    pub operands: Vec<Operand>,
    /// The type of the result.
    pub column_type: ColumnType,
}

impl From<FieldPath> for Operand {
    fn from(path: FieldPath) -> Self {
        Operand::Column(path)
    }
}

impl Operand {
    /// The number of values that it has: 1, or 0 where it is null.
    #[must_use]
    pub fn presence(operand: Operand) -> Self {
        let parts = ["CASE WHEN ", " IS NULL THEN 0 ELSE 1 END"];
        Operand::Raw(Raw {
            parts: parts.map(Cow::Borrowed).to_vec(),
            operands: vec![operand],
            column_type: ColumnType::BigInt,
        })
    }

    /// The path of a column; `None` for what is computed.
    #[must_use]
    pub const fn path(&self) -> Option<&FieldPath> {
        match self {
            Operand::Column(path) => Some(path),
            _ => None,
        }
    }

    /// The type of its values, where it is known.
    #[must_use]
    pub fn column_type(&self) -> ColumnType {
        match self {
            Operand::Value(value) => type_of(value),
            Operand::Column(path) => path.field.column_type,
            Operand::Arithmetic(left, _, right) => match **left {
                Operand::Value(_) => right.column_type(),
                _ => left.column_type(),
            },
            Operand::Aggregate(aggregate) => aggregate.column_type(),
            Operand::Raw(raw) => raw.column_type,
            Operand::Fault(_) => ColumnType::Text,
        }
    }

    /// Whether it may be null. A value is not: whether it is null is no part of a plan's shape.
    #[must_use]
    pub fn is_nullable(&self) -> bool {
        match self {
            Operand::Value(_) | Operand::Fault(_) => false,
            Operand::Column(path) => path.is_nullable(),
            Operand::Arithmetic(left, _, right) => left.is_nullable() || right.is_nullable(),
            Operand::Aggregate(aggregate) => aggregate.function != Function::Count,
            Operand::Raw(_) => true,
        }
    }

    /// Whether more than the table of the model that is queried is read for it.
    #[must_use]
    pub fn reads_other_tables(&self) -> bool {
        self.any(&|part| match part {
            Operand::Column(path) => path.reads_other_tables(),
            Operand::Aggregate(aggregate) => {
                !aggregate.relations.is_empty() || aggregate.value.reads_other_tables()
            }
            _ => false,
        })
    }

    /// Whether the test holds for one of the parts that it is computed of.
    pub(crate) fn any(&self, test: &dyn Fn(&Operand) -> bool) -> bool {
        match self {
            Operand::Arithmetic(left, _, right) => left.any(test) || right.any(test),
            Operand::Raw(raw) => raw.operands.iter().any(|operand| operand.any(test)),
            part => test(part),
        }
    }

    /// The type of a value that is computed with integers and is none, or is a decimal: an engine that
    /// takes the type of the one for that of the other, or a decimal for a text, has to be told.
    #[must_use]
    pub fn beside(&self, other: &Operand) -> Option<ColumnType> {
        use ColumnType as T;
        let integers = matches!(other.column_type(), T::SmallInt | T::Int | T::BigInt);
        match self {
            Operand::Value(Value::Float(_)) if integers => Some(T::Float),
            Operand::Value(Value::Decimal(_)) => Some(T::Decimal),
            _ => None,
        }
    }

    pub(super) fn shape<'a>(&'a self, shape: &mut Shape<'a>) {
        match self {
            Operand::Value(value) => {
                shape.tag(0);
                shape.value(value);
            }
            Operand::Column(path) => {
                shape.tag(1);
                path.shape(shape);
            }
            Operand::Arithmetic(left, arithmetic, right) => {
                shape.tag(2);
                shape.tag(*arithmetic as u8);
                for (one, other) in [(left, right), (right, left)] {
                    shape.tag(one.beside(other).map_or(0, |wider| 1 + wider as u8));
                    one.shape(shape);
                }
            }
            Operand::Aggregate(aggregate) => {
                shape.tag(3);
                aggregate.shape(shape);
            }
            Operand::Raw(raw) => {
                shape.tag(4);
                shape.set_raw();
                shape.tag(raw.column_type as u8);
                shape.length(raw.parts.len());
                for part in &raw.parts {
                    shape.text(part);
                }
                for operand in &raw.operands {
                    operand.shape(shape);
                }
            }
            Operand::Fault(fault) => {
                shape.tag(5);
                shape.set_fault(fault);
            }
        }
    }
}

impl Aggregate {
    /// The type of the number.
    #[must_use]
    pub fn column_type(&self) -> ColumnType {
        let column = self.value.column_type();
        match (self.function, column) {
            (Function::Count, _)
            | (Function::Sum, ColumnType::SmallInt | ColumnType::Int | ColumnType::BigInt) => {
                ColumnType::BigInt
            }
            (Function::Avg, _) => ColumnType::Float,
            (Function::Sum | Function::Min | Function::Max, column) => column,
        }
    }

    pub(super) fn shape<'a>(&'a self, shape: &mut Shape<'a>) {
        shape.tag(self.function as u8);
        shape.tag(u8::from(self.distinct));
        shape.length(self.start);
        shape.relations(&self.relations);
        self.value.shape(shape);
        shape.length(self.conditions.len());
        for condition in &self.conditions {
            condition.shape(shape);
        }
    }
}

/// The type of a column that a value fits in.
const fn type_of(value: &Value) -> ColumnType {
    match value {
        Value::Bool(_) => ColumnType::Bool,
        Value::Int(_) => ColumnType::BigInt,
        Value::Float(_) => ColumnType::Float,
        Value::Bytes(_) => ColumnType::Bytes,
        Value::Date(_) => ColumnType::Date,
        Value::Time(_) => ColumnType::Time,
        Value::DateTime(_) => ColumnType::DateTime,
        Value::Timestamp(_) => ColumnType::Timestamp,
        Value::Uuid(_) => ColumnType::Uuid,
        Value::Decimal(_) => ColumnType::Decimal,
        Value::Json(_) => ColumnType::Json,
        Value::Null | Value::Text(_) | Value::Unfit(_) => ColumnType::Text,
    }
}
