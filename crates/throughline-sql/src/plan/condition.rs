//! Conditions on rows.

use throughline_core::{ErrorKind, Value};

use super::{Operand, Plan, Select, Shape, Way};

/// A condition on a row of the model that is queried.
///
/// A term whose path crosses a relation to many rows is true if *some* related row makes it
/// true. Each term asks for itself, wherever it stands.
#[derive(Debug, Clone)]
pub enum Condition {
    /// Always true, or always false.
    Constant(bool),
    /// A column compared with an operand. A value that is null is asked for by
    /// [`IsNull`](Condition::IsNull).
    Compare(Operand, Comparison, Operand),
    /// A column between two operands, both included.
    Between(Operand, Operand, Operand),
    /// A column whose text matches.
    Text(Operand, TextMatch, Value),
    /// A column that is, or is not, null.
    IsNull(Operand, bool),
    /// A column that is one of a list, or is none of it.
    InList(Operand, Vec<Value>),
    /// A column that is among the results of a query of one column.
    InSelect(Operand, Box<Select>),
    /// Some row at the end of these relations for which the condition is true; its paths begin there.
    /// A row that is not there makes nothing true.
    Some(Way, Box<Condition>),
    /// At least so many different rows at the end of these relations, of which the last one
    /// leads to many, for which the condition is true; its paths begin there.
    AtLeast(Way, u64, Box<Condition>),
    /// All of them.
    And(Vec<Condition>),
    /// Any of them.
    Or(Vec<Condition>),
    /// The complement: the rows for which the condition is false or unknown.
    Not(Box<Condition>),
    /// A question that makes no sense: whatever asks it fails.
    Fault(Box<Fault>),
}

/// How a column and an operand are compared.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Comparison {
    /// Equal.
    Equal,
    /// Not equal; null is not equal to any value.
    NotEqual,
    /// Less than.
    Less,
    /// Less than or equal.
    LessOrEqual,
    /// Greater than.
    Greater,
    /// Greater than or equal.
    GreaterOrEqual,
}

/// How a text matches another.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TextMatch {
    /// The whole text, upper and lower case alike.
    IExact,
    /// Somewhere.
    Contains,
    /// Somewhere, upper and lower case alike.
    IContains,
    /// At the beginning.
    StartsWith,
    /// At the beginning, upper and lower case alike.
    IStartsWith,
    /// At the end.
    EndsWith,
    /// At the end, upper and lower case alike.
    IEndsWith,
    /// A regular expression.
    Regex,
}

/// What is asked of two texts, once upper and lower case are made alike or not.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TextTest {
    /// The texts are equal.
    Equals,
    /// One has the other somewhere.
    Contains,
    /// One begins with the other.
    StartsWith,
    /// One ends with the other.
    EndsWith,
    /// One matches the other, a regular expression.
    Regex,
}

impl TextMatch {
    /// The test, and whether upper and lower case are alike.
    #[must_use]
    pub const fn test(self) -> (TextTest, bool) {
        match self {
            TextMatch::IExact => (TextTest::Equals, true),
            TextMatch::Contains => (TextTest::Contains, false),
            TextMatch::IContains => (TextTest::Contains, true),
            TextMatch::StartsWith => (TextTest::StartsWith, false),
            TextMatch::IStartsWith => (TextTest::StartsWith, true),
            TextMatch::EndsWith => (TextTest::EndsWith, false),
            TextMatch::IEndsWith => (TextTest::EndsWith, true),
            TextMatch::Regex => (TextTest::Regex, false),
        }
    }
}

/// Why a condition cannot be asked: found when it was made, said when it is sent.
#[derive(Debug, Clone)]
pub struct Fault {
    /// The kind of the error.
    pub kind: ErrorKind,
    /// What is wrong.
    pub message: String,
    /// What to do about it.
    pub hint: String,
}

impl Condition {
    /// Both; a condition that is already a list of *and* takes the other in.
    #[must_use]
    pub fn and(self, other: Condition) -> Condition {
        match (self, other) {
            (Condition::And(mut all), Condition::And(more)) => {
                all.extend(more);
                Condition::And(all)
            }
            (Condition::And(mut all), other) => {
                all.push(other);
                Condition::And(all)
            }
            (first, other) => Condition::And(vec![first, other]),
        }
    }

