//! From trees of conditions to conditions of plans: on rows that come once, or on joined rows.
//!
//! A tree means: there are related rows, one for each relation to many rows that its paths cross,
//! for which it is true; where a row has none related, null stands in its place. What stands under
//! *not* and *some* is asked for itself.
//!
//! As a condition on rows that come once, a tree falls into parts wherever that means the same:
//! *or* always, *and* where two sides have no relation in common. What is left has several terms
//! about the same related row: a condition on that row if all are about it, else a query of its own
//! with the rows joined.

use throughline_core::{ModelDef, Relation};
use throughline_sql::plan::{Condition, FieldPath, Operand, Output, Select, Source, Way};

use super::joins::{Joins, Share};
use super::leaf::{Leaf, Test};
use super::resolve::{Target, Term};

/// The condition on a row of the model, which comes once: relations are followed from that one on.
/// None where it needs a query of the model's keys, and these have several fields.
pub(super) fn condition(term: &Term, model: &'static ModelDef, from: usize) -> Option<Condition> {
    match term {
        Term::Leaf(leaf) => self::leaf(leaf, term, model, from),
        Term::Any(parts) => {
            let parts = parts.iter().map(|part| condition(part, model, from));
            parts.collect::<Option<_>>().map(any)
        }
        Term::All(parts) => all(&parts.iter().collect::<Vec<_>>(), model, from),
        Term::Not(_) | Term::Some(..) => apart(term, model),
    }
}

/// A term that is asked for itself.
fn apart(term: &Term, model: &'static ModelDef) -> Option<Condition> {
    match term {
        Term::Not(inner) => condition(inner, model, 0).map(|inner| Condition::Not(Box::new(inner))),
        Term::Some(relations, far, inner) => {
            let inner = condition(inner, far, 0)?;
            Some(Condition::Some(relations.clone().into(), Box::new(inner)))
        }
        _ => condition(term, model, 0),
    }
}

/// All of these parts: those that have a relation to many rows in common together.
fn all(parts: &[&Term], model: &'static ModelDef, from: usize) -> Option<Condition> {
    let mut groups: Vec<(Vec<&[Relation]>, Vec<&Term>)> = Vec::new();
    for part in parts {
        let mut hops = Vec::new();
        first_hops(part, from, &mut hops);
        let mut group = vec![*part];
        // It joins all groups with which it has a relation in common.
        for (other_hops, other) in std::mem::take(&mut groups) {
            if other_hops.iter().any(|hop| hops.contains(hop)) {
                group.splice(0..0, other);
                hops.extend(other_hops);
            } else {
                groups.push((other_hops, other));
            }
        }
        hops.dedup();
        groups.push((hops, group));
    }
    let groups = groups
        .into_iter()
        .map(|(hops, group)| match group.as_slice() {
            [part] => condition(part, model, from),
            parts => together(parts, &hops, model, from),
        });
    groups.collect::<Option<_>>().map(every)
}

/// All of these; of none, always.
fn every(mut conditions: Vec<Condition>) -> Condition {
    match (conditions.len(), conditions.pop()) {
        (1, Some(one)) => one,
        (_, Some(last)) => {
            conditions.push(last);
            Condition::And(conditions)
        }
        (_, None) => Condition::Constant(true),
    }
}

/// One of these; of none, never.
fn any(mut conditions: Vec<Condition>) -> Condition {
    match (conditions.len(), conditions.pop()) {
        (1, Some(one)) => one,
        (_, Some(last)) => {
            conditions.push(last);
            Condition::Or(conditions)
        }
        (_, None) => Condition::Constant(false),
    }
}

/// Parts that are about the same related rows.
fn together(
    parts: &[&Term],
    hops: &[&[Relation]],
    model: &'static ModelDef,
    from: usize,
) -> Option<Condition> {
    let hop = hops.first()?;
    let one =
        hops.iter().all(|other| other == hop) && parts.iter().all(|part| is_under(part, from));
    if let (true, Some(relation)) = (one, hop.last()) {
        let inner = all(parts, relation.far().model, from + hop.len());
        if let Some(inner) = inner {
            let way = Way::from(hop.to_vec());
            return Some(Condition::Some(way, Box::new(inner)));
        }
    }
    joined(parts, model, from)
}

