//! Optimized operations: the state and the schema are those of all operations one by one.

use std::collections::BTreeMap;

use proptest::test_runner::TestCaseError;

use super::pairs::Says;
use super::*;
use crate::optimize;
use crate::state::*;

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

/// The state behind these, with many-to-many fields behind columns.
fn replayed(from: &ProjectState, operations: &[Operation]) -> BTreeMap<String, ModelState> {
    let mut state = from.clone();
    for operation in operations {
        operation.state_forwards(&mut state).unwrap();
    }
    let models = state.models().cloned().map(|mut model| {
        model.fields.sort_by_key(|field| field.column().is_none());
        (model.name.clone(), model)
    });
    models.collect()
}

fn descriptions(operations: &[Operation]) -> Vec<String> {
    operations.iter().map(Operation::description).collect()
}

/// All steps from the one at `first` on as one.
fn squash(chain: &[ProjectState], renames: bool, first: usize) -> Result<(), TestCaseError> {
    let steps = steps(chain, renames);
    let first = first % steps.len();
    let mut from = ProjectState::new();
    for operation in steps[..first].iter().flatten() {
        operation.state_forwards(&mut from).unwrap();
    }
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
    Ok(())
}

/// Two rows in each table, different in every column, and links between them.
fn seed(state: &ProjectState) -> String {
    let mut inserts = vec!["PRAGMA foreign_keys = 0".to_owned()];
    for model in state.models() {
        for row in 1..=2 {
            let columns = model.fields.iter().filter_map(Field::column);
            let (names, values): (Vec<_>, Vec<_>) = columns
                .map(|column| (column.column.clone(), value(column, row)))
                .unzip();
            let (table, names, values) = (&model.table, names.join(", "), values.join(", "));
            inserts.push(format!(
                "INSERT INTO \"{table}\" ({names}) VALUES ({values})"
            ));
        }
        for field in &model.fields {
            let links = field.many_to_many().map(|relation| &relation.links);
            if let Some(Links::JoinTable { table, .. }) = links {
                inserts.push(format!("INSERT INTO \"{table}\" VALUES (1, 2), (2, 2)"));
            }
        }
    }
    inserts.push("PRAGMA foreign_keys = 1".to_owned());
    inserts.join(";\n")
}

fn value(column: &Column, row: i64) -> String {
    let column_type = match &column.content {
        Content::Plain(plain) => plain.column_type,
        Content::ForeignKey { .. } => ColumnType::BigInt,
    };
    match column_type {
        _ if column.null && row == 2 => "NULL".to_owned(),
        ColumnType::Text => format!("'{row}'"),
        ColumnType::Date => format!("'2026-01-0{row}'"),
        ColumnType::Bool => (row % 2).to_string(),
        _ => row.to_string(),
    }
}

/// All rows of all tables but the ledger, by the names of their columns.
fn everything(database: &Database) -> Vec<String> {
    let tables = rows(
        database,
        "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite%' \
         AND name <> 'throughline_migrations' ORDER BY name",
    );
    let mut everything = Vec::new();
    for table in tables {
        let columns = format!("SELECT name FROM pragma_table_info('{table}') ORDER BY name");
        let columns = rows(database, &columns).join("\", \"");
        let all = format!("SELECT \"{columns}\" FROM \"{table}\"");
        let mut rows = rows(database, &all);
        rows.sort();
        everything.push(table);
        everything.append(&mut rows);
    }
    everything
}

/// Where the steps can be applied to rows, the optimized ones can, and the rows are the same.
fn keep_rows(chain: &[ProjectState], renames: bool) -> Result<(), TestCaseError> {
    let steps = steps(chain, renames);
    let all: Vec<&[Operation]> = steps.iter().map(Vec::as_slice).collect();
    let optimized = optimize(&chain[0], steps[1..].concat());
    let (one_by_one, at_once) = (memory(), memory());
    for database in [&one_by_one, &at_once] {
        migrate(database, &graph(&all[..1])).unwrap();
        execute_all(database, &seed(&chain[0])).unwrap();
    }
    if migrate(&one_by_one, &graph(&all)).is_ok() {
        let told = || (descriptions(&steps[1..].concat()), descriptions(&optimized));
        let done = migrate(&at_once, &graph(&[all[0], &optimized]));
        prop_assert!(done.is_ok(), "{:?}\n{:?}", done, told());
        prop_assert_eq!(
            everything(&at_once),
            everything(&one_by_one),
            "{:?}",
            told()
        );
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
