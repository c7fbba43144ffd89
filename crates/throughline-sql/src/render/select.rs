//! `SELECT`.

use sea_query::{
    Alias, Expr, ExprTrait, Func, IntoTableRef, JoinType, LockBehavior, LockType, OverStatement,
    Query as Q, SelectStatement, WindowStatement,
};

use super::condition::{condition, required};
use super::context::{Context, Rendered};
use super::operand::{aggregate, operand, shape_of_own};
use super::order::order_terms;
use super::scope::{RowByRow, Scope, column};
use crate::plan::{Condition, FieldPath, Lock, Operand, Output, RowByKey, Select, Source};

pub(super) fn row_by_key(plan: &RowByKey, context: &mut Context<'_>) -> Rendered {
    let mut select = Q::select();
    select
        .columns(plan.model.fields.iter().map(|field| field.column))
        .from(plan.model.table);
    for (field, value) in plan.model.key_fields().zip(&plan.key) {
        let value = context.value(value);
        select.and_where(Expr::col(field.column).eq(value));
    }
    Rendered::select(select)
}

pub(super) fn select(plan: &Select, context: &mut Context<'_>) -> Rendered {
    context.qualify = reads_several_tables(plan);
    Rendered::select(counted(context, plan))
}

/// A query inside another. A slice stands in a table of its own, as MariaDB has no `LIMIT`
/// behind an `IN`.
pub(super) fn subquery(context: &mut Context<'_>, plan: &Select) -> SelectStatement {
    let outer = std::mem::replace(&mut context.qualify, true);
    let query = counted(context, plan);
    context.qualify = outer;
    match plan.is_sliced() {
        true => in_a_table(context, query),
        false => query,
    }
}

/// A query in a table of its own.
pub(super) fn in_a_table(context: &mut Context<'_>, query: SelectStatement) -> SelectStatement {
    let mut table = Q::select();
    table
        .column(sea_query::Asterisk)
        .from_subquery(query, context.alias());
    table
}

/// The number of a slice, and of different results, is counted outside of it.
fn counted(context: &mut Context<'_>, plan: &Select) -> SelectStatement {
    if plan.once && !matches!(plan.output, Output::Count) {
        return once(context, plan);
    }
    let query = rows(context, plan);
    let counts = match plan.output {
        Output::Count => plan.is_sliced(),
        Output::CountColumns(_) => true,
        _ => false,
    };
    if !counts {
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
    scope.ask_row_by_row(row_by_row(context, plan));
    scope.begin_results(context);
    let columns = columns(context, plan, &mut scope);
    scope.end_results();
    note_results(plan, &mut scope, columns.len());
    if let Output::CountColumns(_) = plan.output {
        // In a table of its own each column has a name.
        for (position, column) in columns.into_iter().enumerate() {
            query.expr_as(column, name(position));
        }
    } else {
        query.exprs(columns);
    }
    if plan.distinct {
        query.distinct();
    }
    for by in &plan.group {
        let by = operand(context, &mut scope, by);
        query.add_group_by([by]);
    }
    end(context, plan, &mut query, &mut scope);
    scope.finish(&mut query);
    query
}

/// Which numbers of related rows are asked for each row by itself.
fn row_by_row(context: &Context<'_>, plan: &Select) -> RowByRow {
    if plan.wants_few_numbers() {
        return RowByRow::All;
    }
    match context.dialect.capabilities().counts_by_index && plan.may_count_by_row() {
        true => RowByRow::Links,
        false => RowByRow::None,
    }
}

/// Notes the results by which the rows may be ordered: the last of them are those that are computed.
fn note_results(plan: &Select, scope: &mut Scope, results: usize) {
    let columns: &[Operand] = match &plan.output {
        Output::Columns(columns) => columns,
        _ => &[],
    };
    let first = results - columns.len() - plan.extra.len();
    for (place, result) in columns.iter().chain(&plan.extra).enumerate() {
        if let Some(shape) = shape_of_own(scope, result) {
            scope.remember_result(shape, first + place + 1);
        }
    }
}

/// The results of a query.
fn columns(context: &mut Context<'_>, plan: &Select, scope: &mut Scope) -> Vec<Expr> {
    let mut columns: Vec<Expr> = match &plan.output {
        Output::Rows | Output::RowsWithLink => own_columns(context, plan, scope),
        Output::Count if !plan.is_sliced() => vec![count(context, plan, scope)],
        Output::Count | Output::Exists => vec![Expr::cust("1")],
        Output::Columns(columns) | Output::CountColumns(columns) => columns
            .iter()
            .map(|column| operand(context, scope, column))
            .collect(),
        Output::Aggregates(aggregates) => {
            let group = plan.group.iter();
            let mut columns: Vec<_> = group.map(|by| operand(context, scope, by)).collect();
            let numbers = aggregates.iter();
            columns.extend(numbers.map(|number| aggregate(context, scope, number)));
            columns
        }
    };
    let extra = plan.extra.iter();
    columns.extend(extra.map(|extra| operand(context, scope, extra)));
    columns
}

/// The number of rows; with others joined to them, each counts once.
fn count(context: &mut Context<'_>, plan: &Select, scope: &mut Scope) -> Expr {
    if plan.once {
        let key = scope.column(context, &FieldPath::own(plan.model().key()));
        return Func::count_distinct(key).into();
    }
    Func::count(Expr::cust("*")).into()
}

fn own_columns(context: &mut Context<'_>, plan: &Select, scope: &mut Scope) -> Vec<Expr> {
    let fields = plan.model().fields.iter();
    let mut columns: Vec<_> = fields
        .map(|field| scope.column(context, &FieldPath::own(field)))
        .collect();
    if let (Output::RowsWithLink, Some((alias, model))) = (&plan.output, scope.through()) {
        let fields = model.fields.iter();
        columns.extend(fields.map(|field| column(&alias, field.column)));
    }
    columns
}

fn name(position: usize) -> Alias {
    Alias::new(format!("c{position}"))
}

/// Rows that others are joined to, each at the first of its places alone: the places of a row are
/// numbered in a window, in the order that is asked for.
fn once(context: &mut Context<'_>, plan: &Select) -> SelectStatement {
    context.tables.push(plan.model().table);
    let mut inner = Q::select();
    let mut scope = begin(context, plan, &mut inner);
    let columns = columns(context, plan, &mut scope);
    let width = columns.len();
    for (position, column) in columns.into_iter().enumerate() {
        inner.expr_as(column, name(position));
    }
    let mut window = WindowStatement::new();
    for key in plan.model().key_fields() {
        if let Expr::Column(key) = scope.column(context, &FieldPath::own(key)) {
            window.partition_by(key);
        }
    }
    let mut order = Vec::new();
    for (position, term) in order_terms(context, &mut scope, &plan.order)
        .into_iter()
        .enumerate()
    {
        let by = Alias::new(format!("o{position}"));
        inner.expr_as(term.expression.clone(), by.clone());
        term.clone().apply(&mut window);
        order.push(term.with(Expr::col(by)));
    }
    let place = Alias::new("place");
    inner.expr_window_as(Expr::from(Func::cust("ROW_NUMBER")), window, place.clone());
    for one in &plan.conditions {
        inner.and_where(condition(context, &mut scope, one));
    }
    scope.finish(&mut inner);
    let mut outer = Q::select();
    outer
        .columns((0..width).map(name))
        .from_subquery(inner, context.alias())
        .and_where(Expr::col(place).eq(Expr::Constant(sea_query::Value::BigInt(Some(1)))));
    for term in order {
        term.apply(&mut outer);
    }
    slice(context, plan, &mut outer);
    outer
}

/// `FROM`, with the links of a related manager.
pub(super) fn begin(
    context: &mut Context<'_>,
    plan: &Select,
    query: &mut SelectStatement,
) -> Scope {
    let mut scope = source(context, plan, query);
    for each in &plan.each {
        scope.each(context, each);
    }
    scope
}

fn source(context: &mut Context<'_>, plan: &Select, query: &mut SelectStatement) -> Scope {
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
        // What is joined would be locked too.
        query.and_where(match plan.lock {
            None => required(context, scope, one),
            Some(_) => condition(context, scope, one),
        });
    }
    if plan.is_ordered() {
        for term in order_terms(context, scope, &plan.order) {
            term.apply(query);
        }
    }
    slice(context, plan, query);
    if let Some(lock) = plan.lock {
        self::lock(context, plan, lock, query);
    }
}

