//! One term of a lookup: what is asked of a column.

use throughline_core::{ColumnType, FromValueError, Value};
use throughline_sql::plan::{Comparison, Condition, Operand, TextMatch};

use super::convert::{convert, truth};
use super::fault::{self, Read};
use super::resolve::{Route, Target};
use super::value::Given;

/// What is asked, as the last word says it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Question {
    Exact,
    Compare(Comparison),
    Text(TextMatch),
    In,
    Range,
    IsNull,
}

const QUESTIONS: [(&str, Question); 16] = [
    ("exact", Question::Exact),
    ("iexact", Question::Text(TextMatch::IExact)),
    ("contains", Question::Text(TextMatch::Contains)),
    ("icontains", Question::Text(TextMatch::IContains)),
    ("startswith", Question::Text(TextMatch::StartsWith)),
    ("istartswith", Question::Text(TextMatch::IStartsWith)),
    ("endswith", Question::Text(TextMatch::EndsWith)),
    ("iendswith", Question::Text(TextMatch::IEndsWith)),
    ("regex", Question::Text(TextMatch::Regex)),
    ("gt", Question::Compare(Comparison::Greater)),
    ("gte", Question::Compare(Comparison::GreaterOrEqual)),
    ("lt", Question::Compare(Comparison::Less)),
    ("lte", Question::Compare(Comparison::LessOrEqual)),
    ("in", Question::In),
    ("range", Question::Range),
    ("isnull", Question::IsNull),
];

impl Question {
    pub(super) fn of(word: &str) -> Option<Self> {
        let mut questions = QUESTIONS.iter();
        questions
            .find(|(name, _)| *name == word)
            .map(|(_, question)| *question)
    }

    pub(super) fn words() -> [&'static str; 16] {
        QUESTIONS.map(|(word, _)| word)
    }

    fn word(self) -> &'static str {
        let mut questions = QUESTIONS.iter();
        questions
            .find(|(_, question)| *question == self)
            .map_or("", |(word, _)| word)
    }
}

/// What is asked of a column.
#[derive(Debug, Clone)]
pub(super) struct Leaf {
    pub(super) left: Target,
    pub(super) test: Test,
}

/// What is asked, with the values that the column can hold.
#[derive(Debug, Clone)]
pub(super) enum Test {
    /// It holds for nothing: a comparison with null.
    Never,
    Null(bool),
    Compare(Comparison, Value),
    /// With another column, and what is added to it.
    Column(Comparison, Target, Option<Value>),
    Between(Value, Value),
    In(Vec<Value>),
    Text(TextMatch, Value),
}

impl Test {
    /// With a value or a list.
    pub(super) fn with_value(question: Question, left: &Target, given: &Given) -> Read<Test> {
        let one = || match given {
            Given::One(value) => Ok(value),
            Given::Many(_) => Err(misfit(left, None, "a list")),
            Given::Nonsense(what) => Err(misfit(left, None, what)),
            Given::Column(..) => Err(misfit(left, None, "a column")),
        };
        match question {
            Question::IsNull => {
                let is = truth(one()?).map_err(|expected| unfit(left, expected, one()))?;
                Ok(Test::Null(is == Value::Bool(true)))
            }
            Question::Text(text_match) => text(text_match, left, one()?),
            Question::Exact | Question::Compare(_) => {
                let value = one()?;
                if question == Question::Exact && value.is_null() {
                    return Ok(Test::Null(true));
                }
                let comparison = match question {
                    Question::Compare(comparison) => comparison,
                    _ => Comparison::Equal,
                };
                Ok(match fit(left, value)? {
                    Value::Null => Test::Never,
                    value => Test::Compare(comparison, value),
                })
            }
            Question::In => {
                let values = list(left, given)?;
                let values = values.iter().filter(|value| !value.is_null());
                let values = values.map(|value| fit(left, value));
                Ok(Test::In(values.collect::<Read<_>>()?))
            }
            Question::Range => {
                let values = list(left, given)?;
                let [low, high] = values.as_slice() else {
                    let found = format!("{} values", values.len());
                    return Err(misfit(
                        left,
                        Some("two values, the lowest and the highest"),
                        &found,
                    ));
                };
                Ok(match (fit(left, low)?, fit(left, high)?) {
                    (Value::Null, _) | (_, Value::Null) => Test::Never,
                    (low, high) => Test::Between(low, high),
                })
            }
        }
    }

    /// With another column.
    pub(super) fn with_column(
        question: Question,
        left: &Target,
        right: Target,
        plus: i64,
    ) -> Read<Test> {
        let comparison = match question {
            Question::Exact => Comparison::Equal,
            Question::Compare(comparison) => comparison,
            _ => {
                let message = format!("`{}` compares with values alone", question.word());
                let hint = "compare columns by `exact`, `gt`, `gte`, `lt` or `lte`";
                return Err(fault::lookup(message, hint));
            }
        };
        if let Target::Route(route) = &right {
            route.clone().single()?;
        }
        if family(left.column_type()) != family(right.column_type()) {
            let found = fault::type_words(right.column_type());
            return Err(misfit(left, None, &format!("a column of {found}")));
        }
        let plus = addend(&right, plus)?;
        Ok(Test::Column(comparison, right, plus))
    }
}

