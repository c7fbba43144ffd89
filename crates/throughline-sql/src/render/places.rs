//! A part of each owner's related rows: numbered in a window, and those at the places that are wanted
//! taken.

use sea_query::{
    Alias, Expr, ExprTrait, Func, JoinType, Order as SeaOrder, OverStatement, Query as Q,
    SelectStatement, WindowStatement,
};
use throughline_core::ColumnType;

use super::children::{extra, far_columns, link_fields};
use super::context::Context;
use super::operand::operand;
use super::order::order_terms;
use super::scope::{Place, Scope, column};
use crate::plan::{ChildOutput, Children};

/// The names of the columns of what is numbered.
const NEAR: &str = "near";
const PLACE: &str = "place";

/// The keys alone are numbered, of the join table if it has all that the order needs; the far rows
/// are joined to those that are taken.
pub(super) fn places(
    plan: &Children,
    context: &mut Context<'_>,
    near: Expr,
    mut scope: Scope,
    mut keys: SelectStatement,
) -> SelectStatement {
    let model = plan.relation.far().model;
    let far: Vec<_> = model
        .key_fields()
        .map(|field| scope.resolve(context, &Place::default(), field))
        .collect();
    let mut window = WindowStatement::new();
    if let Expr::Column(near) = &near {
        window.partition_by(near.clone());
    }
    for term in order_terms(context, &mut scope, &plan.order) {
        term.apply(&mut window);
    }
    keys.clear_selects().expr_as(near, NEAR);
    for (position, far) in far.into_iter().enumerate() {
        keys.expr_as(far, key_name(position));
    }
    let links = match plan.output {
        ChildOutput::RowsWithLink if plan.only.is_none() => link_fields(plan),
        _ => &[],
    };
    let base = scope.base_name();
    for (position, field) in links.iter().enumerate() {
        keys.expr_as(column(&base, field.column), name(position));
    }
    keys.expr_window_as(Expr::from(Func::cust("ROW_NUMBER")), window, PLACE);
    scope.finish(&mut keys);

    let (taken, alias) = (context.alias(), context.alias());
    let mut rows = Q::select();
    let same = model.key_fields().enumerate().map(|(position, field)| {
        let key = Expr::col((Alias::new(&taken), key_name(position)));
        column(&alias, field.column).eq(key)
    });
    let on = same.reduce(ExprTrait::and).unwrap_or(Expr::cust("TRUE"));
    rows.from_subquery(keys, Alias::new(&taken)).join_as(
        JoinType::InnerJoin,
        model.table,
        alias.clone(),
        on,
    );
    let mut scope = Scope::model(alias);
    if let Some(only) = &plan.only {
        let value = operand(context, &mut scope, only);
        rows.expr(value);
        scope.finish(&mut rows);
        at_places(plan, context, &taken, &mut rows);
        return rows;
    }
    rows.expr(column(&taken, NEAR));
    rows.exprs(far_columns(plan, context, &mut scope));
    let link = |position| Expr::col((Alias::new(&taken), name(position)));
    rows.exprs((0..links.len()).map(link));
    let extra = extra(plan, context, &mut scope);
    rows.exprs(extra);
    scope.finish(&mut rows);
    at_places(plan, context, &taken, &mut rows);
    rows.order_by_expr(column(&taken, PLACE), SeaOrder::Asc);
    rows
}

/// The name of a column of the far key.
fn key_name(position: usize) -> Alias {
    Alias::new(format!("k{position}"))
}

fn name(position: usize) -> Alias {
    Alias::new(format!("c{position}"))
}

/// Those at the places that are wanted.
fn at_places(plan: &Children, context: &mut Context<'_>, taken: &str, rows: &mut SelectStatement) {
    let at = || column(taken, PLACE);
    if let Some(offset) = &plan.offset {
        rows.and_where(at().gt(number(context, offset)));
    }
    if let Some(limit) = &plan.limit {
        let skipped = plan.offset.as_ref().map(|offset| number(context, offset));
        let last = number(context, limit);
        rows.and_where(at().lte(match skipped {
            Some(skipped) => skipped.add(last),
            None => last,
        }));
    }
}

/// A number whose type is said: PostgreSQL knows none for the sum of two parameters.
fn number(context: &mut Context<'_>, count: &u64) -> Expr {
    let number = context.number(count);
    context.dialect.typed(number, ColumnType::BigInt)
}
