//! From anywhere to anywhere, with rows: what both states have alike keeps its values, and what
//! is refused leaves everything as it was.

use proptest::test_runner::TestCaseError;

use super::pairs::Says;
use super::*;
use crate::Target;
use crate::state::{Content, Field, Links, ModelState};

/// So many rows has each table.
const ROWS: i64 = 2;

/// The value of a field in the row of that key, as SQL.
fn value(field: &Field, id: i64) -> Option<String> {
    Some(match &field.column()?.content {
        Content::ForeignKey { .. } => id.to_string(),
        Content::Plain(plain) => match plain.column_type {
            ColumnType::Text => format!("'{id}'"),
            ColumnType::Bool => (id % 2).to_string(),
            ColumnType::Date => format!("'2026-01-0{id}'"),
            _ => id.to_string(),
        },
    })
}

/// Rows for every table: each points to the row of its own key, each is linked with itself.
pub(super) fn seed(state: &ProjectState) -> String {
    let mut sql = String::from("PRAGMA foreign_keys = OFF;\n");
    for model in state.models() {
        let columns = model.fields.iter().filter_map(Field::column);
        let columns: Vec<_> = columns.map(|c| format!("\"{}\"", c.column)).collect();
        for id in 1..=ROWS {
            let values = model.fields.iter().filter_map(|field| value(field, id));
            let values: Vec<_> = values.collect();
            let (columns, values) = (columns.join(", "), values.join(", "));
            let table = &model.table;
            sql.push_str(&format!(
                "INSERT INTO \"{table}\" ({columns}) VALUES ({values});\n"
            ));
        }
        for (table, source, target) in model.fields.iter().filter_map(join_table) {
            for id in 1..=ROWS {
                sql.push_str(&format!(
                    "INSERT INTO \"{table}\" (\"{source}\", \"{target}\") VALUES ({id}, {id});\n"
                ));
            }
        }
    }
    sql + "PRAGMA foreign_keys = ON"
}

fn join_table(field: &Field) -> Option<(&str, &str, &str)> {
    match &field.many_to_many()?.links {
        Links::JoinTable {
            table,
            source_column,
            target_column,
            ..
        } => Some((table, source_column, target_column)),
        Links::Through { .. } => None,
    }
}

/// What the fields of a model hold that are the same in the other state.
fn kept(database: &Database, model: &ModelState, other: &ModelState) -> Vec<Vec<String>> {
    let same = model
        .fields
        .iter()
        .filter(|field| other.fields.contains(field));
    let mut found = Vec::new();
    let table = &model.table;
    for field in same {
        if let Some(column) = field.column() {
            let column = &column.column;
            let sql = format!("SELECT \"{column}\" FROM \"{table}\" ORDER BY id");
            found.push(rows(database, &sql));
        }
        if let Some((table, source, target)) = join_table(field) {
            let sql = format!("SELECT \"{source}\", \"{target}\" FROM \"{table}\" ORDER BY 1, 2");
            found.push(rows(database, &sql));
        }
    }
    found
}

/// What is kept of all models that both states have.
pub(super) fn all_kept(
    database: &Database,
    from: &ProjectState,
    to: &ProjectState,
) -> Vec<Vec<String>> {
    let both = from
        .models()
        .filter_map(|model| Some((model, to.model(&model.name)?)));
    both.flat_map(|(model, other)| kept(database, model, other))
        .collect()
}

fn there_and_back(from: &ProjectState, to: &ProjectState) -> Result<(), TestCaseError> {
    let database = memory();
    let first = initial(from);
    migrate(&database, &graph(&[&first])).unwrap();
    execute_all(&database, &seed(from)).unwrap();
    let second = detect(from, to, &FillAll(to), &mut Says { renames: false }).unwrap();
    let graph = graph(&[&first, &second.operations]);
    let kept = all_kept(&database, from, to);
    let (before, all) = (schema(&database), all_kept(&database, from, from));

    if go(&database, &graph, Target::Latest).is_err() {
        // A value does not fit its new type, say.
        prop_assert_eq!(before, schema(&database));
        prop_assert_eq!(all, all_kept(&database, from, from));
        return Ok(());
    }
    prop_assert_eq!(&kept, &all_kept(&database, from, to));
    let (behind, all) = (schema(&database), all_kept(&database, to, to));
    if go(&database, &graph, Target::Migration("0001".into())).is_err() {
        // A column that takes no null comes back, and nobody knows with what.
        prop_assert_eq!(behind, schema(&database));
        prop_assert_eq!(all, all_kept(&database, to, to));
        return Ok(());
    }
    prop_assert_eq!(before, schema(&database));
    prop_assert_eq!(kept, all_kept(&database, from, to));
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(500))]

    #[test]
    fn what_two_states_have_alike_keeps_its_rows((from, to) in any_pair()) {
        there_and_back(&from, &to)?;
    }
}
