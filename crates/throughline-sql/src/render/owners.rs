//! Owners that are found by their key alone: their related rows know it, and nobody looks for the owners.

use sea_query::{Cond, ExprTrait};
use throughline_core::Relation;

use super::condition::condition;
use super::context::Context;
use super::scope::{Scope, column};
use crate::plan::{Output, Select, Source};

/// What is true for the related rows of the owners that a query finds, as conditions that all must hold; none
/// if more than their key is asked for.
///
/// A row that points to an owner which is not there, as only a table without a foreign key has one, is
/// among them, and related to nobody.
pub(super) fn by_key(
    context: &mut Context<'_>,
    relation: Relation,
    scope: &Scope,
    select: &Select,
) -> Option<Cond> {
    if !finds_by_key(relation, select) {
        return None;
    }
    let near = match relation.link() {
        Some(link) => link.near,
        None => relation.far_column()?,
    };
    let mut tests = tests(context, relation, &scope.base_name(), near, select);
    if select.conditions.is_empty() && relation.link().is_none() {
        tests = tests.add(column(&scope.base_name(), near).is_not_null());
    }
    Some(tests)
}

/// The conditions of the query, about a column that holds the owners' key.
pub(super) fn tests(
    context: &mut Context<'_>,
    relation: Relation,
    table: &str,
    near: &'static str,
    select: &Select,
) -> Cond {
    let mut owners = Scope::links(table.to_owned(), near, relation.near().model);
    let mut tests = Cond::all();
    for one in &select.conditions {
        tests = tests.add(condition(context, &mut owners, one));
    }
    tests
}

/// Whether the query finds owners, gives their key, and asks for nothing but that.
pub(super) fn finds_by_key(relation: Relation, select: &Select) -> bool {
    let end = relation.near();
    let of_model = matches!(select.source, Source::Model(model) if model == end.model);
    let gives_key = match &select.output {
        Output::Columns(columns) => matches!(&**columns, [only] if only.is_own(end.key)),
        _ => false,
    };
    of_model && gives_key && select.asks_only(end.key)
}
