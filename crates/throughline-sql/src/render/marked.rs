//! Rows that a unique key decides about, by `INSERT … ON DUPLICATE KEY UPDATE` with [`Marks`].

use sea_query::{Cond, Expr, ExprTrait, OnConflict, Query as Q};
use throughline_core::{FieldDef, Value};

use super::context::{Context, Rendered};
use super::upsert::is_other_than;
use super::write::all_columns;
use crate::dialect::{Marks, Query};
use crate::plan::Upsert;

/// A link is no part of it: it is a statement of its own.
pub(super) fn upsert(plan: &Upsert, context: &mut Context<'_>, marks: Marks) -> Rendered {
    let mut insert = Q::insert();
    insert
        .into_table(plan.model.table)
        .columns(plan.fields.iter().map(|field| field.column));
    for row in plan.values.chunks(plan.fields.len().max(1)) {
        let mut values: Vec<_> = row.iter().map(|value| context.value(value)).collect();
        if let Some(first) = values.first_mut() {
            *first = marks.made(first.clone());
        }
        // As many columns as there are values.
        insert.values(values).ok();
    }
    let key: Vec<_> = plan.at(&plan.key).map(|(field, _)| field.column).collect();
    let changes: Vec<_> = plan.at(&plan.changes).map(|(field, _)| field).collect();
    insert.on_conflict(assignments(
        context,
        marks,
        &Assignments {
            key: &key,
            changes: &changes,
            owner: plan.owner.map(|place| plan.fields[place].column),
            touched: (&plan.touched_fields, &plan.touched),
        },
    ));
    Rendered::write(Query::Insert(insert), all_columns(plan.model))
}

/// What a row that is there is set to.
pub(super) struct Assignments<'p> {
    /// The columns of the key that decides.
    pub(super) key: &'p [&'static str],
    /// The fields that it gets.
    pub(super) changes: &'p [&'static FieldDef],
    /// The column that says whose it is.
    pub(super) owner: Option<&'static str>,
    /// The fields that are set where one of the changes is another value.
    pub(super) touched: (&'p [&'static FieldDef], &'p [Value]),
}

/// A row is changed if it is that of the key, and the owner's, and differs.
pub(super) fn assignments(
    context: &mut Context<'_>,
    marks: Marks,
    plan: &Assignments<'_>,
) -> OnConflict {
    let has_key = plan.key.iter().fold(Cond::all(), |all, column| {
        all.add(Expr::col(*column).eq(marks.new_value(column)))
    });
    let mut test = marks.is_to_change(has_key.into(), differs(context, marks, plan));
    let mut all = OnConflict::new();
    let mut set = |column: &'static str, value: Expr| {
        let test = std::mem::replace(&mut test, marks.is_changed());
        all.value(column, marks.choose(test, value, Expr::col(column)));
    };
    for field in plan.changes {
        set(field.column, marks.new_value(field.column));
    }
    for (field, value) in plan.touched.0.iter().zip(plan.touched.1) {
        set(field.column, context.value(value));
    }
    if let ([], [column, ..]) = (plan.changes, plan.key) {
        set(column, Expr::col(*column));
    }
    all
}

fn differs(context: &Context<'_>, marks: Marks, plan: &Assignments<'_>) -> Option<Expr> {
    if plan.changes.is_empty() {
        return None;
    }
    let differs = plan.changes.iter().fold(Cond::any(), |any, field| {
        any.add(is_other_than(context, field, marks.new_value(field.column)))
    });
    let mut own = Cond::all().add(differs);
    if let Some(column) = plan.owner {
        let other = context
            .dialect
            .is_distinct(Expr::col(column), marks.new_value(column));
        own = own.add(other.not());
    }
    Some(own.into())
}
