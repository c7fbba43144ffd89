//! The related rows of many rows at once: one statement, whatever their number.

use sea_query::{
    Alias, Expr, ExprTrait, Func, Order as SeaOrder, OverStatement, Query as Q, SelectStatement,
    WindowStatement,
};
use throughline_core::{ColumnType, FieldDef};

use super::condition::{condition, related};
use super::context::{Context, Rendered};
use super::scope::Scope;
use crate::dialect::Query;
use crate::plan::{ChildOutput, Children, FieldPath};

pub(super) fn children(plan: &Children, context: &mut Context<'_>) -> Rendered {
    context.qualify = true;
    let (mut select, near, mut scope) = of_owners(plan, context);
    for one in &plan.conditions {
        let test = condition(context, &mut scope, one);
        select.and_where(test);
    }
    if plan.output == ChildOutput::Count {
        // Each far row comes once for an owner, and paths join no more than one row to it.
        select
            .expr(Func::count(Expr::cust("*")))
            .add_group_by([near]);
        scope.finish(&mut select);
        return Rendered {
            query: Query::Select(select),
            returning: Vec::new(),
        };
    }
    let order: Vec<_> = plan
        .order
        .iter()
        .map(|order| {
            let direction = if order.descending {
                SeaOrder::Desc
            } else {
                SeaOrder::Asc
            };
            (scope.column(context, &order.path), direction)
        })
        .collect();
    let fields = plan.relation.far().model.fields;
    if plan.is_sliced() {
        return sliced(plan, context, near, order, scope, select);
    }
    for field in fields {
        let column = own_column(context, &mut scope, field);
        select.expr(column);
    }
    for (column, direction) in order {
        select.order_by_expr(column, direction);
    }
    scope.finish(&mut select);
    Rendered {
        query: Query::Select(select),
        returning: Vec::new(),
    }
}

/// `SELECT` of the near keys for the owners alone, the column of these keys, and the scope at the
/// far end.
fn of_owners(plan: &Children, context: &mut Context<'_>) -> (SelectStatement, Expr, Scope) {
    let (mut select, near, scope) = related(context, plan.relation);
    let near_type = plan.relation.near().key.column_type;
    let owners = context.list(&plan.owners, near_type);
    let is_owner = |near| context.dialect.in_list(near, owners, near_type);
    if let Some(link) = plan.relation.link().filter(|link| !link.unique) {
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

fn own_column(context: &mut Context<'_>, scope: &mut Scope, field: &'static FieldDef) -> Expr {
    scope.column(context, &FieldPath::own(field))
}

/// Each owner's rows are numbered in a window, and those at the places that are wanted taken.
fn sliced(
    plan: &Children,
    context: &mut Context<'_>,
    near: Expr,
    order: Vec<(Expr, SeaOrder)>,
    mut scope: Scope,
    mut select: SelectStatement,
) -> Rendered {
    let fields = plan.relation.far().model.fields;
    let name = |position: usize| Alias::new(format!("c{position}"));
    let mut window = WindowStatement::new();
    if let Expr::Column(near) = &near {
        window.partition_by(near.clone());
    }
    for (column, direction) in order {
        window.order_by_expr(column, direction);
    }
    // The columns under names of their own: the near key may be one of them too.
    select.clear_selects().expr_as(near, name(0));
    for (position, field) in fields.iter().enumerate() {
        let column = own_column(context, &mut scope, field);
        select.expr_as(column, name(position + 1));
    }
    let place = Alias::new("place");
    select.expr_window_as(Expr::from(Func::cust("ROW_NUMBER")), window, place.clone());
    scope.finish(&mut select);
    let mut outer = Q::select();
    outer
        .columns((0..=fields.len()).map(name))
        .from_subquery(select, context.alias());
    let at = || Expr::col(place.clone());
    if let Some(offset) = &plan.offset {
        outer.and_where(at().gt(number(context, offset)));
    }
    if let Some(limit) = &plan.limit {
        let skipped = plan.offset.as_ref().map(|offset| number(context, offset));
        let last = number(context, limit);
        outer.and_where(at().lte(match skipped {
            Some(skipped) => skipped.add(last),
            None => last,
        }));
    }
    outer.order_by(place, SeaOrder::Asc);
    Rendered {
        query: Query::Select(outer),
        returning: Vec::new(),
    }
}

/// A number whose type is said: PostgreSQL knows none for the sum of two parameters.
fn number(context: &mut Context<'_>, count: &u64) -> Expr {
    let number = context.number(count);
    context.dialect.typed(number, ColumnType::BigInt)
}
