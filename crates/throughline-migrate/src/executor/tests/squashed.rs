//! Optimized operations: the state and the schema are those of all operations one by one, and undone they
//! leave the schema of before.

use proptest::test_runner::TestCaseError;

use super::pairs::Says;
use super::pairs_with_rows::{all_kept, seed};
use super::*;
use crate::state::Field;
use crate::{Target, optimize};

/// The operations of each step of a chain.
fn steps(chain: &[ProjectState], renames: bool) -> Vec<Vec<Operation>> {
    let mut from = ProjectState::new();
    let mut steps = Vec::new();
    for to in chain {
        let changes = detect(&from, to, &FillAll(to), &mut Says { renames }).unwrap();
        for operation in &changes.operations {
            operation.state_forwards(&mut from).unwrap();
        }
        steps.push(changes.operations);
    }
    steps
}

/// The state behind these.
fn replayed(from: &ProjectState, operations: &[Operation]) -> ProjectState {
    let mut state = from.clone();
    for operation in operations {
        operation.state_forwards(&mut state).unwrap();
    }
    state
}

fn descriptions(operations: &[Operation]) -> Vec<String> {
    operations.iter().map(Operation::description).collect()
}

/// All steps from the one at `first` on as one.
fn squash(chain: &[ProjectState], renames: bool, first: usize) -> Result<(), TestCaseError> {
    let steps = steps(chain, renames);
    let first = first % steps.len();
    let from = replayed(&ProjectState::new(), &steps[..first].concat());
    let operations = steps[first..].concat();
    let optimized = optimize(&from, operations.clone());
    let told = || (descriptions(&operations), descriptions(&optimized));
    prop_assert!(optimized.len() <= operations.len());
    prop_assert_eq!(replayed(&from, &optimized), replayed(&from, &operations));
    prop_assert_eq!(&optimize(&from, optimized.clone()), &optimized, "once more");

    let (one_by_one, at_once) = (memory(), memory());
    let all: Vec<&[Operation]> = steps.iter().map(Vec::as_slice).collect();
    migrate(&one_by_one, &graph(&all)).unwrap();
    let mut squashed = all[..first].to_vec();
    squashed.push(&optimized);
    let done = migrate(&at_once, &graph(&squashed));
    prop_assert!(done.is_ok(), "{:?}\n{:?}", done, told());
    prop_assert_eq!(schema(&at_once), schema(&one_by_one), "{:?}", told());

    let before = match first {
        0 => Target::Zero,
        _ => Target::Migration(format!("{first:04}")),
    };
    let earlier = memory();
    migrate(&earlier, &graph(&all[..first])).unwrap();
    let undone = go(&at_once, &graph(&squashed), before);
    prop_assert!(undone.is_ok(), "{:?}\n{:?}", undone, told());
    prop_assert_eq!(models(&at_once), models(&earlier), "{:?}", told());
    Ok(())
}

/// The schema without the ledger, which stays.
fn models(database: &Database) -> Vec<String> {
    let mut schema = schema(database);
    schema.retain(|line| !line.contains("throughline_migrations"));
    schema
}

/// Null in every column that takes it, in the second row.
fn nulls(state: &ProjectState) -> String {
    let mut sql = String::new();
    for model in state.models() {
        let columns = model.fields.iter().filter_map(Field::column);
        for column in columns.filter(|column| column.null) {
            let (table, column) = (&model.table, &column.column);
            sql.push_str(&format!(
                "UPDATE \"{table}\" SET \"{column}\" = NULL WHERE id = 2;\n"
            ));
        }
    }
    sql
}

/// Where the steps can be applied to rows, the optimized ones can, and the rows are the same.
fn keep_rows(chain: &[ProjectState], renames: bool) -> Result<(), TestCaseError> {
    let steps = steps(chain, renames);
    let all: Vec<&[Operation]> = steps.iter().map(Vec::as_slice).collect();
    let from = replayed(&ProjectState::new(), &steps[0]);
    let to = replayed(&from, &steps[1..].concat());
    let optimized = optimize(&from, steps[1..].concat());
    let (one_by_one, at_once) = (memory(), memory());
    for database in [&one_by_one, &at_once] {
        migrate(database, &graph(&all[..1])).unwrap();
        execute_all(database, &seed(&from)).unwrap();
        execute_all(database, &nulls(&from)).unwrap();
    }
    if migrate(&one_by_one, &graph(&all)).is_ok() {
        let rows = |database: &Database| all_kept(database, &to, &to);
        let told = || (descriptions(&steps[1..].concat()), descriptions(&optimized));
        let done = migrate(&at_once, &graph(&[all[0], &optimized]));
        prop_assert!(done.is_ok(), "{:?}\n{:?}", done, told());
        prop_assert_eq!(rows(&at_once), rows(&one_by_one), "{:?}", told());
    }
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(100))]

    #[test]
    fn whatever_the_chain_the_schema_is_the_same(
        chain in any_chain(),
        renames in any::<bool>(),
        first in 0..5_usize,
    ) {
        squash(&chain, renames, 0)?;
        squash(&chain, renames, first)?;
    }

    #[test]
    fn whatever_the_chain_the_rows_are_the_same(chain in any_chain(), renames in any::<bool>()) {
        keep_rows(&chain, renames)?;
    }
}
