//! A row that a unique key decides about, by `INSERT … ON DUPLICATE KEY UPDATE` with [`Marks`].

use sea_query::{Cond, Expr, ExprTrait, OnConflict, Query as Q};

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
    let mut values: Vec<_> = plan
        .values
        .iter()
        .map(|value| context.value(value))
        .collect();
    if let Some(first) = values.first_mut() {
        *first = marks.made(first.clone());
    }
    // As many columns as there are values.
    insert.values(values).ok();
    insert.on_conflict(assignments(plan, context, marks));
    Rendered {
        query: Query::Insert(insert),
        returning: all_columns(plan.model),
    }
}

/// The row has the key, and is the owner's; it differs.
fn assignments(plan: &Upsert, context: &mut Context<'_>, marks: Marks) -> OnConflict {
    let has_key = plan.at(&plan.key).fold(Cond::all(), |all, (field, _)| {
        all.add(Expr::col(field.column).eq(marks.new_value(field.column)))
    });
    let differs = plan.at(&plan.changes).fold(Cond::any(), |any, (field, _)| {
        any.add(is_other_than(context, field, marks.new_value(field.column)))
    });
    let differs = plan
        .owner
        .iter()
        .fold(Cond::all().add(differs), |all, &place| {
            let column = plan.fields[place].column;
            all.add(
                context
                    .dialect
                    .is_distinct(Expr::col(column), marks.new_value(column))
                    .not(),
            )
        });
    let differs = (!plan.changes.is_empty()).then(|| Expr::from(differs));
    let mut test = marks.is_to_change(has_key.into(), differs);
    let mut all = OnConflict::new();
    let mut set = |column: &'static str, value: Expr| {
        let test = std::mem::replace(&mut test, marks.is_changed());
        all.value(column, marks.choose(test, value, Expr::col(column)));
    };
    for (field, _) in plan.at(&plan.changes) {
        set(field.column, marks.new_value(field.column));
    }
    for (field, value) in plan.touched_fields.iter().zip(&plan.touched) {
        set(field.column, context.value(value));
    }
    if plan.changes.is_empty() {
        for (field, _) in plan.at(&plan.key[..1]) {
            set(field.column, Expr::col(field.column));
        }
    }
    all
}