/// The condition of a term by itself.
fn leaf(leaf: &Leaf, term: &Term, model: &'static ModelDef, from: usize) -> Option<Condition> {
    if leaf.takes_none() && first_hop(leaf.left.relations(), from).is_some() {
        return is_null(&leaf.left, from);
    }
    if let Test::Column(_, right, _) = &leaf.test
        && first_hop(right.relations(), from).is_some()
    {
        let mut hops = Vec::new();
        first_hops(term, from, &mut hops);
        return together(&[term], &hops, model, from);
    }
    Some(leaf.condition(|target| target.operand(from)))
}

/// Null at the end of a path over many rows: one of them has null there, or there is none.
fn is_null(target: &Target, from: usize) -> Option<Condition> {
    let Target::Route(route) = target else {
        return None;
    };
    let Some(hop) = first_hop(&route.relations, from) else {
        let path = route.path(from);
        if !path.is_nullable() {
            return Some(Condition::Constant(false));
        }
        return Some(Condition::IsNull(path.into(), true));
    };
    let some = |inner| Condition::Some(Way::from(hop.to_vec()), Box::new(inner));
    let none = Condition::Not(Box::new(some(Condition::Constant(true))));
    Some(match is_null(target, from + hop.len())? {
        Condition::Constant(false) => none,
        inner => none.or(some(inner)),
    })
}

/// The relations up to the first that leads to many rows.
fn first_hop(relations: &[Relation], from: usize) -> Option<&[Relation]> {
    let rest = relations.get(from..)?;
    let at = rest.iter().position(Relation::is_multiple)?;
    Some(&rest[..=at])
}

/// The first relations to many rows that the paths of a term cross.
fn first_hops<'t>(term: &'t Term, from: usize, hops: &mut Vec<&'t [Relation]>) {
    match term {
        Term::Leaf(leaf) => {
            for route in leaf.routes() {
                if let Some(hop) = first_hop(&route.relations, from)
                    && !hops.contains(&hop)
                {
                    hops.push(hop);
                }
            }
        }
        Term::All(parts) | Term::Any(parts) => {
            parts.iter().for_each(|part| first_hops(part, from, hops));
        }
        Term::Not(_) | Term::Some(..) => {}
    }
}

/// Whether all columns of a term are of related rows, and it holds for no row that is not there.
fn is_under(term: &Term, from: usize) -> bool {
    match term {
        Term::Leaf(leaf) => {
            let values = matches!(leaf.left, Target::Route(_))
                && !matches!(leaf.test, Test::Column(_, Target::Computed(_), _));
            let mut routes = leaf.routes();
            values
                && !leaf.takes_none()
                && routes.all(|route| first_hop(&route.relations, from).is_some())
        }
        Term::All(parts) | Term::Any(parts) => {
            !parts.is_empty() && parts.iter().all(|part| is_under(part, from))
        }
        Term::Not(_) | Term::Some(..) => false,
    }
}

/// The key of the row is one of those for which the joined rows make the parts true.
fn joined(parts: &[&Term], model: &'static ModelDef, from: usize) -> Option<Condition> {
    if model.primary_key.len() > 1 {
        return None;
    }
    let key: Operand = FieldPath::own(model.key()).into();
    let mut joins = Joins::default();
    let conditions = parts
        .iter()
        .map(|part| on_joins(part, model, from, &mut joins, 1))
        .collect::<Option<_>>()?;
    let select = Select {
        each: joins.into_each(),
        conditions,
        output: Output::Columns(vec![key.clone()]),
        ..Select::new(Source::Model(model))
    };
    Some(Condition::InSelect(key, Box::new(select)))
}

/// The condition on joined rows, which are joined by the way for that call.
pub(super) fn on_joins(
    term: &Term,
    model: &'static ModelDef,
    from: usize,
    joins: &mut Joins,
    call: usize,
) -> Option<Condition> {
    let parts = |parts: &[Term], joins: &mut Joins| {
        let parts = parts.iter();
        parts
            .map(|part| on_joins(part, model, from, joins, call))
            .collect::<Option<Vec<_>>>()
    };
    match term {
        Term::Leaf(leaf) => {
            Some(leaf.condition(|target| joins.operand(target, from, Share::Call(call))))
        }
        Term::All(all) => parts(all, joins).map(every),
        Term::Any(some) => parts(some, joins).map(any),
        Term::Not(_) | Term::Some(..) => apart(term, model),
    }
}
