//! Links that go and links that come, by one statement.

use sea_query::{
    CommonTableExpression, Expr, Query as Q, ReturningClause, SelectStatement, SubQueryStatement,
    UnionType,
};

use super::Render;
use super::context::{Context, Rendered};
use super::gathered::all;
use crate::dialect::Query;
use crate::plan::LinkDiff;

/// The names of what was written, which no table has.
const GONE: &str = "throughline_gone";
const NEW: &str = "throughline_new";

/// What is gone is read first, so that it is gone before something new could collide with it.
pub(super) fn diff<D: Render, I: Render>(
    plan: &LinkDiff<D, I>,
    context: &mut Context<'_>,
) -> Rendered {
    let (gone, columns) = named(plan.delete.render_with(context), GONE);
    let (new, _) = named(plan.insert.render_with(context), NEW);
    let gathered = columns.len() == 1 && context.dialect.capabilities().arrays;
    let mut both = told(GONE, &columns, "0", gathered);
    both.union(UnionType::All, told(NEW, &columns, "1", gathered))
        .with_cte(sea_query::WithClause::new().cte(gone).cte(new).to_owned());
    Rendered::select(both).gathered(gathered)
}

/// A write under a name, with the columns that it gives back.
pub(super) fn named(
    rendered: Rendered,
    name: &'static str,
) -> (CommonTableExpression, Vec<&'static str>) {
    let Rendered {
        query, returning, ..
    } = rendered;
    let columns = ReturningClause::Columns(returning.iter().map(|&one| one.into()).collect());
    let query: SubQueryStatement = match query {
        Query::Select(select) => select.into(),
        Query::Insert(mut insert) => insert.returning(columns).take().into(),
        Query::Update(mut update) => update.returning(columns).take().into(),
        // No engine that has it lets it stand here.
        Query::UpdateJoined(_, update) => update.into(),
        Query::DeleteJoined(_, delete) => delete.into(),
        Query::Delete(mut delete) => delete.returning(columns).take().into(),
        Query::With(with) => (*with).into(),
    };
    let mut table = CommonTableExpression::new();
    table.table_name(name).query(query);
    (table, returning)
}

fn told(
    name: &'static str,
    columns: &[&'static str],
    is_new: &'static str,
    gathered: bool,
) -> SelectStatement {
    let mut told = Q::select();
    let columns = columns.iter().map(|&column| match gathered {
        true => all(Expr::col(column)),
        false => Expr::col(column),
    });
    told.exprs(columns).expr(Expr::cust(is_new)).from(name);
    told
}
