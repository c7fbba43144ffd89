//! Conditions as expressions.

use sea_query::{BinOper, Cond, Expr, ExprTrait, Func, Query as Q};
use throughline_core::Relation;

use super::context::Context;
use super::operand::operand;
use super::scope::{Place, Scope, column};
use super::select;
use crate::plan::{Comparison, Condition, Operand};

/// The condition in the terms of a scope.
pub(super) fn condition(
    context: &mut Context<'_>,
    scope: &mut Scope,
    condition: &Condition,
) -> Expr {
    match condition {
        Condition::Constant(true) => Expr::cust("TRUE"),
        Condition::Constant(false) => Expr::cust("FALSE"),
        Condition::And(all) => all
            .iter()
            .fold(Cond::all(), |joined, one| {
                joined.add(self::condition(context, scope, one))
            })
            .into(),
        Condition::Or(any) => any
            .iter()
            .fold(Cond::any(), |joined, one| {
                joined.add(self::condition(context, scope, one))
            })
            .into(),
        Condition::Not(inner) => {
            let inner = self::condition(context, scope, inner);
            context.template("({}) IS NOT TRUE", inner)
        }
        // What asks for it fails before it is sent.
        Condition::Fault(_) => Expr::cust("FALSE"),
        Condition::Compare(left, ..)
        | Condition::Between(left, ..)
        | Condition::Text(left, ..)
        | Condition::IsNull(left, _)
        | Condition::InList(left, _)
        | Condition::InSelect(left, _) => {
            let leaf = Leaf {
                condition,
                left,
                operands: operands(context, scope, condition),
            };
            let Operand::Column(path) = left else {
                let left = operand(context, scope, left);
                return term(context, left, leaf);
            };
            let place = scope.place(path.start, &path.relations);
            self::leaf(context, scope, &place, leaf)
        }
        Condition::Some(way, inner) => {
            let place = scope.place(way.start, &way.relations);
            some(context, scope, &place, None, inner)
        }
        Condition::AtLeast(way, count, inner) => {
            let place = scope.place(way.start, &way.relations);
            some(context, scope, &place, Some(count), inner)
        }
    }
}

/// Some row, or at least so many different ones, at a place of the scope makes the condition
/// true.
fn some(
    context: &mut Context<'_>,
    scope: &mut Scope,
    place: &Place,
    at_least: Option<&u64>,
    inner: &Condition,
) -> Expr {
    let Some((relation, near, rest)) = first_multiple(context, scope, place) else {
        return at_one(context, scope, place, inner);
    };
    let (mut select, key, mut there) = related(context, relation);
    let last = !rest.relations.iter().any(Relation::is_multiple);
    let test = some(
        context,
        &mut there,
        &rest,
        at_least.filter(|_| !last),
        inner,
    );
    select.and_where(test);
    if let Some(count) = at_least.filter(|_| last) {
        let far = there.resolve(context, &Place::default(), relation.far().key);
        select.add_group_by([key]);
        let least = context.number(count);
        select.and_having(Func::count_distinct(far).gte(least));
    }
    there.finish(&mut select);
    near.in_subquery(select)
}

/// There is a row at a place to which relations to one row lead, and it makes the condition true: that is
/// one on the scope's own row.
fn at_one(context: &mut Context<'_>, scope: &mut Scope, place: &Place, inner: &Condition) -> Expr {
    let outer = scope.begin_at(place.clone());
    let test = condition(context, scope, inner);
    scope.begin_at(outer);
    match place.relations.last() {
        Some(last) if may_lead_nowhere(place) && inner.takes_no_row() => {
            let key = scope.resolve(context, place, last.far().key);
            Cond::all().add(key.is_not_null()).add(test).into()
        }
        _ => test,
    }
}

fn may_lead_nowhere(place: &Place) -> bool {
    place.relations.iter().any(Relation::is_optional)
}

/// The first relation to many rows on the way to a place, the column with its near keys, and the
/// way from its far rows on.
fn first_multiple(
    context: &mut Context<'_>,
    scope: &mut Scope,
    place: &Place,
) -> Option<(Relation, Expr, Place)> {
    let at = place.relations.iter().position(Relation::is_multiple)?;
    let relation = place.relations[at];
    let before = Place {
        start: place.start,
        relations: place.relations[..at].to_vec(),
    };
    let near = scope.resolve(context, &before, relation.near().key);
    let rest = Place {
        start: 0,
        relations: place.relations[at + 1..].to_vec(),
    };
    Some((relation, near, rest))
}

/// What the column is compared with, in the terms of the scope where the condition stands: the
/// column itself may be found in a subquery.
fn operands(context: &mut Context<'_>, scope: &mut Scope, condition: &Condition) -> Vec<Expr> {
    let mut one = |left: &Operand, other: &Operand| {
        let expression = operand(context, scope, other);
        match other {
            Operand::Value(_) => context.dialect.compared(expression, left.column_type()),
            _ => expression,
        }
    };
    match condition {
        Condition::Compare(left, _, other) => vec![one(left, other)],
        Condition::Between(left, low, high) => vec![one(left, low), one(left, high)],
        _ => Vec::new(),
    }
}

