//! How numbers of related rows are asked: of all rows at once, or for each row.

use super::{Aggregate, Condition, Function, Operand, Output, Select, Source};

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
            && self.chooses_by_no_number()
            && !self.order.iter().any(|order| order.operand.asks_number())
    }

    /// Whether numbers of links may be counted for each row, in an index alone: they are results, and
    /// perhaps the order of the rows, but choose none, where they would be counted once more.
    pub(crate) fn may_count_by_row(&self) -> bool {
        let rows = matches!(
            self.output,
            Output::Rows | Output::RowsWithLink | Output::Columns(_)
        );
        rows && !self.once && self.chooses_by_no_number()
    }

    fn chooses_by_no_number(&self) -> bool {
        self.group.is_empty() && !self.conditions.iter().any(Condition::asks_number)
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

impl Aggregate {
    /// Whether it is the number of the rows that one relation leads to, whichever they are: an index by the
    /// near key tells it.
    pub(crate) fn counts_links(&self) -> bool {
        let [only] = &*self.relations else {
            return false;
        };
        self.function == Function::Count
            && !self.distinct
            && self.conditions.is_empty()
            && only.is_multiple()
            && self.value.is_own(only.far().key)
    }
}
