mod branches;
mod changes;
mod conversions;
mod kills;
mod million;
mod own;
mod pairs;
mod pairs_with_rows;
mod replaced;
mod scripts;
mod squashed;

use std::future::Future;
use std::path::Path;
use std::pin::Pin;

use proptest::prelude::*;
use throughline_backend::{Access, Database, Operation as Work};
use throughline_core::{ColumnType, Row, Value, ValueRef};

use super::*;
use crate::fixtures::*;
use crate::migration::Migration;
use crate::operation::Operation;
use crate::state::Literal;
use crate::{detect, read, write};

type Job<T> = Box<
    dyn for<'c> FnOnce(&'c mut Connection) -> Pin<Box<dyn Future<Output = Result<T>> + Send + 'c>>
        + Send,
>;

/// Work with the connection of a test.
struct With<T>(Job<T>);

impl<T: Send + 'static> Work for With<T> {
    type Output = T;

    fn access(&self) -> Access {
        Access::Write
    }

    async fn run(self, connection: &mut Connection) -> Result<T> {
        (self.0)(connection).await
    }
}

fn memory() -> Database {
    Database::connect_blocking("sqlite::memory:").unwrap()
}

fn migrate(database: &Database, graph: &Graph) -> Result<Applied> {
    let graph = graph.clone();
    database.run_blocking(With(Box::new(move |connection| {
        Box::pin(async move { apply_graph(connection, &graph, &mut ()).await })
    })))
}

fn go(database: &Database, graph: &Graph, target: Target) -> Result<Applied> {
    let graph = graph.clone();
    database.run_blocking(With(Box::new(move |connection| {
        Box::pin(async move { crate::migrate(connection, &graph, &target, &mut ()).await })
    })))
}

fn execute_all(database: &Database, sql: &str) -> Result<()> {
    let statements: Vec<_> = sql.split(";\n").map(str::to_owned).collect();
    database.run_blocking(With(Box::new(move |connection| {
        Box::pin(async move {
            for sql in statements.iter().filter(|sql| !sql.trim().is_empty()) {
                connection.execute(sql, &[]).await?;
            }
            Ok(())
        })
    })))
}

/// The rows, each as its values with `|` between.
fn rows(database: &Database, sql: &str) -> Vec<String> {
    let sql = sql.to_owned();
    let read = With(Box::new(move |connection: &mut Connection| {
        Box::pin(async move {
            let mut rows = Vec::new();
            let each = &mut |row: &dyn Row| {
                let mut values = Vec::new();
                while let Ok(value) = row.value(values.len()) {
                    values.push(match value {
                        ValueRef::Null => "null".to_owned(),
                        ValueRef::Int(v) => v.to_string(),
                        ValueRef::Text(v) => v.to_owned(),
                        other => format!("{other:?}"),
                    });
                }
                rows.push(values.join("|"));
                Ok(())
            };
            connection.query(&sql, &[], each).await?;
            Ok(rows)
        }) as Pin<Box<dyn Future<Output = Result<Vec<String>>> + Send + '_>>
    }));
    database.run_blocking(read).unwrap()
}

/// Files of these migrations, as they would be read.
fn graph(migrations: &[&[Operation]]) -> Graph {
    let mut files: Vec<MigrationFile> = Vec::new();
    for operations in migrations {
        let name = format!("{:04}_test", files.len() + 1);
        let depends: Vec<_> = files.last().map(MigrationFile::name).into_iter().collect();
        let file = file(&name, &depends, operations);
        files.push(file);
    }
    Graph::new(files).unwrap()
}

/// A file that depends on these, as it would be read.
fn file(name: &str, depends: &[&str], operations: &[Operation]) -> MigrationFile {
    let migration = Migration {
        name: name.to_owned(),
        depends: depends.iter().map(|&one| one.to_owned()).collect(),
        operations: operations.to_vec(),
        ..Migration::default()
    };
    read(name, &format!("m/{name}.toml"), &write(&migration)).unwrap()
}

fn initial(state: &ProjectState) -> Vec<Operation> {
    detect(&ProjectState::new(), state, &(), &mut crate::NoAnswers)
        .unwrap()
        .operations
}

fn between(from: &ProjectState, to: &ProjectState) -> Vec<Operation> {
    detect(from, to, &FillAll(to), &mut crate::NoAnswers)
        .unwrap()
        .operations
}

/// The school with an age and a code for each student, which need a rebuild on SQLite, and a
/// nickname.
fn older_school() -> ProjectState {
    let mut to = school();
    let student = to.model_mut("Student").unwrap();
    student.fields.push(plain("age", ColumnType::Int));
    student
        .fields
        .push(null(plain("nickname", ColumnType::Text)));
    student.fields.push(plain("code", ColumnType::Text));
    to
}

