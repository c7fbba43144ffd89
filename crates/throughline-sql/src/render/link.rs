//! The statements of related managers: they read and write the join table alone.

use sea_query::{Expr, ExprTrait, Func, Query as Q};
use throughline_core::{Link, Relation};

use super::context::{Context, Rendered};
use super::write::ignore_conflict;
use crate::dialect::Query;
use crate::plan::{LinkCount, LinkDelete, LinkInsert, Targets};

/// The links of a relation; the managers are made for no other.
fn links(relation: Relation) -> Link {
    relation.link().unwrap_or(Link {
        table: "",
        near: "",
        far: "",
        through: None,
    })
}

pub(super) fn insert(plan: &LinkInsert, context: &mut Context<'_>) -> Rendered {
    let link = links(plan.relation);
    let far_type = plan.relation.far().key.column_type;
    let near_type = plan.relation.near().key.column_type;
    let row_types: Vec<_> = std::iter::once(far_type)
        .chain(plan.row_fields.iter().map(|field| field.column_type))
        .collect();
    let dialect = context.dialect;
    let (mut rows, values) = dialect.rows(&row_types, &mut |encoding| {
        context.rows(&plan.rows, encoding)
    });
    rows.expr(context.typed(&plan.owner, near_type))
        .exprs(values);
    for (value, field) in plan.shared.iter().zip(&plan.shared_fields) {
        rows.expr(context.typed(value, field.column_type));
    }
    let fields = plan.row_fields.iter().chain(&plan.shared_fields);
    let mut insert = Q::insert();
    insert.into_table(link.table).columns(
        [link.near, link.far]
            .into_iter()
            .chain(fields.map(|field| field.column)),
    );
    // As many columns as the rows have.
    insert.select_from(rows).ok();
    insert.on_conflict(ignore_conflict(context, [link.near, link.far].into_iter()));
    Rendered {
        query: Query::Insert(insert),
        returning: vec![link.far],
    }
}

pub(super) fn delete(plan: &LinkDelete, context: &mut Context<'_>) -> Rendered {
    let link = links(plan.relation);
    let far_type = plan.relation.far().key.column_type;
    let mut delete = Q::delete();
    delete
        .from_table(link.table)
        .and_where(Expr::col(link.near).eq(context.value(&plan.owner)));
    match &plan.targets {
        Targets::All => {}
        Targets::In(keys) => {
            let list = context.list(keys, far_type);
            delete.and_where(context.dialect.in_list(Expr::col(link.far), list, far_type));
        }
        Targets::NotIn(keys) => {
            let list = context.list(keys, far_type);
            delete.and_where(
                context
                    .dialect
                    .in_list(Expr::col(link.far), list, far_type)
                    .not(),
            );
        }
    }
    Rendered {
        query: Query::Delete(delete),
        returning: vec![link.far],
    }
}

pub(super) fn count(plan: &LinkCount, context: &mut Context<'_>) -> Rendered {
    let link = links(plan.relation);
    let mut select = Q::select();
    if plan.rows.is_some() {
        select.expr(Expr::cust("1"));
    } else {
        select.expr(Func::count(Expr::cust("*")));
    }
    select
        .from(link.table)
        .and_where(Expr::col(link.near).eq(context.value(&plan.owner)));
    if let Some(target) = &plan.target {
        select.and_where(Expr::col(link.far).eq(context.value(target)));
    }
    if let Some(rows) = &plan.rows {
        select.limit(context.count(rows));
    }
    Rendered {
        query: Query::Select(select),
        returning: Vec::new(),
    }
}
