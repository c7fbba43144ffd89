//! Of how many rows the numbers of related rows are wanted.

use super::{Condition, Operand, Select, Source};

impl Select {
    /// Whether numbers of related rows are better asked for each row than grouped for all: the rows are a
    /// part of the table, which is not chosen or ordered by such numbers. A query that is grouped reads
    /// every link of the relation, however few rows are wanted: of 100,000 links, for one row, a thousand
    /// times as much.
    pub(crate) fn wants_few_numbers(&self) -> bool {
        let is_part = self.is_sliced()
            || !self.conditions.is_empty()
            || matches!(self.source, Source::Related(..));
        is_part
            && self.group.is_empty()
            && !self.conditions.iter().any(Condition::asks_number)
            && !self.order.iter().any(|order| order.operand.asks_number())
    }
}

impl Condition {
    /// Whether the row's own numbers of related rows decide.
    fn asks_number(&self) -> bool {
        match self {
            Condition::Constant(_)
            | Condition::Some(..)
            | Condition::AtLeast(..)
            | Condition::Fault(_) => false,
            Condition::Compare(left, _, right) => left.asks_number() || right.asks_number(),
            Condition::Between(left, low, high) => {
                [left, low, high].into_iter().any(Operand::asks_number)
            }
            Condition::Text(left, ..)
            | Condition::IsNull(left, _)
            | Condition::InList(left, _)
            | Condition::InSelect(left, _) => left.asks_number(),
            Condition::And(conditions) | Condition::Or(conditions) => {
                conditions.iter().any(Condition::asks_number)
            }
            Condition::Not(condition) => condition.asks_number(),
        }
    }
}

impl Operand {
    /// Whether it is made of a number of related rows.
    fn asks_number(&self) -> bool {
        match self {
            Operand::Value(_) | Operand::Column(_) | Operand::Fault(_) => false,
            Operand::Arithmetic(left, _, right) => left.asks_number() || right.asks_number(),
            Operand::Aggregate(_) => true,
            Operand::Raw(raw) => raw.operands.iter().any(Operand::asks_number),
        }
    }
}
