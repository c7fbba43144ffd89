//! Random states come back from their own databases.

use proptest::prelude::*;

use super::super::*;
use crate::drift::{Wanted, drift};
use crate::fixtures::*;
use crate::state::Field;

/// What cannot be seen in a database, taken out of a state: an index of a single foreign key,
/// which is the key's own; a relation through a model, which is an accessor and no table; the
/// order of keys, of indexes and of fields, of which some are added to a table later. (Others cannot
/// be seen either, and are in no state of these tests: whether a relation is symmetrical, whether
/// a key is 32 bits wide, whether a `datetime` is a point in time.)
fn visible(state: &ProjectState) -> ProjectState {
    ProjectState::of(state.models().map(|model| {
        let mut model = model.clone();
        let is_key = |name: &String| {
            let column = model.field(name).and_then(Field::column);
            column.is_some_and(|column| column.to().is_some())
        };
        let own: Vec<String> = model
            .fields
            .iter()
            .map(|field| field.name.clone())
            .collect();
        let own: Vec<String> = own.into_iter().filter(is_key).collect();
        let plain = |index: &Vec<String>| !matches!(&index[..], [one] if own.contains(one));
        model.indexes.retain(plain);
        model.indexes.sort();
        model.unique.sort();
        model.fields.retain(|field| {
            let relation = field.many_to_many();
            relation.is_none_or(|relation| relation.through().is_none())
        });
        model.fields.sort_by(|one, other| one.name.cmp(&other.name));
        model
    }))
}

/// Whether a model has the table of a relation: an `id` and a pair of keys, to which nothing
/// points.
fn looks_like_a_join_table(state: &ProjectState, model: &ModelState) -> bool {
    let columns: Vec<_> = model.fields.iter().filter_map(Field::column).collect();
    let keys = columns
        .iter()
        .filter(|column| column.to().is_some() && !column.null);
    let is_target = |other: &ModelState| {
        other
            .fields
            .iter()
            .any(|field| field.targets().any(|target| target == model.name))
    };
    columns.len() == 3
        && keys.count() == 2
        && !model.unique.is_empty()
        && !state.models().any(is_target)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(128))]

    #[test]
    fn a_state_comes_back_from_its_own_database(state in any_project()) {
        prop_assume!(!state.models().any(|model| looks_like_a_join_table(&state, model)));
        let schema = live(&state, &[]);
        let differences = drift(&state, Wanted::Models, &schema, rules(), &[]).unwrap();
        prop_assert_eq!(differences, []);
        let found = inspect(&schema, &[], rules()).unwrap();
        prop_assert_eq!(visible(&found.state), visible(&state));
        let differences = drift(&found.state, Wanted::Models, &schema, rules(), &[]).unwrap();
        prop_assert_eq!(differences, []);
    }
}
