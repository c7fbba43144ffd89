//! Check constraints: conditions on one row that the database itself keeps.

use throughline_core::{CheckComparison, Value};

use super::SchemaRules;
use super::literal::literal;

/// A check constraint.
#[derive(Debug, Clone, PartialEq)]
pub struct Check {
    /// The name of the constraint.
    pub name: String,
    /// What holds for each row.
    pub condition: CheckCondition,
}

/// What holds for each row.
#[derive(Debug, Clone, PartialEq)]
pub enum CheckCondition {
    /// All of these.
    And(Vec<CheckCondition>),
    /// At least one of these.
    Or(Vec<CheckCondition>),
    /// Not this.
    Not(Box<CheckCondition>),
    /// A column compared with something.
    Compare(String, CheckComparison, CheckOperand),
    /// A column that is one of these values.
    In(String, Vec<Value>),
    /// Whether a column is null.
    IsNull(String, bool),
}

/// What a column is compared with.
#[derive(Debug, Clone, PartialEq)]
pub enum CheckOperand {
    /// A constant.
    Value(Value),
    /// A column of the same row.
    Column(String),
}

impl CheckCondition {
    /// Calls the columns by the names that the function gives.
    pub fn rename_columns(&mut self, name: &dyn Fn(&String) -> String) {
        match self {
            CheckCondition::And(terms) | CheckCondition::Or(terms) => {
                for term in terms {
                    term.rename_columns(name);
                }
            }
            CheckCondition::Not(term) => term.rename_columns(name),
            CheckCondition::Compare(column, _, operand) => {
                *column = name(column);
                if let CheckOperand::Column(other) = operand {
                    *other = name(other);
                }
            }
            CheckCondition::In(column, _) | CheckCondition::IsNull(column, _) => {
                *column = name(column);
            }
        }
    }
}

/// `CONSTRAINT … CHECK (…)`.
pub(super) fn check_constraint(rules: &SchemaRules, check: &Check) -> String {
    format!(
        "CONSTRAINT {} CHECK ({})",
        rules.quoted(&check.name),
        condition(rules, &check.condition)
    )
}

/// The condition of a check, as its table is made with it.
#[must_use]
pub fn check_text(rules: &SchemaRules, check: &Check) -> String {
    condition(rules, &check.condition)
}

fn condition(rules: &SchemaRules, check: &CheckCondition) -> String {
    let joined = |terms: &[CheckCondition], word: &str| {
        let terms: Vec<_> = terms
            .iter()
            .map(|term| format!("({})", condition(rules, term)))
            .collect();
        terms.join(word)
    };
    match check {
        CheckCondition::And(terms) => joined(terms, " AND "),
        CheckCondition::Or(terms) => joined(terms, " OR "),
        CheckCondition::Not(term) => format!("NOT ({})", condition(rules, term)),
        CheckCondition::Compare(column, comparison, operand) => {
            let operand = match operand {
                CheckOperand::Value(value) => literal(rules, value),
                CheckOperand::Column(column) => rules.quoted(column),
            };
            format!("{} {} {operand}", rules.quoted(column), comparison.sign())
        }
        CheckCondition::In(column, values) => {
            let values: Vec<_> = values.iter().map(|value| literal(rules, value)).collect();
            format!("{} IN ({})", rules.quoted(column), values.join(", "))
        }
        CheckCondition::IsNull(column, true) => format!("{} IS NULL", rules.quoted(column)),
        CheckCondition::IsNull(column, false) => format!("{} IS NOT NULL", rules.quoted(column)),
    }
}