/// What is added to a column, as the column holds it.
pub(super) fn addend(column: &Target, plus: i64) -> Read<Option<Value>> {
    if plus == 0 {
        return Ok(None);
    }
    if family(column.column_type()) != Family::Number {
        let found = fault::type_words(column.column_type());
        return Err(fault::value(&column.label(), "a number to add to", found));
    }
    fit(column, &Value::Int(plus)).map(Some)
}

/// What can be compared with each other.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Family {
    Number,
    Other(ColumnType),
}

pub(super) const fn family(column_type: ColumnType) -> Family {
    match column_type {
        ColumnType::SmallInt
        | ColumnType::Int
        | ColumnType::BigInt
        | ColumnType::Float
        | ColumnType::Decimal => Family::Number,
        other => Family::Other(other),
    }
}

fn text(text_match: TextMatch, left: &Target, value: &Value) -> Read<Test> {
    if text_match == TextMatch::IExact && value.is_null() {
        return Ok(Test::Null(true));
    }
    if left.column_type() != ColumnType::Text {
        let (label, found) = (left.label(), fault::type_words(left.column_type()));
        let word = Question::Text(text_match).word();
        let hint =
            "compare other values by `exact`, `gt`, `gte`, `lt`, `lte`, `in`, `range` or `isnull`";
        return Err(fault::lookup(
            format!("{label} holds {found}, and `{word}` is asked of text"),
            hint,
        ));
    }
    Ok(match fit(left, value)? {
        Value::Null => Test::Never,
        value => Test::Text(text_match, value),
    })
}

/// The values of a list; a text is one with commas between them.
fn list(left: &Target, given: &Given) -> Read<Vec<Value>> {
    match given {
        Given::Many(values) => Ok(values.clone()),
        Given::One(Value::Text(text)) if text.is_empty() => Ok(Vec::new()),
        Given::One(Value::Text(text)) => Ok(text
            .split(',')
            .map(|part| Value::Text(part.to_owned()))
            .collect()),
        Given::One(Value::Null) => Err(misfit(left, Some("a list"), "null")),
        Given::One(value) => Ok(vec![value.clone()]),
        Given::Nonsense(what) => Err(misfit(left, None, what)),
        Given::Column(..) => Err(misfit(left, None, "a column")),
    }
}

/// The value as the column holds it.
pub(super) fn fit(left: &Target, value: &Value) -> Read<Value> {
    convert(value, left.column_type()).map_err(|expected| unfit(left, expected, Ok(value)))
}

fn unfit(left: &Target, expected: FromValueError, value: Read<&Value>) -> Box<fault::Fault> {
    let found = value.map_or("null", |value| value.as_ref().kind());
    misfit(left, Some(expected.expected()), found)
}

/// The error of something that is not what was expected.
pub(super) fn misfit(left: &Target, expected: Option<&str>, found: &str) -> Box<fault::Fault> {
    let expected = expected.unwrap_or(fault::type_words(left.column_type()));
    fault::value(&left.label(), expected, found)
}

impl Leaf {
    /// Whether it holds where there is no related row.
    pub(super) fn takes_none(&self) -> bool {
        matches!(self.test, Test::Null(true)) && self.left.is_multiple()
    }

    /// The ways to its columns.
    pub(super) fn routes(&self) -> impl Iterator<Item = &Route> {
        let right = match &self.test {
            Test::Column(_, right, _) => Some(right),
            _ => None,
        };
        let targets = std::iter::once(&self.left).chain(right);
        targets.filter_map(|target| match target {
            Target::Route(route) => Some(route),
            Target::Computed(_) => None,
        })
    }

    /// The condition, once it is known what its columns are.
    pub(super) fn condition(&self, mut operand: impl FnMut(&Target) -> Operand) -> Condition {
        let left = operand(&self.left);
        match &self.test {
            Test::Never => Condition::Constant(false),
            Test::Null(null) => Condition::IsNull(left, *null),
            Test::Compare(comparison, value) => {
                Condition::Compare(left, *comparison, Operand::Value(value.clone()))
            }
            Test::Column(comparison, right, plus) => {
                let right = sum(operand(right), plus.clone());
                Condition::Compare(left, *comparison, right)
            }
            Test::Between(low, high) => Condition::Between(
                left,
                Operand::Value(low.clone()),
                Operand::Value(high.clone()),
            ),
            Test::In(values) => Condition::InList(left, values.clone()),
            Test::Text(text_match, value) => Condition::Text(left, *text_match, value.clone()),
        }
    }
}

/// The operand, and what is added to it.
pub(super) fn sum(operand: Operand, plus: Option<Value>) -> Operand {
    use throughline_sql::plan::Arithmetic;
    match plus {
        None => operand,
        Some(plus) => Operand::Arithmetic(
            Box::new(operand),
            Arithmetic::Add,
            Box::new(Operand::Value(plus)),
        ),
    }
}
