//! The related rows of many rows at once: one statement, whatever their number.

use sea_query::{
    Alias, Expr, ExprTrait, Func, Order as SeaOrder, OverStatement, Query as Q, SelectStatement,
    WindowStatement,
};
use throughline_core::ColumnType;

use super::condition::{condition, related};
use super::context::{Context, Rendered};
use super::operand::{number, operand};
use super::order::{OrderTerm, order_terms};
use super::scope::{Scope, column};
use crate::plan::{ChildOutput, Children, FieldPath};

pub(super) fn children(plan: &Children, context: &mut Context<'_>) -> Rendered {
    context.qualify = true;
    let (mut select, near, mut scope) = of_owners(plan, context);
    for one in &plan.conditions {
        let test = condition(context, &mut scope, one);
        select.and_where(test);
    }
    if let ChildOutput::Aggregate(aggregate) = &plan.output {
        // The far rows come once for an owner; what is beyond them, once for each way.
        scope.follow(context, &aggregate.relations);
        for one in &aggregate.conditions {
            let test = condition(context, &mut scope, one);
            select.and_where(test);
        }
        let value = number(context, &mut scope, aggregate);
        select.expr(value).add_group_by([near]);
        scope.finish(&mut select);
        return Rendered::select(select);
    }
    let order = order_terms(context, &mut scope, &plan.order);
    let columns = columns(plan, context, &mut scope);
    if plan.is_sliced() {
        return sliced(plan, context, near, columns, order, scope, select);
    }
    select.exprs(columns);
    for term in order {
        term.apply(&mut select);
    }
    scope.finish(&mut select);
    Rendered::select(select)
}

/// The columns of a far row, of its link where that is asked for, and what else is.
fn columns(plan: &Children, context: &mut Context<'_>, scope: &mut Scope) -> Vec<Expr> {
    let mut columns: Vec<_> = plan
        .relation
        .far()
        .model
        .fields
        .iter()
        .map(|field| scope.column(context, &FieldPath::own(field)))
        .collect();
    if let (ChildOutput::RowsWithLink, Some(link)) = (&plan.output, plan.relation.link()) {
        let fields = link.through.map_or(&[][..], |through| through.fields);
        let alias = scope.base_name();
        columns.extend(fields.iter().map(|field| column(&alias, field.column)));
    }
    columns.extend(
        plan.extra
            .iter()
            .map(|extra| operand(context, scope, extra)),
    );
    columns
}

/// `SELECT` of the near keys for the owners alone, the column of these keys, and the scope at the
/// far end.
fn of_owners(plan: &Children, context: &mut Context<'_>) -> (SelectStatement, Expr, Scope) {
    let (mut select, near, scope) = related(context, plan.relation);
    let near_type = plan.relation.near().key.column_type;
    let owners = context.list(&plan.owners, near_type);
    let is_owner = |near| context.dialect.in_list(near, owners, near_type);
    let with_link = matches!(plan.output, ChildOutput::RowsWithLink);
    if let Some(link) = plan
        .relation
        .link()
        .filter(|link| !link.unique && !with_link)
    {
        // Several links between two rows do not make the far row come several times.
        let mut links = Q::select();
        links
            .distinct()
            .columns([link.near, link.far])
            .from(link.table)
            .and_where(is_owner(Expr::col(link.near)));
        select.from_clear().from_subquery(links, scope.base_name());
    } else {
        select.and_where(is_owner(near.clone()));
    }
    (select, near, scope)
}

/// Each owner's rows are numbered in a window, and those at the places that are wanted taken.
fn sliced(
    plan: &Children,
    context: &mut Context<'_>,
    near: Expr,
    columns: Vec<Expr>,
    order: Vec<OrderTerm>,
    scope: Scope,
    mut select: SelectStatement,
) -> Rendered {
    let number_of_columns = columns.len();
    let name = |position: usize| Alias::new(format!("c{position}"));
    let mut window = WindowStatement::new();
    if let Expr::Column(near) = &near {
        window.partition_by(near.clone());
    }
    for term in order {
        term.apply(&mut window);
    }
    // The columns under names of their own: the near key may be one of them too.
    select.clear_selects().expr_as(near, name(0));
    for (position, column) in columns.into_iter().enumerate() {
        select.expr_as(column, name(position + 1));
    }
    let place = Alias::new("place");
    select.expr_window_as(Expr::from(Func::cust("ROW_NUMBER")), window, place.clone());
    scope.finish(&mut select);
    let mut outer = Q::select();
    outer
        .columns((0..=number_of_columns).map(name))
        .from_subquery(select, context.alias());
    let at = || Expr::col(place.clone());
    if let Some(offset) = &plan.offset {
        outer.and_where(at().gt(place_number(context, offset)));
    }
    if let Some(limit) = &plan.limit {
        let skipped = plan
            .offset
            .as_ref()
            .map(|offset| place_number(context, offset));
        let last = place_number(context, limit);
        outer.and_where(at().lte(match skipped {
            Some(skipped) => skipped.add(last),
            None => last,
        }));
    }
    outer.order_by(place, SeaOrder::Asc);
    Rendered::select(outer)
}

/// A number whose type is said: PostgreSQL knows none for the sum of two parameters.
fn place_number(context: &mut Context<'_>, count: &u64) -> Expr {
    let number = context.number(count);
    context.dialect.typed(number, ColumnType::BigInt)
}
