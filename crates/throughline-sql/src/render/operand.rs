//! Operands as expressions: columns, arithmetic, aggregates, raw text.

use sea_query::{BinOper, Expr, ExprTrait, Func};

use super::condition::{condition, related};
use super::context::Context;
use super::scope::{Place, Scope, column};
use crate::plan::{Aggregate, Arithmetic, Function, Operand, Raw, Shape};

/// An operand in the terms of a scope.
pub(super) fn operand(context: &mut Context<'_>, scope: &mut Scope, operand: &Operand) -> Expr {
    match operand {
        Operand::Value(value) => context.value(value),
        // What asks for it fails before it is sent.
        Operand::Fault(_) => Expr::null(),
        Operand::Column(path) => scope.column(context, path),
        Operand::Arithmetic(left, arithmetic, right) => {
            let sides = [(left, right), (right, left)].map(|(one, other)| {
                let expression = self::operand(context, scope, one);
                beside(context, expression, one, other)
            });
            compute(sides, *arithmetic)
        }
        Operand::Aggregate(aggregate) => self::aggregate(context, scope, aggregate),
        Operand::Raw(raw) => {
            let operands = raw.operands.iter();
            let operands = operands
                .map(|operand| self::operand(context, scope, operand))
                .collect();
            self::raw(context, raw, operands)
        }
    }
}

/// One side of a computation, with its type said where the other side's would be taken for it.
pub(super) fn beside(
    context: &Context<'_>,
    expression: Expr,
    one: &Operand,
    other: &Operand,
) -> Expr {
    match one.beside(other) {
        Some(wider) => context.dialect.typed(expression, wider),
        None => expression,
    }
}

/// Two expressions, computed.
pub(super) fn compute([left, right]: [Expr; 2], arithmetic: Arithmetic) -> Expr {
    let operator = match arithmetic {
        Arithmetic::Add => BinOper::Add,
        Arithmetic::Subtract => BinOper::Sub,
        Arithmetic::Multiply => BinOper::Mul,
        Arithmetic::Divide => BinOper::Div,
    };
    left.binary(operator, right)
}

/// Text of the caller's with expressions between its parts. sea-query gets the parts as expressions
/// too, and a template of places alone: what it would take for a place in the text is none.
pub(super) fn raw(context: &Context<'_>, raw: &Raw, operands: Vec<Expr>) -> Expr {
    let mut operands = operands.into_iter();
    let mut pieces = Vec::new();
    for part in &raw.parts {
        let part = part.trim();
        if !part.is_empty() {
            pieces.push(Expr::cust(part.to_owned()));
        }
        pieces.extend(operands.next());
    }
    let numbered = context.dialect.capabilities().arrays;
    let places = (1..=pieces.len()).map(|place| match numbered {
        true => format!("${place}"),
        false => "?".to_owned(),
    });
    Expr::cust_with_exprs(places.collect::<Vec<_>>().join(" "), pieces)
}

/// The name of the near keys in the query of an aggregate.
const NEAR: &str = "near";

/// The number for each row of the scope, from a query of its own, so that two of them never multiply
/// each other: grouped by the near keys and joined, or asked for each row.
pub(super) fn aggregate(context: &mut Context<'_>, scope: &mut Scope, plan: &Aggregate) -> Expr {
    let place = scope.place(plan.start, &plan.relations);
    let shape = shape(plan, &place);
    if let Some(made) = shape.as_ref().and_then(|shape| scope.aggregate(shape)) {
        return made;
    }
    let Some(at) = place.relations.iter().position(|one| one.is_multiple()) else {
        let outer = scope.begin_at(place);
        let value = operand(context, scope, &plan.value);
        scope.begin_at(outer);
        return apply(context, plan, value);
    };
    let relation = place.relations[at];
    let before = Place {
        start: place.start,
        relations: place.relations[..at].to_vec(),
    };
    let near = scope.resolve(context, &before, relation.near().key);
    let (mut select, key, mut inner) = related(context, relation);
    inner.follow(context, &place.relations[at + 1..]);
    for one in &plan.conditions {
        let test = condition(context, &mut inner, one);
        select.and_where(test);
    }
    let value = number(context, &mut inner, plan);
    if scope.asks_row_by_row(plan) {
        select.clear_selects().expr(value).and_where(key.eq(near));
        inner.finish(&mut select);
        return select.into();
    }
    select.clear_selects().expr_as(key.clone(), NEAR);
    select.expr_as(value, "value").add_group_by([key]);
    inner.finish(&mut select);
    let alias = scope.join_query(context, select, NEAR, near);
    let value = or_zero(plan.function, column(&alias, "value"));
    if let Some(shape) = shape {
        scope.remember_aggregate(&shape, value.clone());
    }
    value
}

/// The number of the rows of a scope whose paths begin at the end of the aggregate's relations.
pub(super) fn number(context: &mut Context<'_>, scope: &mut Scope, plan: &Aggregate) -> Expr {
    if plan.function == Function::Count && !plan.distinct && is_of_rows(plan) {
        return Func::count(Expr::cust("*")).into();
    }
    let value = operand(context, scope, &plan.value);
    apply(context, plan, value)
}

/// Whether the value is the key of rows that are there: no row is without it.
fn is_of_rows(plan: &Aggregate) -> bool {
    let last = plan.relations.last();
    let Operand::Column(path) = &plan.value else {
        return false;
    };
    path.relations.is_empty()
        && last.is_none_or(|last| last.is_multiple() && last.far().key.name == path.field.name)
}

/// The function of a value.
fn apply(context: &Context<'_>, plan: &Aggregate, column: Expr) -> Expr {
    let call: Expr = match (plan.function, plan.distinct) {
        (Function::Count, false) => Func::count(column).into(),
        (Function::Count, true) => Func::count_distinct(column).into(),
        (Function::Sum, false) => Func::sum(column).into(),
        (Function::Avg, false) => Func::avg(column).into(),
        (Function::Sum, true) => context.template("SUM(DISTINCT {})", column),
        (Function::Avg, true) => context.template("AVG(DISTINCT {})", column),
        // The smallest of equal values is the same as that of all.
        (Function::Min, _) => Func::min(column).into(),
        (Function::Max, _) => Func::max(column).into(),
    };
    match plan.function {
        Function::Sum | Function::Avg => context.dialect.number(call, plan.column_type()),
        _ => call,
    }
}

/// The number of none is 0.
pub(super) fn or_zero(function: Function, value: Expr) -> Expr {
    if function == Function::Count {
        Func::coalesce([value, Expr::cust("0")]).into()
    } else {
        value
    }
}

/// The shape of an aggregate that is asked for each row by itself; none of anything else.
pub(super) fn shape_of_own(scope: &Scope, operand: &Operand) -> Option<Vec<u8>> {
    let Operand::Aggregate(plan) = operand else {
        return None;
    };
    let place = scope.place(plan.start, &plan.relations);
    let own = scope.asks_row_by_row(plan);
    own.then(|| shape(plan, &place)).flatten()
}

/// The shape of an aggregate at that place; none if values are part of it, which two of one
/// shape may have different ones of.
fn shape(plan: &Aggregate, place: &Place) -> Option<Vec<u8>> {
    let operand = Operand::Aggregate(Box::new(Aggregate {
        start: place.start,
        relations: place.relations.clone(),
        ..plan.clone()
    }));
    let shape = Shape::of_operand(&operand);
    shape.arguments().is_empty().then(|| shape.key().to_vec())
}
