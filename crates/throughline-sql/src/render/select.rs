//! `SELECT`.

use sea_query::{Expr, ExprTrait, Func, JoinType, Order as SeaOrder, Query as Q, SelectStatement};

use super::condition::{condition, operand};
use super::context::{Context, Rendered};
use super::scope::{Scope, column};
use crate::dialect::Query;
use crate::plan::{Condition, FieldPath, Operand, Output, Select, Source};

pub(super) fn select(plan: &Select, context: &mut Context<'_>) -> Rendered {
    context.qualify = reads_several_tables(plan);
    let query = Query::Select(counted(context, plan));
    Rendered {
        query,
        returning: Vec::new(),
    }
}

/// A query inside another. A slice stands in a table of its own, as MariaDB has no `LIMIT`
/// behind an `IN`.
pub(super) fn subquery(context: &mut Context<'_>, plan: &Select) -> SelectStatement {
    let outer = std::mem::replace(&mut context.qualify, true);
    let query = counted(context, plan);
    context.qualify = outer;
    if !plan.is_sliced() {
        return query;
    }
    let mut slice = Q::select();
    slice
        .column(sea_query::Asterisk)
        .from_subquery(query, context.alias());
    slice
}

/// The number of a slice is counted outside of it.
fn counted(context: &mut Context<'_>, plan: &Select) -> SelectStatement {
    let query = rows(context, plan);
    if !(matches!(plan.output, Output::Count) && plan.is_sliced()) {
        return query;
    }
    let mut outer = Q::select();
    outer
        .expr(Func::count(Expr::cust("*")))
        .from_subquery(query, context.alias());
    outer
}

fn rows(context: &mut Context<'_>, plan: &Select) -> SelectStatement {
    context.tables.push(plan.model().table);
    let mut query = Q::select();
    let mut scope = begin(context, plan, &mut query);
    match &plan.output {
        Output::Rows | Output::RowsWithLink => {
            for field in plan.model().fields {
                let column = scope.column(context, &FieldPath::own(field));
                query.expr(column);
            }
            if let (Output::RowsWithLink, Some((alias, model))) = (&plan.output, scope.through()) {
                query.exprs(
                    model
                        .fields
                        .iter()
                        .map(|field| column(&alias, field.column)),
                );
            }
        }
        Output::Count if !plan.is_sliced() => {
            query.expr(Func::count(Expr::cust("*")));
        }
        Output::Count | Output::Exists => {
            query.expr(Expr::cust("1"));
        }
        Output::Field(path) => {
            let column = scope.column(context, path);
            query.expr(column);
        }
    }
    end(context, plan, &mut query, &mut scope);
    scope.finish(&mut query);
    query
}

/// `FROM`, with the links of a related manager.
pub(super) fn begin(
    context: &mut Context<'_>,
    plan: &Select,
    query: &mut SelectStatement,
) -> Scope {
    let model = plan.model();
    query.from(model.table);
    if let Source::Related(relation, owner) = &plan.source {
        let with_link = matches!(plan.output, Output::RowsWithLink);
        if let Some(link) = relation.link().filter(|link| !link.unique && !with_link) {
            // Several links between two rows do not make the far row come several times.
            let mut far = Q::select();
            far.column(link.far)
                .from(link.table)
                .and_where(Expr::col(link.near).eq(context.value(owner)));
            query.and_where(column(model.table, model.key().column).in_subquery(far));
        } else if let Some(link) = relation.link() {
            let alias = context.alias();
            let on = column(&alias, link.far).eq(column(model.table, model.key().column));
            query.join_as(JoinType::InnerJoin, link.table, alias.clone(), on);
            query.and_where(column(&alias, link.near).eq(context.value(owner)));
            if let Some(through) = link.through {
                return Scope::model(model.table).with_through(alias, through);
            }
        } else if let Some(far) = relation.far_column() {
            let far = if context.qualify {
                column(model.table, far)
            } else {
                Expr::col(far)
            };
            query.and_where(far.eq(context.value(owner)));
        }
    }
    Scope::model(model.table)
}

/// `WHERE`, `ORDER BY`, `LIMIT` and `OFFSET`.
pub(super) fn end(
    context: &mut Context<'_>,
    plan: &Select,
    query: &mut SelectStatement,
    scope: &mut Scope,
) {
    for one in &plan.conditions {
        query.and_where(condition(context, scope, one));
    }
    for order in plan.order.iter().filter(|_| plan.is_ordered()) {
        let term = operand(context, scope, &Operand::Column(order.path.clone()));
        query.order_by_expr(
            term,
            if order.descending {
                SeaOrder::Desc
            } else {
                SeaOrder::Asc
            },
        );
    }
    if let Some(limit) = &plan.limit {
        query.limit(context.count(limit));
    }
    if let Some(offset) = &plan.offset {
        query.offset(context.count(offset));
    }
}

/// Whether a column's name alone could be that of several tables.
pub(super) fn reads_several_tables(plan: &Select) -> bool {
    let related = match &plan.source {
        Source::Model(_) => false,
        Source::Related(relation, _) => relation.link().is_some(),
    };
    related
        || plan.conditions.iter().any(crosses_relations)
        || plan
            .order
            .iter()
            .any(|order| plan.is_ordered() && order.path.reads_other_tables())
        || matches!(&plan.output, Output::Field(path) if path.reads_other_tables())
}

fn crosses_relations(condition: &Condition) -> bool {
    let operand = |operand: &Operand| match operand {
        Operand::Value(_) => false,
        Operand::Column(path) => path.reads_other_tables(),
    };
    match condition {
        Condition::Constant(_) => false,
        Condition::Compare(path, _, other) => path.reads_other_tables() || operand(other),
        Condition::Between(path, low, high) => {
            path.reads_other_tables() || operand(low) || operand(high)
        }
        Condition::Text(path, ..) | Condition::IsNull(path, _) | Condition::InList(path, _) => {
            path.reads_other_tables()
        }
        Condition::InSelect(..) | Condition::Some(..) | Condition::AtLeast(..) => true,
        Condition::And(conditions) | Condition::Or(conditions) => {
            conditions.iter().any(crosses_relations)
        }
        Condition::Not(condition) => crosses_relations(condition),
    }
}
