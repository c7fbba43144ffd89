//! Terms of an order.

use sea_query::{Expr, NullOrdering, Order as SeaOrder, OrderedStatement};

use super::context::Context;
use super::operand::{operand, shape_of_own};
use super::scope::Scope;
use crate::plan::{Nulls, Operand, Order};

/// One term, ready for a statement or a window.
#[derive(Debug, Clone)]
pub(super) struct OrderTerm {
    pub(super) expression: Expr,
    direction: SeaOrder,
    nulls: Option<NullOrdering>,
}

/// The terms of an order in those of a scope.
pub(super) fn order_terms(
    context: &mut Context<'_>,
    scope: &mut Scope,
    order: &[Order],
) -> Vec<OrderTerm> {
    order
        .iter()
        .map(|one| OrderTerm {
            expression: expression(context, scope, &one.operand),
            direction: if one.descending {
                SeaOrder::Desc
            } else {
                SeaOrder::Asc
            },
            nulls: nulls(context, one),
        })
        .collect()
}

/// A number that is a result too is named by its place there: it is made once.
fn expression(context: &mut Context<'_>, scope: &mut Scope, by: &Operand) -> Expr {
    let place = shape_of_own(scope, by).and_then(|shape| scope.place_of_result(&shape));
    match place {
        Some(place) => Expr::cust(place.to_string()),
        None => operand(context, scope, by),
    }
}

/// Where nulls are, if the engine would have them elsewhere.
fn nulls(context: &Context<'_>, order: &Order) -> Option<NullOrdering> {
    let greatest = context.dialect.capabilities().nulls_are_greatest;
    let by_itself = if greatest == order.descending {
        Nulls::First
    } else {
        Nulls::Last
    };
    (order.operand.is_nullable() && order.nulls() != by_itself).then(|| match order.nulls() {
        Nulls::First => NullOrdering::First,
        Nulls::Last => NullOrdering::Last,
    })
}

impl OrderTerm {
    /// The same term by that column.
    pub(super) fn with(self, expression: Expr) -> Self {
        OrderTerm { expression, ..self }
    }

    /// Orders a statement or a window by it.
    pub(super) fn apply(self, statement: &mut impl OrderedStatement) {
        match self.nulls {
            None => statement.order_by_expr(self.expression, self.direction),
            Some(nulls) => {
                statement.order_by_expr_with_nulls(self.expression, self.direction, nulls)
            }
        };
    }
}
