//! Conditions as expressions.

use sea_query::{BinOper, Cond, Expr, ExprTrait, Func, Query as Q};
use throughline_core::Relation;

use super::context::Context;
use super::scope::{Scope, column};
use super::select;
use crate::plan::{Comparison, Condition, FieldPath, Operand};

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
            Expr::cust_with_expr(not_true(context), inner)
        }
        Condition::Compare(path, ..)
        | Condition::Between(path, ..)
        | Condition::Text(path, ..)
        | Condition::IsNull(path, _)
        | Condition::InList(path, _)
        | Condition::InSelect(path, _) => {
            let leaf = Leaf {
                condition,
                path,
                operands: operands(context, scope, condition),
            };
            let relations = scope.relations_from_base(&path.relations);
            self::leaf(context, scope, &relations, leaf)
        }
        Condition::Some(relations, inner) => {
            let relations = scope.relations_from_base(relations);
            some(context, scope, &relations, None, inner)
        }
        Condition::AtLeast(relations, count, inner) => {
            let relations = scope.relations_from_base(relations);
            some(context, scope, &relations, Some(count), inner)
        }
    }
}

/// Some row, or at least so many different ones, at the end of these relations from the scope's
/// first table makes the condition true.
fn some(
    context: &mut Context<'_>,
    scope: &mut Scope,
    relations: &[Relation],
    at_least: Option<&u64>,
    inner: &Condition,
) -> Expr {
    let Some(at) = relations.iter().position(Relation::is_multiple) else {
        // All relations that are left lead to one row: the condition is one on the scope's own.
        let outer = scope.relations_from_base(&[]);
        scope.begin_at(relations);
        let test = condition(context, scope, inner);
        scope.begin_at(&outer);
        return test;
    };
    let (relation, rest) = (relations[at], &relations[at + 1..]);
    let near = FieldPath {
        relations: relations[..at].to_vec(),
        field: relation.near().key,
    };
    let near = scope.resolve(context, &near);
    let (mut select, key, mut there) = related(context, relation);
    let last = !rest.iter().any(Relation::is_multiple);
    let test = some(context, &mut there, rest, at_least.filter(|_| !last), inner);
    select.and_where(test);
    if let Some(count) = at_least.filter(|_| last) {
        let far = there.resolve(context, &FieldPath::own(relation.far().key));
        select.add_group_by([key]);
        let least = context.number(count);
        select.and_having(Func::count_distinct(far).gte(least));
    }
    there.finish(&mut select);
    near.in_subquery(select)
}

/// What the column is compared with, in the terms of the scope where the condition stands: the
/// column itself may be found in a subquery.
fn operands(context: &mut Context<'_>, scope: &mut Scope, condition: &Condition) -> Vec<Expr> {
    match condition {
        Condition::Compare(_, _, other) => vec![operand(context, scope, other)],
        Condition::Between(_, low, high) => {
            vec![operand(context, scope, low), operand(context, scope, high)]
        }
        _ => Vec::new(),
    }
}

/// The complement of a condition that may be unknown.
fn not_true(context: &Context<'_>) -> &'static str {
    if context.dialect.capabilities().array_parameters {
        "($1) IS NOT TRUE"
    } else {
        "(?) IS NOT TRUE"
    }
}

/// A term, its path, and what it compares with.
struct Leaf<'a> {
    condition: &'a Condition,
    path: &'a FieldPath,
    operands: Vec<Expr>,
}

/// The term, reached over these relations from the scope.
///
/// At the first relation to many rows it becomes `key IN (SELECT …)`: some related row makes the
/// term true. A subquery that depends on nothing outside is planned by the indexes it can use;
/// on SQLite it takes a fortieth of the time of `EXISTS`.
fn leaf(
    context: &mut Context<'_>,
    scope: &mut Scope,
    relations: &[Relation],
    leaf: Leaf<'_>,
) -> Expr {
    let Some(at) = relations.iter().position(Relation::is_multiple) else {
        let path = FieldPath {
            relations: relations.to_vec(),
            field: leaf.path.field,
        };
        let column = scope.resolve(context, &path);
        return term(context, column, leaf);
    };
    let relation = relations[at];
    let near = relation.near();
    let near = FieldPath {
        relations: relations[..at].to_vec(),
        field: near.key,
    };
    let near = scope.resolve(context, &near);
    let (mut select, _, mut inner) = related(context, relation);
    let test = self::leaf(context, &mut inner, &relations[at + 1..], leaf);
    select.and_where(test);
    inner.finish(&mut select);
    near.in_subquery(select)
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
    let column_type = leaf.path.field.column_type;
    let mut operands = leaf.operands.into_iter();
    let mut operand = || operands.next().unwrap_or(Expr::null());
    match leaf.condition {
        Condition::Compare(path, comparison, other) => {
            let nullable = path.is_nullable() || operand_is_nullable(other);
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
            let list = context.list(values, column_type);
            context.dialect.in_list(column, list, column_type)
        }
        Condition::InSelect(_, query) => {
            let query = select::subquery(context, query);
            column.in_subquery(query)
        }
        Condition::Some(..)
        | Condition::AtLeast(..)
        | Condition::Constant(_)
        | Condition::And(_)
        | Condition::Or(_)
        | Condition::Not(_) => Expr::cust("TRUE"),
    }
}

/// A value is not: whether it is null is no part of the plan's shape.
fn operand_is_nullable(operand: &Operand) -> bool {
    match operand {
        Operand::Value(_) => false,
        Operand::Column(path) => path.is_nullable(),
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

/// An operand in the terms of a scope.
pub(super) fn operand(context: &mut Context<'_>, scope: &mut Scope, operand: &Operand) -> Expr {
    match operand {
        Operand::Value(value) => context.value(value),
        Operand::Column(path) => scope.column(context, path),
    }
}