const SEED: &str = "
INSERT INTO student (id, name) VALUES (1, 'Ann'), (2, 'Bob'), (9, 'Gone');
DELETE FROM student WHERE id = 9;
INSERT INTO course (id, title) VALUES (1, 'Rust');
INSERT INTO course_students VALUES (1, 1), (1, 2);
INSERT INTO club (id, name) VALUES (1, 'Chess');
INSERT INTO membership (student_id, club_id, joined, role) VALUES (1, 1, '2026-01-31', 'member');
CREATE INDEX by_hand ON student (name COLLATE NOCASE);
CREATE TABLE log (text);
CREATE TRIGGER noted AFTER INSERT ON student BEGIN INSERT INTO log VALUES (new.name); END;
CREATE TRIGGER elsewhere AFTER DELETE ON course BEGIN DELETE FROM student WHERE name = old.title; END;
CREATE VIEW names AS SELECT name FROM student;
";

#[test]
fn the_first_migration_makes_the_schema_of_the_design() {
    let database = memory();
    let graph = graph(&[&initial(&school())]);
    assert_eq!(
        migrate(&database, &graph).unwrap().migrations,
        ["0001_test"]
    );
    let schema = rows(
        &database,
        "SELECT sql FROM sqlite_schema WHERE sql IS NOT NULL ORDER BY rowid",
    );
    insta::with_settings!({ omit_expression => true }, {
        insta::assert_snapshot!(schema.join(";\n"));
    });
    let ledger = rows(
        &database,
        "SELECT name, checksum, applied_at LIKE '20%' FROM throughline_migrations",
    );
    assert_eq!(
        ledger,
        [format!("0001_test|{}|1", graph.files()[0].checksum)]
    );
}

#[test]
fn a_database_that_is_up_to_date_is_only_read() {
    let database = memory();
    let graph = graph(&[&initial(&school())]);
    migrate(&database, &graph).unwrap();
    let recorder = database.record();
    assert_eq!(migrate(&database, &graph).unwrap(), Applied::default());
    let statements = recorder.take();
    assert!(
        statements
            .iter()
            .all(|statement| statement.sql.starts_with("SELECT")),
        "{statements:?}"
    );
    assert_eq!(statements.len(), 2);
}

#[test]
fn migrations_of_the_program_are_applied() {
    static FILES: Migrations = Migrations::new(&[(
        "0001_initial",
        "format = 1\n[[operation]]\ncreate_model = \"A\"\ntable = \"a\"\n\
         fields = [{ name = \"id\", type = \"auto\", primary_key = true }]\n",
    )]);
    let database = memory();
    let applied = database.run_blocking(With(Box::new(|connection| {
        Box::pin(apply(connection, FILES))
    })));
    assert_eq!(applied.unwrap().migrations, ["0001_initial"]);
}

#[test]
fn a_rebuild_keeps_rows_and_all_that_hangs_on_the_table() {
    let database = memory();
    let first = initial(&school());
    migrate(&database, &graph(&[&first])).unwrap();
    execute_all(&database, SEED).unwrap();
    let recorder = database.record();
    let second = between(&school(), &older_school());
    migrate(&database, &graph(&[&first, &second])).unwrap();

    let copies = recorder
        .take()
        .iter()
        .filter(|s| s.sql.starts_with("INSERT INTO \"throughline_new"))
        .count();
    assert_eq!(copies, 1, "three columns, one copy");
    assert_eq!(
        rows(
            &database,
            "SELECT id, name, age, nickname, code FROM student"
        ),
        ["1|Ann|7|x|x", "2|Bob|7|x|x"]
    );
    assert_eq!(
        rows(&database, "SELECT * FROM course_students"),
        ["1|1", "1|2"]
    );
    assert_eq!(
        rows(&database, "SELECT student_id, role FROM membership"),
        ["1|member"]
    );
    assert_eq!(
        rows(&database, "SELECT * FROM names"),
        ["Ann", "Bob"],
        "the view is whole"
    );
    assert_eq!(
        rows(
            &database,
            "SELECT name FROM sqlite_schema WHERE name = 'by_hand'"
        ),
        ["by_hand"]
    );
    execute_all(
        &database,
        "INSERT INTO student (name, age, code) VALUES ('New', 1, 'n')",
    )
    .unwrap();
    assert_eq!(
        rows(&database, "SELECT * FROM log"),
        ["New"],
        "the trigger too"
    );
    let id = rows(&database, "SELECT id FROM student WHERE name = 'New'");
    assert_eq!(
        id,
        ["10"],
        "the key of the deleted row 9 is not given again"
    );

    let key = execute_all(&database, "INSERT INTO course_students VALUES (1, 77)").unwrap_err();
    assert!(
        key.is_foreign_key_violation(),
        "foreign keys are on again: {key:?}"
    );
    execute_all(&database, "DELETE FROM student WHERE id = 1").unwrap();
    assert_eq!(
        rows(&database, "SELECT * FROM course_students"),
        ["1|2"],
        "and still cascade"
    );
    assert_eq!(rows(&database, "PRAGMA legacy_alter_table"), ["0"]);
}

