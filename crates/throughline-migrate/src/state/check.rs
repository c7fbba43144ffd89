//! A check constraint of a model, as migrations know it: by fields, with literals.

use throughline_core::{CheckComparison, Result};

use super::{Literal, ModelState};

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
    /// A field compared with a constant or another field.
    Compare(CheckComparison, String, CheckOperand),
    /// A field that is one of these.
    In(String, Vec<Literal>),
    /// Whether a field is null.
    IsNull(String, bool),
}

/// What a field is compared with.
#[derive(Debug, Clone, PartialEq)]
pub enum CheckOperand {
    /// A constant.
    Literal(Literal),
    /// A field of the same row.
    Field(String),
}

impl CheckCondition {
    /// The fields that it names.
    #[must_use]
    pub fn fields(&self) -> Vec<&str> {
        match self {
            CheckCondition::And(terms) | CheckCondition::Or(terms) => {
                terms.iter().flat_map(CheckCondition::fields).collect()
            }
            CheckCondition::Not(term) => term.fields(),
            CheckCondition::Compare(_, field, CheckOperand::Field(other)) => vec![field, other],
            CheckCondition::Compare(_, field, _)
            | CheckCondition::In(field, _)
            | CheckCondition::IsNull(field, _) => vec![field],
        }
    }

    /// Calls a field by another name.
    pub(crate) fn rename(&mut self, old: &str, new: &str) {
        let change = |field: &mut String| {
            if field == old {
                new.clone_into(field);
            }
        };
        match self {
            CheckCondition::And(terms) | CheckCondition::Or(terms) => {
                for term in terms {
                    term.rename(old, new);
                }
            }
            CheckCondition::Not(term) => term.rename(old, new),
            CheckCondition::Compare(_, field, operand) => {
                change(field);
                if let CheckOperand::Field(other) = operand {
                    change(other);
                }
            }
            CheckCondition::In(field, _) | CheckCondition::IsNull(field, _) => change(field),
        }
    }
}

impl Check {
    /// Refuses a check that names a field without a column.
    pub(crate) fn require_fields(&self, model: &ModelState) -> Result<()> {
        for field in self.condition.fields() {
            model.require_column(field)?;
        }
        Ok(())
    }
}