/// A term, its left side, and what it compares with.
struct Leaf<'a> {
    condition: &'a Condition,
    left: &'a Operand,
    operands: Vec<Expr>,
}

/// The term, asked at a place of the scope.
///
/// At the first relation to many rows it becomes `key IN (SELECT …)`: some related row makes the
/// term true. A subquery that depends on nothing outside is planned by the indexes it can use;
/// on SQLite it takes a fortieth of the time of `EXISTS`.
fn leaf(context: &mut Context<'_>, scope: &mut Scope, place: &Place, leaf: Leaf<'_>) -> Expr {
    let Some((relation, near, rest)) = first_multiple(context, scope, place) else {
        let column = match leaf.left {
            Operand::Column(path) => scope.resolve(context, place, path.field),
            computed => operand(context, scope, computed),
        };
        return term(context, column, leaf);
    };
    let (mut select, _, mut inner) = related(context, relation);
    let test = self::leaf(context, &mut inner, &rest, leaf);
    select.and_where(test);
    inner.finish(&mut select);
    near.in_subquery(select)
}

/// A condition that all rows of a query have to meet. A row at the end of a relation to many that is the only
/// one with the value is joined: there is no list of keys to be made first.
pub(super) fn required(context: &mut Context<'_>, scope: &mut Scope, required: &Condition) -> Expr {
    let path = match required {
        Condition::And(all) => {
            let all = all.iter().fold(Cond::all(), |joined, one| {
                joined.add(self::required(context, scope, one))
            });
            return all.into();
        }
        Condition::Compare(Operand::Column(path), Comparison::Equal, Operand::Value(_))
            if path.has_one_match() =>
        {
            path
        }
        _ => return condition(context, scope, required),
    };
    let leaf = Leaf {
        condition: required,
        left: &Operand::Column(path.clone()),
        operands: operands(context, scope, required),
    };
    let first = scope.place(path.start, &path.relations[..1]);
    let there = Place {
        start: scope.enter(context, &first, false),
        relations: path.relations[1..].to_vec(),
    };
    let column = scope.resolve(context, &there, path.field);
    term(context, column, leaf)
}

/// `SELECT` of the near keys of a relation to many rows, the column of these keys, and the scope
/// at its far end.
pub(super) fn related(
    context: &mut Context<'_>,
    relation: Relation,
) -> (sea_query::SelectStatement, Expr, Scope) {
    let alias = context.alias();
    let far = relation.far();
    let mut select = Q::select();
    if let Some(link) = relation.link() {
        let near = column(&alias, link.near);
        select.expr(near.clone()).from_as(link.table, alias.clone());
        return (select, near, Scope::links(alias, link.far, far.model));
    }
    let near = column(&alias, relation.far_column().unwrap_or(far.key.column));
    select
        .expr(near.clone())
        .from_as(far.model.table, alias.clone());
    (select, near, Scope::model(alias))
}

/// The term itself, once its column is at hand.
fn term(context: &mut Context<'_>, column: Expr, leaf: Leaf<'_>) -> Expr {
    let column_type = leaf.left.column_type();
    let mut operands = leaf.operands.into_iter();
    let mut operand = || operands.next().unwrap_or(Expr::null());
    match leaf.condition {
        Condition::Compare(left, comparison, other) => {
            let nullable = left.is_nullable() || other.is_nullable();
            compare(context, column, *comparison, operand(), nullable)
        }
        Condition::Between(..) => column.between(operand(), operand()),
        Condition::Text(_, text_match, value) => {
            let parameter = context.value(value);
            context.dialect.text_match(column, *text_match, parameter)
        }
        Condition::IsNull(_, true) => column.is_null(),
        Condition::IsNull(_, false) => column.is_not_null(),
        Condition::InList(_, values) => {
            context.lists = true;
            let list = context.list(values);
            context.dialect.in_list(column, list, column_type)
        }
        Condition::InSelect(_, query) => {
            let query = select::subquery(context, query);
            column.in_subquery(query)
        }
        Condition::Some(..)
        | Condition::AtLeast(..)
        | Condition::Constant(_)
        | Condition::Fault(_)
        | Condition::And(_)
        | Condition::Or(_)
        | Condition::Not(_) => Expr::cust("TRUE"),
    }
}

fn compare(
    context: &Context<'_>,
    column: Expr,
    comparison: Comparison,
    operand: Expr,
    nullable: bool,
) -> Expr {
    let operator = match comparison {
        Comparison::NotEqual if nullable => {
            return context.dialect.is_distinct(column, operand);
        }
        Comparison::Equal => BinOper::Equal,
        Comparison::NotEqual => BinOper::NotEqual,
        Comparison::Less => BinOper::SmallerThan,
        Comparison::LessOrEqual => BinOper::SmallerThanOrEqual,
        Comparison::Greater => BinOper::GreaterThan,
        Comparison::GreaterOrEqual => BinOper::GreaterThanOrEqual,
    };
    column.binary(operator, operand)
}
