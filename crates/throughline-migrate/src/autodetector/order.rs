//! The order of new models: each behind those that its foreign keys point to.
//!
//! Where they point to each other in a circle, one foreign key of the circle is left out of its
//! model and added when all tables are there. A foreign key to the own model needs no such
//! thing: a table can name itself.

use std::collections::BTreeMap;

use throughline_core::Result;

use crate::problem;
use crate::state::{Column, Field, ModelState};

/// A model to be created, and the fields that are to be added later.
pub(super) struct Creation<'s> {
    /// The model, whole.
    pub(super) model: &'s ModelState,
    /// Its fields that must wait for other tables.
    pub(super) deferred: Vec<&'s Field>,
}

impl Creation<'_> {
    /// The model as it is created: without the fields that wait, without the keys and indexes
    /// that need them, and without many-to-many fields.
    pub(super) fn without_deferred(&self) -> ModelState {
        let waits = |name: &str| self.deferred.iter().any(|field| field.name == name);
        let ready = |lists: &[Vec<String>]| -> Vec<Vec<String>> {
            lists
                .iter()
                .filter(|list| !list.iter().any(|name| waits(name)))
                .cloned()
                .collect()
        };
        let fields = self.model.fields.iter();
        ModelState {
            fields: fields
                .filter(|field| field.column().is_some() && !waits(&field.name))
                .cloned()
                .collect(),
            unique: ready(&self.model.unique),
            indexes: ready(&self.model.indexes),
            ..self.model.clone()
        }
    }
}

/// The models in the order of their creation.
pub(super) fn creations<'s>(new: &[&'s ModelState]) -> Result<Vec<Creation<'s>>> {
    let mut waiting: BTreeMap<&str, Creation<'s>> = new
        .iter()
        .map(|&model| {
            (
                model.name.as_str(),
                Creation {
                    model,
                    deferred: Vec::new(),
                },
            )
        })
        .collect();
    let mut ordered = Vec::new();
    while let Some(&first) = waiting.keys().next() {
        let ready = waiting
            .keys()
            .copied()
            .find(|name| open(&waiting, name).next().is_none());
        if let Some(creation) = ready.and_then(|name| waiting.remove(name)) {
            ordered.push(creation);
        } else if let Some((owner, field)) = cut(&waiting) {
            if let Some(creation) = waiting.get_mut(owner) {
                creation.deferred.push(field);
            }
        } else {
            return Err(problem(format!(
                "the primary key of `{first}` points, by way of other primary keys, to itself"
            )));
        }
    }
    Ok(ordered)
}

/// The foreign keys of a model that point to models which wait too: the field and its target.
fn open<'a, 's>(
    waiting: &'a BTreeMap<&str, Creation<'s>>,
    model: &str,
) -> impl Iterator<Item = (&'s Field, &'s str)> + use<'a, 's> {
    let creation = waiting.get(model);
    creation.into_iter().flat_map(move |creation| {
        creation.model.fields.iter().filter_map(move |field| {
            let target = field.column().and_then(Column::to)?;
            let deferred = creation
                .deferred
                .iter()
                .any(|other| other.name == field.name);
            let own = target == creation.model.name;
            (!deferred && !own && waiting.contains_key(target)).then_some((field, target))
        })
    })
}

/// The foreign key to leave out: one of a circle, no part of a primary key, and best one that
/// takes null, since SQLite adds such a column in place.
fn cut<'s>(waiting: &BTreeMap<&'s str, Creation<'s>>) -> Option<(&'s str, &'s Field)> {
    let mut candidates = Vec::new();
    for (&owner, creation) in waiting {
        for (field, target) in open(waiting, owner) {
            let is_key = creation.model.primary_key.contains(&field.name);
            if !is_key && leads_to(waiting, target, owner) {
                let not_null = field.column().is_some_and(|column| !column.null);
                candidates.push((not_null, owner, field));
            }
        }
    }
    let best = candidates
        .into_iter()
        .min_by_key(|(not_null, owner, field)| (*not_null, *owner, field.name.clone()));
    best.map(|(_, owner, field)| (owner, field))
}

/// Whether foreign keys lead from one waiting model to the other.
fn leads_to(waiting: &BTreeMap<&str, Creation<'_>>, from: &str, to: &str) -> bool {
    let mut seen = vec![from.to_owned()];
    let mut next = 0;
    while next < seen.len() {
        if seen[next] == to {
            return true;
        }
        for (_, target) in open(waiting, &seen[next].clone()) {
            if !seen.iter().any(|name| name == target) {
                seen.push(target.to_owned());
            }
        }
        next += 1;
    }
    false
}
