//! Conditions of check constraints, as nested lists.

use throughline_core::{CheckComparison, Result};
use toml::Spanned;
use toml::de::DeValue;

use super::keys::{Keys, literal};
use crate::state::{Check, CheckCondition, CheckOperand};

const COMPARISONS: [CheckComparison; 5] = [
    CheckComparison::Equal,
    CheckComparison::Less,
    CheckComparison::LessOrEqual,
    CheckComparison::Greater,
    CheckComparison::GreaterOrEqual,
];

/// The name and the condition of a check.
pub(super) fn check(keys: &mut Keys<'_>) -> Result<Check> {
    let name = keys.string("name")?;
    let value = keys.value("check")?;
    let condition = condition(value).ok_or_else(|| {
        let expected =
            "a condition, such as `[\">=\", \"age\", 0]`, or `[\"and\", …]` of conditions";
        keys.wrong("check", value, expected)
    })?;
    Ok(Check { name, condition })
}

fn condition(value: &Spanned<DeValue<'_>>) -> Option<CheckCondition> {
    let list = value.get_ref().as_array()?;
    let (word, rest) = list.split_first()?;
    let word = word.get_ref().as_str()?;
    let terms = || rest.iter().map(condition).collect::<Option<Vec<_>>>();
    match (word, rest) {
        ("and", _) => Some(CheckCondition::And(terms()?)),
        ("or", _) => Some(CheckCondition::Or(terms()?)),
        ("not", [term]) => Some(CheckCondition::Not(Box::new(condition(term)?))),
        (word, [field, operand]) => {
            let field = field.get_ref().as_str()?.to_owned();
            about(word, field, operand.get_ref())
        }
        _ => None,
    }
}

fn about(word: &str, field: String, operand: &DeValue<'_>) -> Option<CheckCondition> {
    match word {
        "isnull" => Some(CheckCondition::IsNull(field, operand.as_bool()?)),
        "in" => {
            let values = operand.as_array()?.iter();
            let values = values.map(|value| literal(value.get_ref()));
            Some(CheckCondition::In(field, values.collect::<Option<_>>()?))
        }
        sign => {
            let mut known = COMPARISONS.into_iter();
            let comparison = known.find(|known| known.sign() == sign)?;
            let operand = match operand.as_table() {
                None => CheckOperand::Literal(literal(operand)?),
                Some(table) => {
                    let (_, other) = table.iter().find(|(key, _)| key.get_ref() == "field")?;
                    CheckOperand::Field(other.get_ref().as_str()?.to_owned())
                }
            };
            Some(CheckCondition::Compare(comparison, field, operand))
        }
    }
}