#[test]
fn a_rebuild_refuses_to_lose_a_column_made_by_hand() {
    let database = memory();
    let first = initial(&school());
    migrate(&database, &graph(&[&first])).unwrap();
    execute_all(&database, "ALTER TABLE student ADD COLUMN secret text").unwrap();
    let graph = graph(&[&first, &between(&school(), &older_school())]);
    let error = migrate(&database, &graph).unwrap_err();
    assert_eq!(
        error.to_string(),
        "migration `0002_test` failed at `Add field age to Student` (m/0002_test.toml:6)"
    );
    let cause = std::error::Error::source(&error).unwrap().to_string();
    assert!(
        cause.contains("has a column `secret` that no migration made"),
        "{cause}"
    );
}

#[test]
fn a_migration_that_fails_leaves_everything_as_it_was() {
    let database = memory();
    let first = initial(&school());
    migrate(&database, &graph(&[&first])).unwrap();
    execute_all(&database, SEED).unwrap();
    execute_all(&database, "UPDATE student SET name = 'Ann'").unwrap();
    let before = rows(&database, "SELECT sql FROM sqlite_schema");
    let mut to = older_school();
    to.model_mut("Student")
        .unwrap()
        .unique
        .push(list(&["name"]));
    let graph = graph(&[&first, &between(&school(), &to)]);
    let error = migrate(&database, &graph).unwrap_err();
    assert!(error.is_unique_violation(), "{error:?}");
    assert_eq!(rows(&database, "SELECT sql FROM sqlite_schema"), before);
    assert_eq!(
        rows(&database, "SELECT name FROM throughline_migrations"),
        ["0001_test"]
    );
    assert_eq!(rows(&database, "PRAGMA foreign_keys"), ["1"]);
    assert_eq!(rows(&database, "PRAGMA legacy_alter_table"), ["0"]);

    execute_all(&database, "UPDATE student SET name = name || id").unwrap();
    assert_eq!(
        migrate(&database, &graph).unwrap().migrations,
        ["0002_test"]
    );
}

#[test]
fn a_new_table_is_not_made_twice() {
    let database = memory();
    let to = ProjectState::of([
        model("Sofa", [foreign_key("room", "Room")]),
        model("Room", [foreign_key("sofa", "Sofa")]),
    ]);
    let recorder = database.record();
    migrate(&database, &graph(&[&initial(&to)])).unwrap();
    let statements = recorder.take();
    assert!(
        !statements
            .iter()
            .any(|statement| statement.sql.contains("throughline_new"))
    );
    execute_all(&database, "INSERT INTO room (id, sofa_id) VALUES (1, 1)").unwrap_err();
}

#[test]
fn a_rebuild_finds_rows_that_point_to_nothing() {
    let database = memory();
    let from = ProjectState::of([model("Club", []), model("Student", [])]);
    let to = ProjectState::of([
        model("Club", []),
        model("Student", [foreign_key("club", "Club")]),
    ]);
    migrate(&database, &graph(&[&initial(&from)])).unwrap();
    execute_all(&database, "INSERT INTO student DEFAULT VALUES").unwrap();
    let graph = graph(&[&initial(&from), &between(&from, &to)]);
    let error = migrate(&database, &graph).unwrap_err();
    assert_eq!(
        error.to_string(),
        "migration `0002_test` would leave rows that point to nothing\n  \
         `student` (row 1) points to a row of `club` that is not there"
    );
    execute_all(&database, "INSERT INTO club (id) VALUES (1)").unwrap();
    migrate(&database, &graph).unwrap();
    assert_eq!(rows(&database, "SELECT * FROM student"), ["1|1"]);
}

