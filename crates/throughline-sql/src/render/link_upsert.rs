//! Links that are made, or get the values that they have otherwise.

use sea_query::{
    Cond, Expr, ExprTrait, InsertStatement, OnConflict, Order, Query as Q, SelectStatement,
    UnionType, UpdateStatement,
};
use throughline_core::{FieldDef, Link};

use super::context::{Context, Rendered};
use super::link::{is_new, links};
use super::marked::{Assignments, assignments};
use super::pairs::key_types;
use super::scope::column;
use super::upsert::{is_other_than, number, part, returning, with};
use super::write::ignore_conflict;
use crate::dialect::{Marks, Query};
use crate::plan::{Done, LinkUpsert};

pub(super) fn upsert(plan: &LinkUpsert, context: &mut Context<'_>) -> Rendered {
    let link = links(plan.relation);
    if let Some(marks) = context.dialect.marks() {
        return marked(plan, context, &link, marks);
    }
    context.tables.push(link.table);
    let [new, changed, made] = ["new", "changed", "made"].map(|name| context.name(name));
    let mut parts = vec![part(&new, pairs(plan, context, &link))];
    let mut done = read(&link, &made, Done::Made);
    let mut kept = read(&link, link.table, Done::Kept);
    kept.and_where(is_among(plan, context, &link, &new));
    if !plan.changes.is_empty() {
        parts.push(part(&changed, change(plan, context, &link, &new)));
        done.union(UnionType::All, read(&link, &changed, Done::Changed));
        kept.cond_where(differs(plan, context).not());
    }
    done.union(UnionType::All, kept);
    parts.push(part(&made, make(plan, context, &link, &new)));
    with(parts, done)
}

/// The links that a part gives, as done so.
fn read(link: &Link, part: &str, done: Done) -> SelectStatement {
    let mut read = Q::select();
    read.columns([link.near, link.far])
        .expr(number(done))
        .from(part.to_owned());
    read
}

/// The columns of a new link that differ from link to link.
fn own_columns(plan: &LinkUpsert, link: &Link) -> Vec<&'static str> {
    let own = plan.row_fields.iter().map(|field| field.column);
    [link.near, link.far].into_iter().chain(own).collect()
}

fn rows(plan: &LinkUpsert, context: &mut Context<'_>) -> (SelectStatement, Vec<Expr>) {
    let own = plan.row_fields.iter().map(|field| field.column_type);
    let types: Vec<_> = key_types(plan.relation).into_iter().chain(own).collect();
    context.all_rows(&plan.rows, &types)
}

/// The wanted links, by the names of their columns.
fn pairs(plan: &LinkUpsert, context: &mut Context<'_>, link: &Link) -> SelectStatement {
    let (mut pairs, values) = rows(plan, context);
    for (value, column) in values.into_iter().zip(own_columns(plan, link)) {
        pairs.expr_as(value, column);
    }
    pairs
}

/// The link is one of the wanted ones.
///
/// Where all begin at one row, by a table of hashes that is made once (`IS TRUE` keeps PostgreSQL from
/// making a join of it): it reckons with few links of a row, and would go through all of them for each
/// wanted one.
fn is_among(plan: &LinkUpsert, context: &mut Context<'_>, link: &Link, new: &str) -> Expr {
    let mut wanted = Q::select();
    wanted.from(new.to_owned());
    if let Some(owner) = &plan.owner {
        let is_wanted = Expr::col(link.far).in_subquery(wanted.column(link.far).take());
        let is_wanted = context.template("({}) IS TRUE", is_wanted);
        return Expr::col(link.near).eq(context.value(owner)).and(is_wanted);
    }
    let ends = [link.near, link.far];
    Expr::tuple(ends.map(Expr::col)).in_subquery(wanted.columns(ends).take())
}

fn differs(plan: &LinkUpsert, context: &mut Context<'_>) -> Cond {
    plan.changed().fold(Cond::any(), |any, (field, value)| {
        let value = context.value(value);
        any.add(is_other_than(context, field, value))
    })
}

fn change(plan: &LinkUpsert, context: &mut Context<'_>, link: &Link, new: &str) -> UpdateStatement {
    let mut change = Q::update();
    change.table(link.table);
    let touched = plan.touched_fields.iter().copied().zip(&plan.touched);
    for (field, value) in plan.changed().chain(touched) {
        change.value(field.column, context.value(value));
    }
    change
        .and_where(is_among(plan, context, link, new))
        .cond_where(differs(plan, context))
        .returning(returning([link.near, link.far]));
    change
}

/// The links that are not there, in the order of their keys. What a rival makes meanwhile is passed
/// over.
fn make(plan: &LinkUpsert, context: &mut Context<'_>, link: &Link, new: &str) -> InsertStatement {
    let own = own_columns(plan, link);
    let ends = [link.near, link.far];
    let mut values = Q::select();
    values
        .exprs(own.iter().map(|name| column(new, name)))
        .from(new.to_owned());
    for (value, field) in plan.shared.iter().zip(&plan.shared_fields) {
        values.expr(context.typed(value, field.column_type));
    }
    let near = match &plan.owner {
        Some(owner) => context.value(owner),
        None => column(new, link.near),
    };
    let keys = [near, column(new, link.far)];
    values.and_where(is_new(link, keys, plan.owner.is_some()));
    for (end, key_type) in ends.into_iter().zip(key_types(plan.relation)) {
        let end = context.dialect.in_key_order(column(new, end), key_type);
        values.order_by_expr(end, Order::Asc);
    }
    let mut make = insert(plan, link);
    // As many columns as there are values.
    make.select_from(values).ok();
    if link.unique {
        make.on_conflict(ignore_conflict(context, ends.into_iter()));
    }
    make.returning(returning(ends));
    make
}

fn insert(plan: &LinkUpsert, link: &Link) -> InsertStatement {
    let shared = plan.shared_fields.iter().map(|field| field.column);
    let mut insert = Q::insert();
    insert
        .into_table(link.table)
        .columns(own_columns(plan, link).into_iter().chain(shared));
    insert
}

/// By one `INSERT` that tells what became of each row.
fn marked(plan: &LinkUpsert, context: &mut Context<'_>, link: &Link, marks: Marks) -> Rendered {
    let (mut values, mut own) = rows(plan, context);
    if let Some(first) = own.first_mut() {
        *first = marks.made(first.clone());
    }
    values.exprs(own);
    for (value, field) in plan.shared.iter().zip(&plan.shared_fields) {
        values.expr(context.typed(value, field.column_type));
    }
    let changes: Vec<&'static FieldDef> = plan.changed().map(|(field, _)| field).collect();
    let assigned: OnConflict = assignments(
        context,
        marks,
        &Assignments {
            key: &[link.near, link.far],
            changes: &changes,
            owner: None,
            touched: (&plan.touched_fields, &plan.touched),
        },
    );
    let mut insert = insert(plan, link);
    // As many columns as there are values.
    insert.select_from(values).ok();
    insert.on_conflict(assigned);
    Rendered::write(Query::Insert(insert), vec![link.near, link.far])
}
