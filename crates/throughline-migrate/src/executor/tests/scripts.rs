//! The text of `sqlmigrate`, run by SQLite alone, does what `migrate` does.

use proptest::test_runner::TestCaseError;

use super::*;
use crate::operation::Direction;
use crate::{Answer, DIALECTS, Question, Questioner, Target, script};

/// Says yes to everything.
struct Yes;

impl Questioner for Yes {
    fn ask(&mut self, _: &Question) -> Result<Option<Answer>> {
        Ok(Some(Answer::Yes))
    }
}

/// A database without this library around it.
fn bare() -> rusqlite::Connection {
    let connection = rusqlite::Connection::open_in_memory().unwrap();
    connection
        .pragma_update(None, "foreign_keys", true)
        .unwrap();
    // The shell has it; guards ask by it.
    let flags = rusqlite::functions::FunctionFlags::SQLITE_UTF8;
    connection
        .create_scalar_function("regexp", 2, flags, |_| Ok(true))
        .unwrap();
    connection
}

/// Everything in the database that has a text, and the ledger.
fn whole_schema(connection: &rusqlite::Connection) -> Vec<String> {
    let sql = "SELECT sql FROM sqlite_schema WHERE sql IS NOT NULL \
               AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\' \
               UNION ALL SELECT name || checksum FROM throughline_migrations ORDER BY 1";
    let mut statement = connection.prepare(sql).unwrap();
    let rows = statement.query_map([], |row| row.get(0)).unwrap();
    rows.collect::<rusqlite::Result<_>>().unwrap()
}

/// The schema of a database that `migrate` brought there, by way of all migrations.
fn migrated(graph: &Graph, target: Target) -> Vec<String> {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("migrated.db");
    let database = Database::connect_blocking(&format!("sqlite://{}", path.display())).unwrap();
    migrate(&database, graph).unwrap();
    go(&database, graph, target).unwrap();
    whole_schema(&rusqlite::Connection::open(&path).unwrap())
}

fn same_by_hand(from: &ProjectState, to: &ProjectState) -> Result<(), TestCaseError> {
    let second = detect(from, to, &FillAll(to), &mut Yes).unwrap();
    let graph = graph(&[&initial(from), &second.operations]);
    let connection = bare();
    let text = |number: usize, direction| {
        script(&graph, &graph.files()[number], direction, DIALECTS[0]).unwrap()
    };
    connection
        .execute_batch(&text(0, Direction::Forwards))
        .unwrap();
    let forwards = text(1, Direction::Forwards);
    let run = connection.execute_batch(&forwards);
    prop_assert!(run.is_ok(), "{run:?}\n{forwards}");
    let there = migrated(&graph, Target::Latest);
    prop_assert_eq!(whole_schema(&connection), there, "{}", forwards);

    let back = text(1, Direction::Backwards);
    let run = connection.execute_batch(&back);
    prop_assert!(run.is_ok(), "{run:?}\n{back}");
    let undone = migrated(&graph, Target::Migration("0001".into()));
    prop_assert_eq!(whole_schema(&connection), undone, "{}", back);
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(50))]

    #[test]
    fn whatever_the_pair_the_text_makes_the_same_schema((from, to) in any_pair()) {
        same_by_hand(&from, &to)?;
    }
}

#[test]
fn the_text_of_a_migration_that_rebuilds_fills_and_asks() {
    let mut to = older_school();
    let course = to.model_mut("Course").unwrap();
    course.fields.retain(|field| field.name != "title");
    course.fields.push(foreign_key("teacher", "Student"));
    let first = initial(&school());
    let second = detect(&school(), &to, &FillAll(&to), &mut Yes).unwrap();
    let graph = graph(&[&first, &second.operations]);
    let mut text = String::new();
    for dialect in DIALECTS {
        for direction in [Direction::Forwards, Direction::Backwards] {
            text += &script(&graph, &graph.files()[1], direction, dialect).unwrap();
            text += "\n";
        }
    }
    let text = text.replace(&graph.files()[1].checksum, "CHECKSUM");
    insta::with_settings!({ omit_expression => true }, { insta::assert_snapshot!(text) });
}

#[test]
fn a_name_cannot_end_the_comment_that_it_stands_in() {
    let mut to = school();
    let name = "x\nDROP TABLE student; --";
    to.model_mut("Student")
        .unwrap()
        .fields
        .push(null(plain(name, ColumnType::Text)));
    same_by_hand(&school(), &to).unwrap();
}

#[test]
fn a_text_of_whatever_characters_is_filled_in() {
    let text = "it's ?1 \\ \"x\";\n--\0-$1";
    let add = Operation::AddField(crate::AddField {
        model: "Student".to_owned(),
        field: plain("note", ColumnType::Text),
        fill: Some(Literal::Text(text.to_owned())),
    });
    let graph = graph(&[&initial(&school()), &[add]]);
    let connection = bare();
    for file in graph.files() {
        let text = script(&graph, file, Direction::Forwards, DIALECTS[0]).unwrap();
        connection.execute_batch(&text).unwrap();
        let insert = "INSERT OR IGNORE INTO student (id, name) VALUES (1, 'Ann')";
        connection.execute(insert, []).unwrap();
    }
    let found: String = connection
        .query_row("SELECT note FROM student", [], |row| row.get(0))
        .unwrap();
    assert_eq!(found, text);
}
