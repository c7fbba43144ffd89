//! Owners that are found by their key alone: their related rows know it, and nobody looks for the owners.

use sea_query::{Cond, Expr, ExprTrait};
use throughline_core::{FieldDef, Relation};

use super::condition::condition;
use super::context::Context;
use super::scope::Scope;
use crate::plan::{Condition, Operand, Output, Select, Source};

/// The test of the column `near` that is true for the related rows of the owners that a query finds; none if
/// more than their key is asked for.
///
/// A row that points to an owner which is not there, as only a table without a foreign key has one, is
/// among them, and related to nobody.
pub(super) fn by_key(
    context: &mut Context<'_>,
    relation: Relation,
    scope: &Scope,
    select: &Select,
) -> Option<Expr> {
    let end = relation.near();
    let is_whole = matches!(select.source, Source::Model(model) if model == end.model)
        && matches!(columns(select)?, [only] if is_key(only, end.key))
        && select.each.is_empty()
        && select.group.is_empty()
        && select.extra.is_empty()
        && !select.is_sliced()
        && !select.distinct
        && !select.once
        && select.lock.is_none();
    if !is_whole || !select.conditions.iter().all(|one| asks_key(one, end.key)) {
        return None;
    }
    let column = match relation.link() {
        Some(link) => link.near,
        None => relation.far_column()?,
    };
    let mut owners = Scope::links(scope.base_name(), column, end.model);
    let mut tests = Cond::all();
    for one in &select.conditions {
        tests = tests.add(condition(context, &mut owners, one));
    }
    if select.conditions.is_empty() && relation.link().is_none() {
        tests = tests.add(super::scope::column(&scope.base_name(), column).is_not_null());
    }
    Some(tests.into())
}

fn columns(select: &Select) -> Option<&[Operand]> {
    match &select.output {
        Output::Columns(columns) => Some(columns),
        _ => None,
    }
}

/// Whether the condition asks for nothing but the key.
fn asks_key(condition: &Condition, key: &FieldDef) -> bool {
    let key_or_value = |one: &Operand| is_key(one, key) || matches!(one, Operand::Value(_));
    match condition {
        Condition::Constant(_) => true,
        Condition::Compare(left, _, right) => is_key(left, key) && key_or_value(right),
        Condition::Between(left, from, to) => {
            is_key(left, key) && key_or_value(from) && key_or_value(to)
        }
        Condition::InList(left, _) => is_key(left, key),
        Condition::And(all) | Condition::Or(all) => all.iter().all(|one| asks_key(one, key)),
        Condition::Not(inner) => asks_key(inner, key),
        _ => false,
    }
}

fn is_key(operand: &Operand, key: &FieldDef) -> bool {
    let Operand::Column(path) = operand else {
        return false;
    };
    path.start == 0 && path.relations.is_empty() && path.field.name == key.name
}
