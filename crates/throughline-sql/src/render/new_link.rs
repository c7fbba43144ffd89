//! The link to a row that another part of the statement makes or finds.

use sea_query::{Expr, ExprTrait, InsertStatement, Order, Query as Q, SelectStatement, UnionType};
use throughline_core::{Link, ModelDef, Value};

use super::context::Context;
use super::link::{is_new, links};
use super::scope::column;
use super::upsert::returning;
use super::write::ignore_conflict;
use crate::plan::NewLink;

impl NewLink {
    pub(super) fn ends(&self) -> Link {
        links(self.relation)
    }

    pub(super) fn table(&self) -> &'static str {
        self.ends().table
    }
}

/// Inserts the link from the owner to the row that the part gives, and the one back of a symmetrical
/// relation, in the order of their keys: two calls that link the same rows wait for each other in it.
/// What is there already is looked for, so that no key is numbered for nothing.
pub(super) fn new_link(
    context: &mut Context<'_>,
    plan: &NewLink,
    model: &'static ModelDef,
    part: &str,
) -> InsertStatement {
    let link = plan.ends();
    let fields = plan.row_fields.iter().chain(&plan.shared_fields);
    let columns: Vec<_> = [link.near, link.far]
        .into_iter()
        .chain(fields.map(|field| field.column))
        .collect();
    let mut insert = Q::insert();
    insert.into_table(link.table).columns(columns.clone());
    let mut rows = plan.rows.iter();
    let forth = rows.next().map(Vec::as_slice).unwrap_or_default();
    let mut select = direction(context, plan, model, (part, true), forth);
    if plan.relation.is_symmetrical() {
        let back = rows.next().map(Vec::as_slice).unwrap_or_default();
        let back = direction(context, plan, model, (part, false), back);
        select.union(UnionType::All, back);
        let key_type = model.key().column_type;
        let mut both = Q::select();
        both.columns(columns).from_subquery(select, context.alias());
        for end in [link.near, link.far] {
            let end = context.dialect.in_key_order(Expr::col(end), key_type);
            both.order_by_expr(end, Order::Asc);
        }
        select = both;
    }
    // As many columns as there are values.
    insert.select_from(select).ok();
    if link.unique {
        let pair = [link.near, link.far].into_iter();
        insert.on_conflict(ignore_conflict(context, pair));
    }
    insert.returning(returning([link.near, link.far]));
    insert
}

/// The columns of the link from the owner, or of the one back to it, if it is not there.
fn direction(
    context: &mut Context<'_>,
    plan: &NewLink,
    model: &'static ModelDef,
    (part, forth): (&str, bool),
    own: &[Value],
) -> SelectStatement {
    let link = plan.ends();
    let owner = context.typed(&plan.owner, plan.relation.near().key.column_type);
    let key = column(part, model.key().column);
    let mut select = Q::select();
    let [near, far] = if forth {
        [owner.clone(), key.clone()]
    } else {
        [key.clone(), owner.clone()]
    };
    select
        .expr_as(near.clone(), link.near)
        .expr_as(far.clone(), link.far)
        .from(part.to_owned());
    let own = plan.row_fields.iter().zip(own);
    for (field, value) in own.chain(plan.shared_fields.iter().zip(&plan.shared)) {
        select.expr_as(context.typed(value, field.column_type), field.column);
    }
    select.and_where(is_new(&link, [near, far], false));
    if !forth {
        // A link of a row with itself is one row.
        select.and_where(key.ne(owner));
    }
    select
}