    /// Either.
    #[must_use]
    pub fn or(self, other: Condition) -> Condition {
        match (self, other) {
            (Condition::Or(mut any), Condition::Or(more)) => {
                any.extend(more);
                Condition::Or(any)
            }
            (Condition::Or(mut any), other) => {
                any.push(other);
                Condition::Or(any)
            }
            (first, other) => Condition::Or(vec![first, other]),
        }
    }

    /// Whether the test holds for one of the terms that it is made of.
    pub(crate) fn any(&self, test: &dyn Fn(&Condition) -> bool) -> bool {
        match self {
            Condition::And(conditions) | Condition::Or(conditions) => {
                conditions.iter().any(|condition| condition.any(test))
            }
            Condition::Not(condition) => condition.any(test),
            term => test(term),
        }
    }

    /// Whether it may be true where there is no row that it could be about, and all columns are null.
    pub(crate) fn takes_no_row(&self) -> bool {
        let is_column = |left: &Operand| matches!(left, Operand::Column(path) if path.start == 0);
        match self {
            Condition::Constant(value) => *value,
            Condition::Compare(left, Comparison::NotEqual, _) => {
                left.is_nullable() || !is_column(left)
            }
            Condition::Compare(left, ..)
            | Condition::Between(left, ..)
            | Condition::Text(left, ..)
            | Condition::IsNull(left, false)
            | Condition::InList(left, _)
            | Condition::InSelect(left, _) => !is_column(left),
            Condition::And(all) => all.iter().all(Condition::takes_no_row),
            Condition::Or(any) => any.iter().any(Condition::takes_no_row),
            _ => true,
        }
    }

    /// The operands of a term, on the row that it is about.
    pub(crate) fn operands(&self) -> impl Iterator<Item = &Operand> {
        let operands = match self {
            Condition::Compare(left, _, right) => [Some(left), Some(right), None],
            Condition::Between(left, low, high) => [Some(left), Some(low), Some(high)],
            Condition::Text(left, ..)
            | Condition::IsNull(left, _)
            | Condition::InList(left, _)
            | Condition::InSelect(left, _) => [Some(left), None, None],
            Condition::Constant(_)
            | Condition::Some(..)
            | Condition::AtLeast(..)
            | Condition::And(_)
            | Condition::Or(_)
            | Condition::Not(_)
            | Condition::Fault(_) => [None; 3],
        };
        operands.into_iter().flatten()
    }

    pub(super) fn shape<'a>(&'a self, shape: &mut Shape<'a>) {
        match self {
            Condition::Constant(value) => shape.tag(u8::from(*value)),
            Condition::Compare(path, comparison, operand) => {
                shape.tag(2);
                path.shape(shape);
                shape.tag(*comparison as u8);
                operand.shape(shape);
            }
            Condition::Between(path, low, high) => {
                shape.tag(3);
                path.shape(shape);
                low.shape(shape);
                high.shape(shape);
            }
            Condition::Text(path, text_match, value) => {
                shape.tag(4);
                path.shape(shape);
                shape.tag(*text_match as u8);
                shape.value(value);
            }
            Condition::IsNull(path, null) => {
                shape.tag(5 + u8::from(*null));
                path.shape(shape);
            }
            Condition::InList(path, values) => {
                shape.tag(7);
                path.shape(shape);
                shape.list(values);
            }
            Condition::InSelect(path, select) => {
                shape.tag(8);
                path.shape(shape);
                select.shape(shape);
            }
            Condition::And(conditions) | Condition::Or(conditions) => {
                shape.tag(if matches!(self, Condition::And(_)) {
                    9
                } else {
                    10
                });
                shape.length(conditions.len());
                for condition in conditions {
                    condition.shape(shape);
                }
            }
            Condition::Not(condition) => {
                shape.tag(11);
                condition.shape(shape);
            }
            Condition::Some(way, condition) => {
                shape.tag(12);
                way.shape(shape);
                condition.shape(shape);
            }
            Condition::AtLeast(way, count, condition) => {
                shape.tag(13);
                way.shape(shape);
                shape.count(Some(count));
                condition.shape(shape);
            }
            Condition::Fault(fault) => {
                shape.tag(14);
                shape.set_fault(fault);
            }
        }
    }
}
