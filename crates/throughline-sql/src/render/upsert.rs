//! A row that a unique key decides about, by one statement: found, changed or made.
//!
//! With parts of one statement that write: what is looked at and what is written is of one moment, so
//! that a row is found as it was before, changed, or made, and never two of these. A row that a rival
//! has made, changed or removed since then is none of them, and no row comes back.

use sea_query::{
    CommonTableExpression, Cond, Expr, ExprTrait, OnConflict, Query as Q, ReturningClause,
    SelectStatement, SubQueryStatement, UnionType, WithClause,
};
use throughline_core::{FieldDef, ModelDef, Value};

use super::context::{Context, Rendered};
use super::new_link::new_link;
use super::write::all_columns;
use super::{marked, write};
use crate::dialect::Query;
use crate::plan::{Done, InsertLinked, Upsert};

/// The rows that a part gives.
pub(super) fn returning(columns: impl IntoIterator<Item = &'static str>) -> ReturningClause {
    ReturningClause::Columns(columns.into_iter().map(Into::into).collect())
}

/// A part of a statement, under its name.
pub(super) fn part(name: &str, query: impl Into<SubQueryStatement>) -> CommonTableExpression {
    let mut part = CommonTableExpression::new();
    part.table_name(name.to_owned()).query(query.into());
    part
}

/// The statement of parts and what is read from them.
pub(super) fn with(parts: Vec<CommonTableExpression>, read: SelectStatement) -> Rendered {
    let mut with = WithClause::new();
    for part in parts {
        with.cte(part);
    }
    Rendered::write(Query::With(Box::new(with.query(read))), Vec::new())
}

/// All columns of the rows that a part gives.
fn read(model: &'static ModelDef, part: &str) -> SelectStatement {
    let mut read = Q::select();
    read.columns(all_columns(model)).from(part.to_owned());
    read
}

pub(super) fn number(done: Done) -> Expr {
    Expr::cust((done as i64).to_string())
}

pub(super) fn insert_linked(plan: &InsertLinked, context: &mut Context<'_>) -> Rendered {
    let model = plan.insert.model;
    context.tables.extend([model.table, plan.link.table()]);
    let [made, link] = ["made", "linked"].map(|name| context.name(name));
    let mut insert = write::insert_statement(&plan.insert, context);
    insert.returning(returning(all_columns(model)));
    let links = new_link(context, &plan.link, model, &made);
    with(
        vec![part(&made, insert), part(&link, links)],
        read(model, &made),
    )
}

pub(super) fn upsert(plan: &Upsert, context: &mut Context<'_>) -> Rendered {
    if let Some(marks) = context.dialect.marks() {
        return marked::upsert(plan, context, marks);
    }
    let link = plan.link.as_ref();
    context.tables.push(plan.model.table);
    context.tables.extend(link.map(|link| link.table()));
    let (mut parts, rows) = row(plan, context);
    let Some(new) = link else {
        return with(parts, rows);
    };
    let [row, linked] = ["row", "linked"].map(|name| context.name(name));
    parts.push(part(&row, rows));
    let links = new_link(context, new, plan.model, &row);
    parts.push(part(&linked, links));
    let mut is_new = Q::select();
    let owner = context.value(&new.owner);
    is_new
        .expr(Expr::cust("1"))
        .from(linked)
        .and_where(Expr::col(new.ends().near).eq(owner));
    let mut read = Q::select();
    read.expr(Expr::cust("*"))
        .expr(Expr::exists(is_new))
        .from(row);
    with(parts, read)
}

/// The parts that find, change and make the row, and what gives it with what was done.
fn row(plan: &Upsert, context: &mut Context<'_>) -> (Vec<CommonTableExpression>, SelectStatement) {
    let [found, changed, made] = ["found", "changed", "made"].map(|name| context.name(name));
    let mut parts = vec![part(&found, find(plan, context))];
    let mut read_found = read(plan.model, &found);
    read_found.expr(number(Done::Kept));
    let mut rows = read(plan.model, &made);
    rows.expr(number(Done::Made));
    if !plan.changes.is_empty() {
        parts.push(part(&changed, change(plan, context)));
        let mut read_changed = read(plan.model, &changed);
        read_changed.expr(number(Done::Changed));
        rows.union(UnionType::All, read_changed);
        let mut kept = Cond::any().add(differs(plan, context).not());
        if let Some(place) = plan.owner {
            kept = kept.add(is_other(context, plan.fields[place], &plan.values[place]));
        }
        read_found.cond_where(kept);
    }
    rows.union(UnionType::All, read_found);
    parts.push(part(&made, make(plan, context, found)));
    (parts, rows)
}

/// The row has the values of the key.
fn has_key(plan: &Upsert, context: &mut Context<'_>) -> Cond {
    plan.at(&plan.key).fold(Cond::all(), |all, (field, value)| {
        all.add(Expr::col(field.column).eq(context.value(value)))
    })
}

/// The row has another value than one of those that it is to get.
fn differs(plan: &Upsert, context: &mut Context<'_>) -> Cond {
    plan.at(&plan.changes)
        .fold(Cond::any(), |any, (field, value)| {
            any.add(is_other(context, field, value))
        })
}

fn is_other(context: &mut Context<'_>, field: &FieldDef, value: &Value) -> Expr {
    let new = context.value(value);
    is_other_than(context, field, new)
}

/// The column has another value than that.
pub(super) fn is_other_than(context: &Context<'_>, field: &FieldDef, value: Expr) -> Expr {
    let whole = |value| context.dialect.whole(value, field.column_type);
    let (column, value) = (whole(Expr::col(field.column)), whole(value));
    if field.nullable {
        context.dialect.is_distinct(column, value)
    } else {
        column.ne(value)
    }
}

fn find(plan: &Upsert, context: &mut Context<'_>) -> SelectStatement {
    let mut find = read(plan.model, plan.model.table);
    find.cond_where(has_key(plan, context));
    find
}

fn change(plan: &Upsert, context: &mut Context<'_>) -> sea_query::UpdateStatement {
    let mut change = Q::update();
    change.table(plan.model.table);
    let touched = plan.touched_fields.iter().copied().zip(&plan.touched);
    for (field, value) in plan.at(&plan.changes).chain(touched) {
        change.value(field.column, context.value(value));
    }
    change.cond_where(has_key(plan, context));
    for (field, value) in plan
        .owner
        .iter()
        .flat_map(|place| plan.at(std::slice::from_ref(place)))
    {
        change.and_where(Expr::col(field.column).eq(context.value(value)));
    }
    change
        .cond_where(differs(plan, context))
        .returning(returning(all_columns(plan.model)));
    change
}

/// The new row, if none was found. A rival's is passed over.
fn make(plan: &Upsert, context: &mut Context<'_>, found: String) -> sea_query::InsertStatement {
    let mut none = Q::select();
    none.expr(Expr::cust("1")).from(found);
    let mut values = Q::select();
    for value in &plan.values {
        values.expr(context.value(value));
    }
    values.and_where(Expr::exists(none).not());
    let key = plan.at(&plan.key).map(|(field, _)| field.column);
    let mut make = Q::insert();
    make.into_table(plan.model.table)
        .columns(plan.fields.iter().map(|field| field.column));
    // As many columns as there are values.
    make.select_from(values).ok();
    make.on_conflict(OnConflict::columns(key).do_nothing().to_owned())
        .returning(returning(all_columns(plan.model)));
    make
}
