//! What the condition of a check means: an engine tells it in words of its own, with other
//! parentheses, casts and texts than those it was made with, and without `NOT`.
//!
//! Read is what checks of models are made of, and what engines make of that. Of anything else the
//! meaning is not known, and it is the same as what is spelled like it, no more.

mod number;
mod reader;

use throughline_core::CheckComparison;

use self::number::Number;
use self::reader::Reader;
use super::SchemaRules;
use super::declared::plain_condition;
use super::tokens::Spelling;

/// Whether two conditions mean the same: they are spelled alike but for blanks, quotes around names,
/// upper and lower case, and parentheses around the whole; or they take the same rows.
#[must_use]
pub fn same_condition(rules: &SchemaRules, one: &str, other: &str) -> bool {
    let spelling = rules.spelling;
    if plain_condition(one, spelling) == plain_condition(other, spelling) {
        return true;
    }
    let meaning = |condition| Reader::read(condition, spelling);
    match (meaning(one), meaning(other)) {
        (Some(one), Some(other)) => one.is(&other, spelling),
        _ => false,
    }
}

/// A condition without `NOT`, which its parts have taken in, and without parentheses that change
/// nothing. The order of the parts is that in which they were written: engines keep it.
#[derive(Debug, Clone)]
enum Meaning {
    All(Vec<Meaning>),
    Any(Vec<Meaning>),
    Compare(Operand, Sign, Operand),
    /// Whether it is one of these; false if it is to be none of them.
    In(Operand, Vec<Operand>, bool),
    /// Whether it is null, or is to be something else.
    Null(Operand, bool),
}

impl Meaning {
    fn is(&self, other: &Meaning, spelling: Spelling) -> bool {
        let operands = |one: &Operand, other: &Operand| one.is(other, spelling);
        match (self, other) {
            (Meaning::All(one), Meaning::All(other)) | (Meaning::Any(one), Meaning::Any(other)) => {
                all_are(one, other, |one, other| one.is(other, spelling))
            }
            (Meaning::Compare(one, sign, with), Meaning::Compare(other, same, value)) => {
                sign == same && operands(one, other) && operands(with, value)
            }
            (Meaning::In(one, list, holds), Meaning::In(other, values, same)) => {
                holds == same && operands(one, other) && all_are(list, values, operands)
            }
            (Meaning::Null(one, holds), Meaning::Null(other, same)) => {
                holds == same && operands(one, other)
            }
            _ => false,
        }
    }
}

fn all_are<T>(all: &[T], others: &[T], is: impl Fn(&T, &T) -> bool) -> bool {
    let mut pairs = all.iter().zip(others);
    all.len() == others.len() && pairs.all(|(one, other)| is(one, other))
}

/// A comparison, or its opposite: each is false where the other is true, and unknown where it is.
type Sign = (CheckComparison, bool);

#[derive(Debug, Clone, PartialEq)]
enum Operand {
    Column(String),
    /// Also a truth value: some engines have no others.
    Number(Number),
    Text(String),
    /// A moment that is told as one, without zeros at the end of its second.
    Moment(String),
    /// Digits of bytes.
    Bytes(String),
}

impl Operand {
    fn is(&self, other: &Operand, spelling: Spelling) -> bool {
        match (self, other) {
            (Operand::Number(number), Operand::Text(text))
            | (Operand::Text(text), Operand::Number(number)) => {
                spelling.quotes_numbers && in_quotes(text).as_ref() == Some(number)
            }
            (Operand::Moment(moment), Operand::Text(text))
            | (Operand::Text(text), Operand::Moment(moment)) => without_zeros(text) == *moment,
            (one, other) => one == other,
        }
    }
}

/// A moment whose fraction of a second has no zeros at its end.
fn without_zeros(moment: &str) -> String {
    let Some((whole, rest)) = moment.split_once('.') else {
        return moment.to_owned();
    };
    let is_digit = |sign: char| sign.is_ascii_digit();
    let zone = rest.trim_start_matches(is_digit);
    let fraction = rest[..rest.len() - zone.len()].trim_end_matches('0');
    let point = if fraction.is_empty() { "" } else { "." };
    format!("{whole}{point}{fraction}{zone}")
}

/// The number that a text spells.
fn in_quotes(text: &str) -> Option<Number> {
    let digits = text.strip_prefix('-').unwrap_or(text);
    Number::read(digits, digits.len() < text.len())
}

#[cfg(test)]
mod tests;