#[test]
fn a_changed_file_stops_everything() {
    let database = memory();
    let first = initial(&school());
    migrate(&database, &graph(&[&first])).unwrap();
    let mut changed = first;
    changed.pop();
    let error = migrate(&database, &graph(&[&changed, &[]])).unwrap_err();
    assert_eq!(
        error.to_string(),
        "m/0001_test.toml was changed after it was applied"
    );
    let error = migrate(&database, &Graph::default()).unwrap_err();
    assert!(
        error
            .to_string()
            .starts_with("migration `0001_test` was applied"),
        "{error}"
    );
    assert_eq!(
        rows(&database, "SELECT name FROM throughline_migrations"),
        ["0001_test"]
    );
}

#[test]
fn inside_a_transaction_nothing_is_done() {
    let database = memory();
    let graph = graph(&[&initial(&school())]);
    let result = database.run_blocking(With(Box::new(move |connection| {
        Box::pin(async move {
            let level = connection.begin().await?;
            let result = apply_graph(connection, &graph, &mut ()).await;
            connection.rollback(&level).await?;
            result
        })
    })));
    assert_eq!(
        result.unwrap_err().to_string(),
        "migrations cannot be applied inside a transaction"
    );
}

#[test]
fn an_index_goes_when_a_unique_key_covers_it() {
    let database = memory();
    let from = ProjectState::of([
        model("Club", []),
        model("Student", [foreign_key("club", "Club")]),
    ]);
    let mut to = from.clone();
    to.model_mut("Student")
        .unwrap()
        .unique
        .push(list(&["club"]));
    migrate(&database, &graph(&[&initial(&from), &between(&from, &to)])).unwrap();
    assert_eq!(
        rows(
            &database,
            "SELECT name FROM sqlite_schema WHERE type = 'index' AND tbl_name = 'student'"
        ),
        ["student_club_id_uniq"]
    );
}

#[test]
fn several_processes_apply_each_migration_once() {
    let directory = tempfile::tempdir().unwrap();
    let url = format!("sqlite://{}", directory.path().join("school.db").display());
    let first = initial(&school());
    let graph = graph(&[&first, &between(&school(), &older_school())]);
    let applied: Vec<_> = std::thread::scope(|scope| {
        let threads: Vec<_> = (0..6)
            .map(|_| {
                scope.spawn(|| {
                    let database = Database::connect_blocking(&url).unwrap();
                    migrate(&database, &graph).unwrap().migrations
                })
            })
            .collect();
        threads
            .into_iter()
            .flat_map(|thread| thread.join().unwrap())
            .collect()
    });
    let mut sorted = applied.clone();
    sorted.sort();
    assert_eq!(sorted, ["0001_test", "0002_test"]);
}

/// The victim of the next test: begins a migration that copies many rows, and says so.
#[test]
#[ignore = "run by the next test in a process of its own"]
fn victim() {
    struct Tell;
    impl Progress for Tell {
        fn begun(&mut self, _: &MigrationFile) {
            println!("begun");
        }
    }
    let database = Database::connect_blocking(&std::env::var("VICTIM_URL").unwrap()).unwrap();
    let graph = graph(&[&initial(&school()), &between(&school(), &older_school())]);
    let run = database.run_blocking(With(Box::new(move |connection| {
        Box::pin(async move { apply_graph(connection, &graph, &mut Tell).await })
    })));
    run.unwrap();
}

#[test]
fn a_killed_process_leaves_the_old_state_or_the_new_one() {
    let directory = tempfile::tempdir().unwrap();
    let mut old_states = 0;
    for delay in [0, 5, 20, 60, 150] {
        let path = directory.path().join(format!("{delay}.db"));
        let url = format!("sqlite://{}", path.display());
        prepare_many_rows(&url);
        kill_after(&url, delay);

        let database = Database::connect_blocking(&url).unwrap();
        let columns = rows(&database, "SELECT name FROM pragma_table_info('student')").len();
        let ledger = rows(&database, "SELECT name FROM throughline_migrations").len();
        assert!(
            [(2, 1), (5, 2)].contains(&(columns, ledger)),
            "{columns} columns, {ledger} in the ledger"
        );
        old_states += usize::from(ledger == 1);
        assert_eq!(rows(&database, "SELECT count(*) FROM student"), ["60000"]);
        assert_eq!(
            rows(&database, "SELECT count(*) FROM course_students"),
            ["60000"]
        );
        assert_eq!(
            rows(
                &database,
                "SELECT name FROM sqlite_schema WHERE name LIKE 'throughline_new%'"
            )
            .len(),
            0
        );
        assert_eq!(rows(&database, "PRAGMA integrity_check"), ["ok"]);
        migrate(
            &database,
            &graph(&[&initial(&school()), &between(&school(), &older_school())]),
        )
        .unwrap();
        assert_eq!(
            rows(&database, "SELECT count(*) FROM student WHERE age = 7"),
            ["60000"]
        );
    }
    assert!(old_states > 0, "at least one was killed in the middle");
}

