//! From a query set with dynamic lookups to the plan that is sent.

use throughline_core::ModelDef;
use throughline_sql::plan::{Condition, Operand, Order, Output, Select, Source};

use super::fault;
use super::joins::{Joins, Share};
use super::lower::{condition, on_joins};
use super::resolve::Target;
use super::state::{Dynamic, Ordered};

impl Dynamic {
    /// The plan of the rows, each of which comes once.
    pub(crate) fn into_rows(self, mut select: Select) -> Select {
        if let Some(fault) = self.fault() {
            select.conditions.push(Condition::Fault(fault));
            return select;
        }
        let counts = matches!(select.output, Output::Count | Output::Exists);
        if self.order.is_empty() || counts {
            // How many rows there are does not depend on their order.
            self.conditions(&mut select);
            return select;
        }
        let columns: Vec<_> = self.order.iter().map(|one| one.target.clone()).collect();
        let operands = self.join(&mut select, &columns, false);
        select.order = order(&self.order, operands);
        select.once = true;
        select
    }

    /// The conditions of all calls on rows that come once.
    pub(super) fn conditions(&self, select: &mut Select) {
        let model = select.model();
        for call in &self.calls {
            let one = condition(call, model, 0);
            select
                .conditions
                .push(one.unwrap_or_else(|| unasked(model)));
        }
    }

    /// Joins what these columns need, and what the calls need whose joins they share, or all calls.
    /// Gives the columns.
    pub(super) fn join(&self, select: &mut Select, columns: &[Target], all: bool) -> Vec<Operand> {
        let model = select.model();
        let link = match &select.source {
            Source::Related(relation, owner) if relation.link().is_some() => {
                Some((*relation, owner.clone()))
            }
            _ => None,
        };
        let joined = |calls: &dyn Fn(usize) -> bool| {
            let mut joins = Joins::new(select.each.clone(), link.clone());
            let mut conditions = Vec::new();
            for (position, call) in self.calls.iter().enumerate() {
                let one = if calls(position + 1) {
                    on_joins(call, model, 0, &mut joins, position + 1)
                } else {
                    condition(call, model, 0)
                };
                conditions.push(one.unwrap_or_else(|| unasked(model)));
            }
            let operand = |target| joins.operand(target, 0, Share::Newest);
            let operands: Vec<_> = columns.iter().map(operand).collect();
            (joins, conditions, operands)
        };
        let (mut joins, mut conditions, mut operands) = joined(&|_| true);
        if !all {
            let shared = joins.shared().to_vec();
            (joins, conditions, operands) = joined(&|call| shared.contains(&call));
        }
        select.conditions.extend(conditions);
        if let Some(link) = joins.link_condition() {
            select.conditions.push(link);
            if !matches!(select.output, Output::RowsWithLink) {
                // The link that is joined is the one by which the rows are found.
                select.source = Source::Model(model);
            }
        }
        select.each = joins.into_each();
        operands
    }
}

/// The order by these columns.
pub(super) fn order(order: &[Ordered], operands: Vec<Operand>) -> Vec<Order> {
    let terms = order.iter().zip(operands);
    terms
        .map(|(one, operand)| Order {
            operand,
            descending: one.descending,
            nulls: one.nulls,
        })
        .collect()
}

/// What a call becomes that needs a key of one field.
pub(super) fn unasked(model: &'static ModelDef) -> Condition {
    Condition::Fault(fault::needs_single_key(model))
}
