//! The names that a model has: its fields, and the ends of relations, those included that other
//! models declare.

use std::collections::HashMap;
use std::sync::OnceLock;

use throughline_core::{FieldDef, ModelDef, Registry, Relation};

/// What a name of a model is.
pub(super) enum Name {
    /// The end of a relation; a foreign key is one.
    Relation(Relation),
    /// A field that leads nowhere.
    Field(&'static FieldDef),
}

/// The name of the primary key of whatever model.
pub(super) const KEY: &str = "pk";

/// The relations that lead back to each model, by its module and name.
type Reverse = HashMap<(&'static str, &'static str), Vec<Relation>>;

/// What that name of the model is, if it has it.
pub(super) fn find(model: &'static ModelDef, name: &str) -> Option<Name> {
    let mut forward = model.relations.iter();
    if let Some(def) = forward.find(|def| def.name == name) {
        return Some(Name::Relation(Relation::forward(def)));
    }
    if let Some(field) = model.field(name) {
        return Some(Name::Field(field));
    }
    let mut reverse = reverse(model).iter();
    reverse
        .find(|relation| relation.name() == Some(name))
        .map(|relation| Name::Relation(*relation))
}

/// All names of the model, `pk` last.
pub(super) fn choices(model: &'static ModelDef) -> Vec<&'static str> {
    let mut names: Vec<_> = model.fields.iter().map(|field| field.name).collect();
    let forward = model.relations.iter().map(|def| def.name);
    let reverse = reverse(model).iter().filter_map(Relation::name);
    for name in forward.chain(reverse).chain([KEY]) {
        if !names.contains(&name) {
            names.push(name);
        }
    }
    names
}

/// The relations of other models, and of itself, that lead back to the model.
fn reverse(model: &'static ModelDef) -> &'static [Relation] {
    static INDEX: OnceLock<Reverse> = OnceLock::new();
    let index = INDEX.get_or_init(index);
    index
        .get(&(model.module, model.name))
        .map_or(&[], Vec::as_slice)
}

/// All models of the program, and those that these lead to.
fn index() -> Reverse {
    let mut models = Registry::linked().models().to_vec();
    let mut index = Reverse::new();
    let mut next = 0;
    while let Some(model) = models.get(next).copied() {
        next += 1;
        for def in model.relations {
            let target = (def.target)();
            let through = Relation::forward(def).link().and_then(|link| link.through);
            for reached in [Some(target), through].into_iter().flatten() {
                if !models.contains(&reached) {
                    models.push(reached);
                }
            }
            let back = Relation::reverse(def);
            if back.name().is_some() {
                index
                    .entry((target.module, target.name))
                    .or_default()
                    .push(back);
            }
        }
    }
    index
}

/// The longest name that is compared with others, in characters.
const COMPARED: usize = 40;

/// The choices that a name is near to, nearest first; three at most.
pub(super) fn near<'c>(choices: &[&'c str], name: &str) -> Vec<&'c str> {
    if name.chars().nth(COMPARED).is_some() {
        return Vec::new();
    }
    let most = (name.chars().count() / 3).max(1);
    let mut near: Vec<_> = choices
        .iter()
        .filter(|choice| choice.len() <= COMPARED)
        .map(|choice| (distance(choice, name), *choice))
        .filter(|(distance, _)| *distance <= most)
        .collect();
    near.sort_by_key(|(distance, _)| *distance);
    near.into_iter().map(|(_, choice)| choice).take(3).collect()
}

/// How many letters are to be changed, added, left out or swapped with the next.
fn distance(one: &str, other: &str) -> usize {
    let (one, other): (Vec<char>, Vec<char>) = (one.chars().collect(), other.chars().collect());
    let mut before: Vec<usize> = Vec::new();
    let mut last: Vec<usize> = (0..=other.len()).collect();
    for (i, a) in one.iter().enumerate() {
        let mut row = vec![i + 1];
        for (j, b) in other.iter().enumerate() {
            let mut least = (last[j] + usize::from(a != b))
                .min(last[j + 1] + 1)
                .min(row[j] + 1);
            let swapped = i > 0 && j > 0 && *a == other[j - 1] && one[i - 1] == *b;
            if swapped {
                least = least.min(before[j - 1] + 1);
            }
            row.push(least);
        }
        before = std::mem::replace(&mut last, row);
    }
    last[other.len()]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_near_to_what_a_slip_makes_of_it() {
        let choices = ["id", "name", "age", "course_set"];
        for (typed, expected) in [
            ("nmae", &["name"][..]),
            ("nam", &["name"]),
            ("coure_set", &["course_set"]),
            ("ag", &["age"]),
            ("zzzz", &[]),
            ("", &[]),
        ] {
            assert_eq!(near(&choices, typed), expected, "{typed}");
        }
    }
}
