//! Links as pairs of keys.

use sea_query::{Cond, Expr, ExprTrait, Query as Q};
use throughline_core::{ColumnType, FieldDef, Link, Relation};

use super::context::{Context, Rendered, Rows};
use super::link::{Told, far_in, insert_rows, known_again, links};
use crate::dialect::Query;
use crate::plan::{Argument, MirrorDelete, PairDelete, PairInsert, PairUpdate, ValueRows};

/// The types of a near and a far key.
pub(super) fn key_types(relation: Relation) -> [ColumnType; 2] {
    [
        relation.near().key.column_type,
        relation.far().key.column_type,
    ]
}

pub(super) fn insert(plan: &PairInsert, context: &mut Context<'_>) -> Rendered {
    let link = links(plan.relation);
    let own_types = plan.row_fields.iter().map(|field| field.column_type);
    let row_types: Vec<_> = key_types(plan.relation)
        .into_iter()
        .chain(own_types)
        .collect();
    let rows = context.rows(&plan.rows, &row_types);
    let shared = (&*plan.shared_fields, &*plan.shared);
    let ends = [(link.near, row_types[0]), (link.far, row_types[1])];
    let known = context.known(&Argument::Rows(&plan.rows), &ends);
    let told = Told {
        counted: plan.counted || known.is_some(),
        of_one_row: false,
    };
    let query = insert_rows(context, &link, rows, told, &plan.row_fields, shared);
    if plan.counted {
        return Rendered::write(query, Vec::new()).any_length(link.unique);
    }
    Rendered::write(query, vec![link.near, link.far])
        .knowing(known)
        .any_length(link.unique)
}

pub(super) fn delete(plan: &PairDelete, context: &mut Context<'_>) -> Rendered {
    let link = links(plan.relation);
    let mut delete = Q::delete();
    delete
        .from_table(link.table)
        .and_where(among(context, plan.relation, &link, &plan.rows));
    if plan.counted {
        let looks_up = context.dialect.capabilities().looks_up_joined;
        return Rendered::write(Query::delete(link.table, delete, looks_up), Vec::new());
    }
    let [near, far] = key_types(plan.relation);
    let known = known_again(
        context,
        &Argument::Rows(&plan.rows),
        &[(link.near, near), (link.far, far)],
    );
    Rendered::write(Query::Delete(delete), vec![link.near, link.far]).knowing(known)
}

/// The link is one of these pairs.
fn among(context: &mut Context<'_>, relation: Relation, link: &Link, pairs: &ValueRows) -> Expr {
    let ends = [Expr::col(link.near), Expr::col(link.far)];
    match context.rows(pairs, &key_types(relation)) {
        Rows::Each(values) => {
            let equal = ends
                .into_iter()
                .zip(values)
                .map(|(end, value)| end.eq(value));
            equal.reduce(Expr::and).unwrap_or_else(Expr::null)
        }
        Rows::All(rows, values) => context.dialect.in_rows(ends.to_vec(), *rows, values),
    }
}

pub(super) fn mirror_delete(
    MirrorDelete(plan): &MirrorDelete,
    context: &mut Context<'_>,
) -> Rendered {
    let link = links(plan.relation);
    let mirrored = Link {
        near: link.far,
        far: link.near,
        ..link
    };
    let mut either = Cond::any();
    for side in [link, mirrored] {
        let mut one = Cond::all().add(Expr::col(side.near).eq(context.value(&plan.owner)));
        if let Some(test) = far_in(context, plan.relation, &side, &plan.targets) {
            one = one.add(test);
        }
        either = either.add(one);
    }
    let mut delete = Q::delete();
    delete.from_table(link.table).cond_where(either);
    Rendered::write(Query::Delete(delete), vec![link.near, link.far])
}

pub(super) fn update(plan: &PairUpdate, context: &mut Context<'_>) -> Rendered {
    let link = links(plan.relation);
    let mut update = Q::update();
    update.table(link.table);
    let mut differs = Cond::any();
    for (position, (field, value)) in plan.fields.iter().zip(&plan.values).enumerate() {
        update.value(field.column, context.value(value));
        if position < plan.compared {
            let other = context.value(value);
            differs = differs.add(is_other(context, field, other));
        }
    }
    update
        .and_where(among(context, plan.relation, &link, &plan.rows))
        .cond_where(differs);
    let looks_up = context.dialect.capabilities().looks_up_joined;
    let query = Query::update(link.table, update, looks_up);
    Rendered::write(query, vec![link.near, link.far])
}

fn is_other(context: &Context<'_>, field: &FieldDef, value: Expr) -> Expr {
    let column = Expr::col(field.column);
    if field.nullable {
        context.dialect.is_distinct(column, value)
    } else {
        column.ne(value)
    }
}