fn prepare_many_rows(url: &str) {
    let database = Database::connect_blocking(url).unwrap();
    migrate(&database, &graph(&[&initial(&school())])).unwrap();
    let numbers = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 60000)";
    let seed = format!(
        "INSERT INTO course (id, title) VALUES (1, 'Rust');\n\
         INSERT INTO student (id, name) {numbers} SELECT i, 'S' || i FROM n;\n\
         INSERT INTO course_students {numbers} SELECT 1, i FROM n"
    );
    execute_all(&database, &seed).unwrap();
}

fn kill_after(url: &str, milliseconds: u64) {
    use std::io::BufRead;
    let mut victim = std::process::Command::new(std::env::current_exe().unwrap())
        .args([
            "--exact",
            "executor::tests::victim",
            "--ignored",
            "--nocapture",
        ])
        .env("VICTIM_URL", url)
        .stdout(std::process::Stdio::piped())
        .stderr(std::process::Stdio::null())
        .spawn()
        .unwrap();
    let output = std::io::BufReader::new(victim.stdout.take().unwrap());
    assert!(
        output
            .lines()
            .map_while(|line| line.ok())
            .any(|line| line.contains("begun"))
    );
    std::thread::sleep(std::time::Duration::from_millis(milliseconds));
    victim.kill().unwrap();
    victim.wait().unwrap();
    assert!(Path::new(url.trim_start_matches("sqlite://")).exists());
}

/// Tables with their columns, and indexes, in an order that does not depend on their making.
fn schema(database: &Database) -> Vec<String> {
    let mut schema = rows(
        database,
        "SELECT 'column', m.name, c.name, c.type, c.\"notnull\", c.dflt_value, c.pk \
         FROM sqlite_schema m, pragma_table_info(m.name) c WHERE m.type = 'table' \
         UNION ALL SELECT 'index', m.tbl_name, m.name, m.sql, 0, 0, 0 \
         FROM sqlite_schema m WHERE m.type = 'index' AND m.sql IS NOT NULL \
         UNION ALL SELECT 'key', m.name, k.\"table\", k.\"from\", k.\"to\", k.on_delete, 0 \
         FROM sqlite_schema m, pragma_foreign_key_list(m.name) k WHERE m.type = 'table' \
         ORDER BY 1, 2, 3, 4",
    );
    // SQLite's own, which stays when the last numbered table is gone.
    schema.retain(|line| !line.contains("sqlite_sequence"));
    schema
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    /// Whatever the way, the schema is that of a new database.
    #[test]
    fn step_by_step_or_at_once_the_schema_is_the_same(to in any_project(), part in 0.0..1.0_f64) {
        let at_once = initial(&to);
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a share")]
        let count = (at_once.len() as f64 * part) as usize;
        let mut middle = ProjectState::new();
        for operation in &at_once[..count] {
            operation.state_forwards(&mut middle).unwrap();
        }
        let rest = between(&middle, &to);
        let (new, grown) = (memory(), memory());
        migrate(&new, &graph(&[&at_once])).unwrap();
        migrate(&grown, &graph(&[&at_once[..count], &rest])).unwrap();
        prop_assert_eq!(schema(&new), schema(&grown));
        let unfilled = rows(&new, "SELECT count(*) FROM throughline_migrations");
        prop_assert_eq!(unfilled, ["1"]);
    }
}

#[test]
fn a_fill_is_bound_as_the_value_of_its_type() {
    let database = memory();
    let from = ProjectState::of([model("Student", [])]);
    let moment = null(plain("seen", ColumnType::Timestamp));
    let to = ProjectState::of([model("Student", [moment])]);
    let mut second = between(&from, &to);
    let Operation::AddField(field) = &mut second[0] else {
        panic!()
    };
    field.fill = Some(Literal::Text("2026-01-31T13:30:00.25Z".into()));
    migrate(&database, &graph(&[&initial(&from)])).unwrap();
    execute_all(&database, "INSERT INTO student DEFAULT VALUES").unwrap();
    migrate(&database, &graph(&[&initial(&from), &second])).unwrap();
    // As the backend writes a timestamp, so that rows compare.
    let value = Value::Timestamp("2026-01-31T13:30:00.25Z".parse().unwrap());
    let expected = throughline_sql::encode::text(&value).unwrap();
    assert_eq!(rows(&database, "SELECT seen FROM student"), [expected]);
}
