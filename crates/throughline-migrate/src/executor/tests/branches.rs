//! Two branches of migrations, made by two people who do not know of each other, and merged: whichever is
//! applied first, and whichever stands first, the schema is that of the state of both.

use proptest::test_runner::TestCaseError;

use super::pairs::Says;
use super::*;
use crate::Target;

/// Who changes what.
#[derive(Debug, Clone, Copy)]
enum Split {
    /// Each their models.
    Models,
    /// Each their fields, of all models.
    Fields,
}

#[derive(Debug, Clone, Copy, PartialEq)]
enum Author {
    Early,
    Late,
}

use Author::{Early, Late};

impl Split {
    fn author(self, model: &str, field: &str) -> Author {
        let is_early = match self {
            Split::Models => ["Alpha", "Order"].contains(&model),
            Split::Fields => ["f0", "f2"].contains(&field),
        };
        if is_early { Early } else { Late }
    }

    /// The state in which what belongs to these authors is as in the other one. What belongs to both is in
    /// neither.
    fn changed(self, from: &ProjectState, to: &ProjectState, by: &[Author]) -> ProjectState {
        ProjectState::of(from.models().map(|old| {
            let new = to.model(&old.name).unwrap();
            let mut model = old.clone();
            let is_new = |field: &str| field != "id" && by.contains(&self.author(&old.name, field));
            let kept = old.fields.iter().filter(|field| !is_new(&field.name));
            let come = new.fields.iter().filter(|field| is_new(&field.name));
            model.fields = kept.chain(come).cloned().collect();
            model
                .fields
                .sort_by_key(|field| field.many_to_many().is_some());
            model.unique = self.lists(&old.name, &old.unique, &new.unique, by);
            model.indexes = self.lists(&old.name, &old.indexes, &new.indexes, by);
            model
        }))
    }

    fn lists(
        self,
        model: &str,
        old: &[Vec<String>],
        new: &[Vec<String>],
        by: &[Author],
    ) -> Vec<Vec<String>> {
        let of =
            |list: &[String], author| list.iter().all(|field| self.author(model, field) == author);
        let all = [Early, Late].into_iter().flat_map(|author| {
            let lists = if by.contains(&author) { new } else { old };
            lists.iter().filter(move |list| of(list, author))
        });
        all.cloned().collect()
    }
}

/// One branch is applied before the other is there; then both are, with what merges them.
fn merged(
    (from, to): (&ProjectState, &ProjectState),
    split: Split,
    renames: bool,
    late_stands_first: bool,
) -> Result<(), TestCaseError> {
    let base = split.changed(from, to, &[]);
    let operations = |author| {
        let to = split.changed(from, to, &[author]);
        detect(&base, &to, &FillAll(&to), &mut Says { renames })
            .unwrap()
            .operations
    };
    let (early, late) = (operations(Early), operations(Late));
    let (early_name, late_name) = match late_stands_first {
        true => ("0002_b", "0002_a"),
        false => ("0002_a", "0002_b"),
    };
    let first = file("0001_first", &[], &initial(&base));
    let early = file(early_name, &["0001_first"], &early);
    let late = file(late_name, &["0001_first"], &late);
    let merge = file("0003_merge", &["0002_a", "0002_b"], &[]);
    let own = Graph::new(vec![first.clone(), early.clone()]).unwrap();
    let both = Graph::new(vec![first, early, late, merge]).unwrap();
    let told = || -> Vec<_> {
        let files = both.files()[1..].iter();
        files
            .flat_map(|file| &file.migration.operations)
            .map(Operation::description)
            .collect()
    };

    let (database, new) = (memory(), memory());
    migrate(&database, &own).unwrap();
    let one = schema(&database);
    let done = migrate(&database, &both);
    prop_assert!(done.is_ok(), "{:?}\n{:?}", done, told());
    let state = split.changed(from, to, &[Early, Late]);
    let again = detect(&both.state().unwrap(), &state, &(), &mut crate::NoAnswers).unwrap();
    prop_assert_eq!(again, crate::Changes::default(), "{:?}", told());
    migrate(&new, &graph(&[&initial(&state)])).unwrap();
    prop_assert_eq!(schema(&database), schema(&new), "{:?}", told());

    let back = go(&database, &both, Target::Migration("0001_first".into()));
    prop_assert!(back.is_ok(), "{:?}\n{:?}", back, told());
    let forth = go(&database, &own, Target::Latest);
    prop_assert!(forth.is_ok(), "{:?}\n{:?}", forth, told());
    prop_assert_eq!(schema(&database), one, "{:?}", told());
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(300))]

    #[test]
    fn whichever_branch_comes_first_the_schema_is_that_of_both(
        (from, to) in (any_project(), any_project()),
        split in prop::sample::select(vec![Split::Models, Split::Fields]),
        renames in any::<bool>(),
        late_stands_first in any::<bool>(),
    ) {
        merged((&from, &to), split, renames, late_stands_first)?;
    }
}
