//! Names of the other ends of relations, where the default would clash.
//!
//! By default an end is `<model>_set`, or `<model>` of a one-to-one relation. Where the target has
//! something else of that name, two relations of one model would have the same, or it is too long,
//! an end is `<model>_<field>_set`, or `<model>_<field>`; and where that is no better, it has no name.

use std::collections::{BTreeMap, BTreeSet};

use throughline_core::names;

use super::is_one_to_one;
use crate::inspector::is_refused;
use crate::state::{Field, ModelState, ProjectState};

/// The name of the other end, where it has to be written, by model and field.
pub(super) type RelatedNames = BTreeMap<(String, String), String>;

/// The names that have to be written.
pub(super) fn related_names(state: &ProjectState) -> RelatedNames {
    let mut taken: BTreeSet<(String, String)> = BTreeSet::new();
    let mut defaults: BTreeMap<(String, String), usize> = BTreeMap::new();
    for (model, field, target) in relations(state) {
        let end = (target.to_owned(), default_name(model, field));
        *defaults.entry(end).or_default() += 1;
    }
    for model in state.models() {
        let fields = model.fields.iter();
        taken.extend(fields.map(|field| (model.name.clone(), field.name.clone())));
    }
    let is_good = |end: &(String, String)| {
        let is_alone = defaults.get(end) == Some(&1) && !taken.contains(end);
        is_alone && !is_refused(&end.1) && end.1.len() <= names::LIMIT
    };
    let (good, bad): (Vec<_>, Vec<_>) = relations(state)
        .map(|(model, field, target)| {
            let end = (target.to_owned(), default_name(model, field));
            (model, field, end)
        })
        .partition(|(_, _, end)| is_good(end));
    taken.extend(good.into_iter().map(|(_, _, end)| end));
    let mut names = RelatedNames::new();
    for (model, field, (target, _)) in bad {
        let end = (target, longer_name(model, field));
        let name = if taken.contains(&end) || end.1.len() > names::LIMIT {
            "+".to_owned()
        } else {
            end.1.clone()
        };
        taken.insert(end);
        names.insert((model.name.clone(), field.name.clone()), name);
    }
    names
}

/// All relations: model, field, and target.
fn relations(state: &ProjectState) -> impl Iterator<Item = (&ModelState, &Field, &str)> {
    state.models().flat_map(|model| {
        model.fields.iter().filter_map(move |field| {
            // The through model comes behind the target.
            let target = field.targets().next()?;
            Some((model, field, target))
        })
    })
}

fn default_name(model: &ModelState, field: &Field) -> String {
    let suffix = if is_one_to_one(model, field) {
        ""
    } else {
        "_set"
    };
    format!("{}{suffix}", names::table(&model.name).as_str())
}

fn longer_name(model: &ModelState, field: &Field) -> String {
    let suffix = if is_one_to_one(model, field) {
        ""
    } else {
        "_set"
    };
    format!(
        "{}_{}{suffix}",
        names::table(&model.name).as_str(),
        field.name
    )
}