/// `LIMIT` and `OFFSET`.
fn slice(context: &mut Context<'_>, plan: &Select, query: &mut SelectStatement) {
    if let Some(limit) = &plan.limit {
        query.limit(context.count(limit));
    }
    if let Some(offset) = &plan.offset {
        query.offset(context.count(offset));
    }
}

/// `FOR UPDATE`, where the engine locks rows: elsewhere the transaction has locked all of them.
fn lock(context: &Context<'_>, plan: &Select, lock: Lock, query: &mut SelectStatement) {
    let capabilities = context.dialect.capabilities();
    if !capabilities.row_locks {
        return;
    }
    let kind = match lock {
        Lock::WaitPointedTo if capabilities.lock_without_key => LockType::NoKeyUpdate,
        _ => LockType::Update,
    };
    let behavior = match lock {
        Lock::Wait | Lock::WaitPointedTo => None,
        Lock::SkipLocked => Some(LockBehavior::SkipLocked),
        Lock::NoWait => Some(LockBehavior::Nowait),
    };
    let table = plan.model().table.into_table_ref();
    match (capabilities.lock_tables, behavior) {
        (true, Some(behavior)) => query.lock_with_tables_behavior(kind, [table], behavior),
        (true, None) => query.lock_with_tables(kind, [table]),
        (false, Some(behavior)) => query.lock_with_behavior(kind, behavior),
        (false, None) => query.lock(kind),
    };
}

/// Whether a column's name alone could be that of several tables.
pub(super) fn reads_several_tables(plan: &Select) -> bool {
    let related = match &plan.source {
        Source::Model(_) => false,
        Source::Related(relation, _) => relation.link().is_some(),
    };
    let ordered = plan.is_ordered() || plan.once;
    let operands = |operands: &[Operand]| operands.iter().any(Operand::reads_other_tables);
    related
        || !plan.each.is_empty()
        || plan.conditions.iter().any(crosses_relations)
        || ordered
            && plan
                .order
                .iter()
                .any(|order| order.operand.reads_other_tables())
        || operands(&plan.extra)
        || operands(&plan.group)
        || match &plan.output {
            Output::Columns(columns) | Output::CountColumns(columns) => operands(columns),
            Output::Aggregates(aggregates) => aggregates.iter().any(|aggregate| {
                !aggregate.relations.is_empty() || aggregate.value.reads_other_tables()
            }),
            _ => false,
        }
}

fn crosses_relations(condition: &Condition) -> bool {
    condition.any(&|term| {
        matches!(
            term,
            Condition::InSelect(..) | Condition::Some(..) | Condition::AtLeast(..)
        ) || term.operands().any(Operand::reads_other_tables)
    })
}
