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
        self.any(&|term| term.operands().any(Operand::asks_number))
    }
}

impl Operand {
    /// Whether it is made of a number of related rows.
    fn asks_number(&self) -> bool {
        self.any(&|part| matches!(part, Operand::Aggregate(_)))
    }
}
