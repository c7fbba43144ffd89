//! All links of the rows that a query finds.

use sea_query::{Cond, Expr, ExprTrait, Query as Q};

use super::context::{Context, Rendered};
use super::link::links;
use super::owners;
use super::select;
use crate::dialect::Query;
use crate::plan::LinkClear;

pub(super) fn clear(plan: &LinkClear, context: &mut Context<'_>) -> Rendered {
    let link = links(plan.relation);
    context.tables.push(link.table);
    let mut delete = Q::delete();
    delete.from_table(link.table);
    let ends = match plan.relation.is_symmetrical() {
        true => &[link.near, link.far][..],
        false => &[link.near],
    };
    let found: Vec<_> = ends
        .iter()
        .map(|end| found(plan, context, link.table, end))
        .collect();
    // Of all rows there is nothing to ask.
    if !found.iter().any(Cond::is_empty) {
        let either = found.into_iter().fold(Cond::any(), Cond::add);
        delete.cond_where(either);
    }
    if !plan.counted {
        return Rendered::write(Query::Delete(delete), vec![link.near, link.far]);
    }
    let is_asked = context.lists || !owners::finds_by_key(plan.relation, &plan.owners);
    let looks_up = context.dialect.capabilities().looks_up_joined && is_asked;
    Rendered::write(Query::delete(link.table, delete, looks_up), Vec::new())
}

/// That the key in a column of the links is one of those that the query finds.
fn found(
    plan: &LinkClear,
    context: &mut Context<'_>,
    table: &'static str,
    end: &'static str,
) -> Cond {
    if owners::finds_by_key(plan.relation, &plan.owners) {
        return owners::tests(context, plan.relation, table, end, &plan.owners);
    }
    let mut keys = select::subquery(context, &plan.owners);
    if !context.dialect.capabilities().reads_before_writing {
        // The table is made before the first link goes.
        keys = select::in_a_table(context, keys);
    }
    Cond::all().add(Expr::col(end).in_subquery(keys))
}
