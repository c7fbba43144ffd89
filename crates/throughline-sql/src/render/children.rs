//! The related rows of many rows at once: one statement, whatever their number.

use sea_query::{Expr, ExprTrait, Query as Q, SelectStatement};
use throughline_core::FieldDef;

use super::condition::{condition, related};
use super::context::{Context, Rendered};
use super::gathered::all;
use super::operand::{number, operand};
use super::order::order_terms;
use super::owners::{by_key, finds_by_key};
use super::places::places;
use super::scope::{Scope, column};
use super::select;
use crate::plan::{ChildOutput, Children, FieldPath, Owners};

pub(super) fn children(plan: &Children, context: &mut Context<'_>) -> Rendered {
    context.qualify = true;
    let gathered = is_gathered(plan, context);
    Rendered::select(related_rows(plan, context)).gathered(gathered)
}

/// Whether each far row comes once, with all its owners: where nobody is left out, it is expected to have
/// several. That takes two thirds of the time on PostgreSQL where it has ten, and twice the time where each
/// has one.
fn is_gathered(plan: &Children, context: &Context<'_>) -> bool {
    let of_all = matches!(&plan.owners, Owners::Found(found)
        if found.conditions.is_empty() && finds_by_key(plan.relation, found));
    context.dialect.capabilities().arrays && of_all && plan.is_whole() && plan.only.is_none()
}

fn related_rows(plan: &Children, context: &mut Context<'_>) -> SelectStatement {
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
        return select;
    }
    if let ChildOutput::Links = plan.output {
        let far = plan.relation.link().map_or("", |link| link.far);
        select.expr(column(&scope.base_name(), far));
        return select;
    }
    if plan.is_sliced() {
        return places(plan, context, near, scope, select);
    }
    if let Some(only) = &plan.only {
        let value = operand(context, &mut scope, only);
        select.clear_selects().expr(value);
        scope.finish(&mut select);
        return select;
    }
    let order = order_terms(context, &mut scope, &plan.order);
    let columns = far_columns(plan, context, &mut scope);
    select.exprs(columns);
    if let ChildOutput::RowsWithLink = plan.output {
        let alias = scope.base_name();
        let fields = link_fields(plan).iter();
        select.exprs(fields.map(|field| column(&alias, field.column)));
    }
    let extra = extra(plan, context, &mut scope);
    select.exprs(extra);
    for term in order {
        term.apply(&mut select);
    }
    scope.finish(&mut select);
    select
}

/// The columns of a far row. Where the far table is read at all its key is read there too, though the link has it: for
/// a join PostgreSQL keeps rows as the table has them, and makes each anew that lacks a column or has them in
/// another order. That was a fifth of the time of 10,000 rows.
pub(super) fn far_columns(
    plan: &Children,
    context: &mut Context<'_>,
    scope: &mut Scope,
) -> Vec<Expr> {
    let fields = plan.relation.far().model.fields;
    let is_key_alone = fields.len() == 1;
    fields
        .iter()
        .map(|field| match is_key_alone {
            true => scope.column(context, &FieldPath::own(field)),
            false => scope.own_column(context, field),
        })
        .collect()
}

/// The fields of the rows of the through model that link.
pub(super) fn link_fields(plan: &Children) -> &'static [FieldDef] {
    let through = plan.relation.link().and_then(|link| link.through);
    through.map_or(&[], |through| through.fields)
}

/// What else is asked of a far row.
pub(super) fn extra(plan: &Children, context: &mut Context<'_>, scope: &mut Scope) -> Vec<Expr> {
    let extra = plan.extra.iter();
    extra.map(|one| operand(context, scope, one)).collect()
}

/// `SELECT` of the near keys for the owners alone, the column of these keys, and the scope at the
/// far end.
fn of_owners(plan: &Children, context: &mut Context<'_>) -> (SelectStatement, Expr, Scope) {
    let (mut select, near, scope) = related(context, plan.relation);
    let near_type = plan.relation.near().key.column_type;
    let is_owner = |context: &mut Context<'_>, near: Expr| match &plan.owners {
        Owners::Keys(keys) => {
            let keys = context.list(keys);
            context.dialect.in_list(near, keys, near_type)
        }
        Owners::Found(select) => near.in_subquery(select::subquery(context, select)),
        Owners::Related(children) => near.in_subquery(related_rows(children, context)),
    };
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
            .and_where(is_owner(context, Expr::col(link.near)));
        select.from_clear().from_subquery(links, scope.base_name());
        return (select, near, scope);
    }
    if let Some(link) = plan.relation.link().filter(|_| is_gathered(plan, context)) {
        let mut links = Q::select();
        links
            .column(link.far)
            .expr_as(all(Expr::col(link.near)), link.near)
            .from(link.table)
            .group_by_col(link.far);
        select.from_clear().from_subquery(links, scope.base_name());
        return (select, near, scope);
    }
    let by_key = match &plan.owners {
        Owners::Found(found) => by_key(context, plan.relation, &scope, found),
        _ => None,
    };
    match by_key {
        Some(tests) if tests.is_empty() => {}
        Some(tests) => _ = select.cond_where(tests),
        None => _ = select.and_where(is_owner(context, near.clone())),
    }
    (select, near, scope)
}
