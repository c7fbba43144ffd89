//! A check constraint, as data: what the database itself asks of each row.

use crate::Literal;

/// A check constraint.
///
/// A row passes unless the condition is false: where a null makes it unknown, the row is taken.
#[derive(Debug, Clone, Copy)]
pub struct CheckDef {
    /// The name of the constraint, within its table.
    pub name: &'static str,
    /// What is asked.
    pub condition: CheckCondition,
}

/// What is asked of a row. Fields are positions in [`ModelDef::fields`](crate::ModelDef::fields).
#[derive(Debug, Clone, Copy)]
pub enum CheckCondition {
    /// All of these.
    And(&'static [CheckCondition]),
    /// At least one of these.
    Or(&'static [CheckCondition]),
    /// Not this.
    Not(&'static CheckCondition),
    /// A field compared with a constant or another field.
    Compare(CheckComparison, usize, CheckOperand),
    /// A field that is one of these.
    In(usize, &'static [Literal]),
    /// Whether a field is null.
    IsNull(usize, bool),
}

/// How a field is compared.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CheckComparison {
    /// `=`
    Equal,
    /// `<`
    Less,
    /// `<=`
    LessOrEqual,
    /// `>`
    Greater,
    /// `>=`
    GreaterOrEqual,
}

/// What a field is compared with.
#[derive(Debug, Clone, Copy)]
pub enum CheckOperand {
    /// A constant.
    Literal(Literal),
    /// A field of the same row.
    Field(usize),
}

impl CheckComparison {
    /// The sign, which is the same in migration files and on every engine.
    #[must_use]
    pub fn sign(self) -> &'static str {
        match self {
            CheckComparison::Equal => "=",
            CheckComparison::Less => "<",
            CheckComparison::LessOrEqual => "<=",
            CheckComparison::Greater => ">",
            CheckComparison::GreaterOrEqual => ">=",
        }
    }
}

impl CheckCondition {
    /// Each comparison with a constant: the field, and the constant.
    #[must_use]
    pub fn constants(&self) -> Vec<(usize, Literal)> {
        match self {
            CheckCondition::And(terms) | CheckCondition::Or(terms) => {
                terms.iter().flat_map(CheckCondition::constants).collect()
            }
            CheckCondition::Not(term) => term.constants(),
            CheckCondition::Compare(_, field, CheckOperand::Literal(literal)) => {
                vec![(*field, *literal)]
            }
            CheckCondition::In(field, list) => {
                list.iter().map(|literal| (*field, *literal)).collect()
            }
            CheckCondition::Compare(_, _, CheckOperand::Field(_))
            | CheckCondition::IsNull(_, _) => Vec::new(),
        }
    }
}
